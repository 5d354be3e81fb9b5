import type { TextEdit } from '../../util/index.js'
import { isSymbol, isWord, type Token } from '../token.js'
import { insertBefore, replaceTokens } from './edits.js'
import { arrayText } from './typed-literals.js'
import { operandStart } from './operands.js'
import { clauseAt, closeBracket } from './surroundings.js'

/** Operators before ANY and ALL that DuckDB does not take there, and the macros that stand for them. */
const TESTS: Readonly<Record<string, string>> = {
  LIKE: 'like',
  ILIKE: 'ilike',
  '~~': 'like',
  '~~*': 'ilike',
  '!~~': 'not_like',
  '!~~*': 'not_ilike',
  '~': 'search',
  '~*': 'isearch',
  '!~': 'not_search',
  '!~*': 'not_isearch',
}

/**
 * In the condition of a join `x = ANY (ARRAY[a, b])` is `x IN (a, b)`, since DuckDB takes the first for a subquery, which no
 * outer join may have; elsewhere the two differ in which regions they ask. `x LIKE ANY (list)` and its kin are calls of
 * macros. Subqueries in ANY and ALL are DuckDB's own.
 */
export function quantifierEdits(tokens: readonly Token[]): TextEdit[] {
  return tokens.flatMap((token, index) => {
    const isAny = isWord(token, 'ANY') || isWord(token, 'SOME')
    if (!isAny && !isWord(token, 'ALL')) return []
    const open = index + 1
    const close = isSymbol(tokens[open], '(') ? closeBracket(tokens, open) : -1
    if (close === -1 || ['SELECT', 'WITH', 'VALUES'].some((word) => isWord(tokens[open + 1], word)))
      return []
    const operator = tokens[index - 1]
    if (operator === undefined) return []
    const sides = { index, open, close, isAny }
    if (!/^(?:=|<>|!=)$/.test(operator.text)) return testEdits(tokens, operator, sides)
    return clauseAt(tokens, index).clause === 'ON' ? membershipEdits(tokens, operator, sides) : []
  })
}

interface Quantified {
  readonly index: number
  readonly open: number
  readonly close: number
  readonly isAny: boolean
}

function membershipEdits(
  tokens: readonly Token[],
  operator: Token,
  { index, open, close, isAny }: Quantified,
): TextEdit[] {
  const first = tokens[open + 1]
  if (first === undefined) return []
  if (isAny !== (operator.text === '=')) return []
  const word = isAny ? 'IN' : 'NOT IN'
  if (isWord(first, 'ARRAY') && isSymbol(tokens[open + 2], '[')) {
    const inner = closeBracket(tokens, open + 2)
    // An empty list has no items that could be spelled out.
    if (inner !== close - 1 || inner === open + 3) return []
    return [
      ...replaceTokens(tokens, [index - 1, open + 2], `${word} (`),
      ...replaceTokens(tokens, [inner, close], ')'),
    ]
  }
  if (first.kind !== 'string' || close !== open + 2) return []
  const list = arrayText(first.text.slice(1, -1).replaceAll("''", "'"))
  if (list === undefined || list === '[]' || list.startsWith('[[')) return []
  return replaceTokens(tokens, [index - 1, close], `${word} (${list.slice(1, -1)})`)
}

function testEdits(
  tokens: readonly Token[],
  operator: Token,
  { index, open, close, isAny }: Quantified,
): TextEdit[] {
  const key = operator.text.toUpperCase()
  const test = Object.hasOwn(TESTS, key) ? TESTS[key] : undefined
  if (test === undefined) return []
  const isNot = isWord(tokens[index - 2], 'NOT') && operator.kind === 'word'
  const last = index - (isNot ? 3 : 2)
  if (tokens[last] === undefined || close === -1) return []
  const name = `${isNot ? 'not_' : ''}${test}_${isAny ? 'any' : 'all'}_`
  return [
    insertBefore(tokens, operandStart(tokens, last), `${name}(`),
    ...replaceTokens(tokens, [last + 1, open], ','),
  ]
}
