import { isSymbol, isWord, type Token } from '../../sql/index.js'
import type { CursorPlace } from './cursor-place.js'

/** What a statement can go on with at the cursor. */
export type Expectation =
  'statement' | 'table' | 'view' | 'column' | 'value' | 'show' | 'setting' | 'service' | 'nothing'

const TABLE_WORDS = ['FROM', 'JOIN', 'INTO', 'UPDATE', 'DESCRIBE', 'DESC', 'EXTENDED', 'TABLE']
const CLAUSES = [
  'SELECT',
  'FROM',
  'WHERE',
  'ON',
  'SET',
  'GROUP',
  'ORDER',
  'BY',
  'HAVING',
  'VALUES',
  'RETURNING',
  'JOIN',
  'USING',
  'INTO',
  'UPDATE',
  'SHOW',
  'LIMIT',
  'DESCRIBE',
]

/** Told from the words before the cursor alone, so that it works in statements that do not parse yet. */
export function expectation({ before, kind }: CursorPlace): Expectation {
  const last = before.at(-1)
  if (kind === 'string') return 'value'
  if (last === undefined || isWord(last, 'EXPLAIN') || isWord(last, 'ANALYZE')) return 'statement'
  if (isWord(last, 'VIEW') && !isWord(before[0], 'CREATE')) return 'view'
  if (TABLE_WORDS.some((word) => isWord(last, word))) return 'table'
  if (isWord(before[0], 'SHOW')) return before.length === 1 ? 'show' : 'service'
  if (isWord(before[0], 'SET')) return before.length === 1 ? 'setting' : 'nothing'
  const clause = lastClause(before)
  if (isSymbol(last, ',') && (clause === 'FROM' || clause === 'JOIN')) return 'table'
  return clause === 'LIMIT' ? 'nothing' : 'column'
}

function lastClause(tokens: readonly Token[]): string | undefined {
  const found = tokens.findLast((token) => CLAUSES.some((word) => isWord(token, word)))
  return found?.text.toUpperCase()
}

/** The column that a literal under the cursor is compared with: of `region = '` and `region IN ('a', '`. */
export function comparedColumn(tokens: readonly Token[]): string | undefined {
  let at = tokens.length - 1
  while (tokens[at]?.kind === 'string' || isSymbol(tokens[at], ',')) at--
  if (isSymbol(tokens[at], '(') && isWord(tokens[at - 1], 'IN')) at -= 2
  else if (['=', '<>', '!='].some((sign) => isSymbol(tokens[at], sign))) at -= 1
  else if (isWord(tokens[at], 'LIKE') || isWord(tokens[at], 'ILIKE')) at -= 1
  else return undefined
  if (isWord(tokens[at], 'NOT')) at -= 1
  const token = tokens[at]
  return token?.kind === 'word' || token?.kind === 'quoted'
    ? token.text.replaceAll('"', '').toLowerCase()
    : undefined
}
