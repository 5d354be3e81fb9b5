import type { TextEdit } from '../../util/index.js'
import { identifierOf, isIdentifier, isSymbol, isWord, type Token } from '../token.js'
import { closeParenthesis, isKeyword } from './surroundings.js'

/** Functions that stand in FROM: the name of their only column, or none where they have several. */
const SET_FUNCTIONS: Readonly<Record<string, string | undefined>> = {
  json_array_elements: 'value',
  json_array_elements_text: 'value',
  jsonb_array_elements: 'value',
  jsonb_array_elements_text: 'value',
  json_object_keys: '',
  jsonb_object_keys: '',
  jsonb_path_query: '',
  json_each: undefined,
  json_each_text: undefined,
  jsonb_each: undefined,
  jsonb_each_text: undefined,
  json_tree: undefined,
  unnest: 'unnest',
  generate_series: 'generate_series',
  range: 'range',
  regexp_matches: 'regexp_matches',
  regexp_split_to_table: 'regexp_split_to_table',
  string_to_table: 'string_to_table',
}

/** Functions that DuckDB gives an alias of its own. */
const UNALIASED: ReadonlySet<string> = new Set(['unnest', 'generate_series', 'range'])

/** SQLite's, which DuckDB has with other values. */
const RENAMED: Readonly<Record<string, string>> = {
  json_each: 'json_each_',
  json_tree: 'json_tree_',
  regexp_matches: 'regexp_matches_',
}

/** Functions that count their rows where WITH ORDINALITY stands behind them. */
const NUMBERED: Readonly<Record<string, string>> = {
  json_array_elements: 'elements_numbered_',
  json_array_elements_text: 'texts_numbered_',
  jsonb_array_elements: 'elements_numbered_',
  jsonb_array_elements_text: 'texts_numbered_',
  unnest: 'unnest_numbered_',
}

/**
 * Calls in FROM get the alias that users of Postgres and SQLite may leave out, and an alias that is used as a
 * value names the only column.
 */
export function fromItemEdits(tokens: readonly Token[]): TextEdit[] {
  return tokens.flatMap((token, index) => {
    const name = token.text.toLowerCase()
    const known = Object.hasOwn(SET_FUNCTIONS, name) || Object.hasOwn(NUMBERED, name)
    if (token.kind !== 'word' || !known) return []
    if (!isSymbol(tokens[index + 1], '(') || !isFromItem(tokens, index)) return []
    const close = closeParenthesis(tokens, index + 1)
    const end = tokens[close]?.end
    if (end === undefined) return []
    if (isWord(tokens[close + 1], 'WITH') && isWord(tokens[close + 2], 'ORDINALITY')) {
      return ordinalityEdits(tokens, index, close)
    }
    if (!Object.hasOwn(SET_FUNCTIONS, name)) return []
    const renamed = RENAMED[name]
    return [
      ...(renamed === undefined ? [] : [{ start: token.start, end: token.end, text: renamed }]),
      ...aliasEdits(tokens, close, name),
    ]
  })
}

/** A macro of ours counts the rows; its columns get the names that Postgres gives them. */
function ordinalityEdits(tokens: readonly Token[], index: number, close: number): TextEdit[] {
  const [token, words] = [tokens[index], tokens[close + 2]]
  const name = token?.text.toLowerCase() ?? ''
  const numbered = Object.hasOwn(NUMBERED, name) ? NUMBERED[name] : undefined
  if (token === undefined || words === undefined || numbered === undefined) return []
  const at = isWord(tokens[close + 3], 'AS') ? close + 4 : close + 3
  const alias = tokens[at]
  const named = alias !== undefined && isIdentifier(alias) && !isKeyword(alias)
  const column = name !== 'unnest' ? 'value' : named ? alias.text : name
  const edits = [
    { start: token.start, end: token.end, text: numbered },
    { start: tokens[close]?.end ?? words.end, end: words.end, text: '' },
  ]
  if (!named) return [...edits, inserted(words.end, ` AS ${name}(${column}, ordinality)`)]
  if (isSymbol(tokens[at + 1], '(')) return edits
  return [...edits, inserted(alias.end, `(${column}, ordinality)`)]
}

function aliasEdits(tokens: readonly Token[], close: number, name: string): TextEdit[] {
  const column = SET_FUNCTIONS[name]
  const at = isWord(tokens[close + 1], 'AS') ? close + 2 : close + 1
  const alias = tokens[at]
  if (alias === undefined || !isIdentifier(alias) || isKeyword(alias)) {
    if (UNALIASED.has(name)) return []
    const end = tokens[close]?.end ?? 0
    return [inserted(end, ` AS ${name}${column === '' ? `(${name})` : ''}`)]
  }
  if (column === undefined || isSymbol(tokens[at + 1], '(')) return []
  const alone = identifierOf(alias).toLowerCase()
  if (column === '' || !mentionsColumn(tokens, column, alone)) {
    return [inserted(alias.end, `(${alias.text})`)]
  }
  return tokens.flatMap((token, index) =>
    index !== at && isBareUse(tokens, index, alone) ? [inserted(token.end, `.${column}`)] : [],
  )
}

/** True where `column` stands alone or behind `alias`. */
function mentionsColumn(tokens: readonly Token[], column: string, alias: string): boolean {
  return tokens.some((token, index) => {
    if (!isIdentifier(token) || identifierOf(token).toLowerCase() !== column) return false
    const [before, qualifier] = [tokens[index - 1], tokens[index - 2]]
    if (!isSymbol(before, '.')) return !isWord(before, 'AS')
    return qualifier !== undefined && identifierOf(qualifier).toLowerCase() === alias
  })
}

function isBareUse(tokens: readonly Token[], index: number, alias: string): boolean {
  const [before, token, next] = [tokens[index - 1], tokens[index], tokens[index + 1]]
  if (token === undefined || !isIdentifier(token)) return false
  if (identifierOf(token).toLowerCase() !== alias) return false
  if (isSymbol(before, '.') || isWord(before, 'AS')) return false
  // Behind an operand the word is a column's alias.
  if (isSymbol(before, ')') || (isIdentifier(before) && !isKeyword(before))) return false
  return !isSymbol(next, '.') && !isSymbol(next, '(')
}

const CLAUSES =
  /^(?:SELECT|FROM|WHERE|GROUP|HAVING|ORDER|QUALIFY|WINDOW|LIMIT|VALUES|SET|RETURNING)$/i

/** True where the clause that the call stands in is FROM and the call opens an item of it. */
function isFromItem(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1]
  if (['FROM', 'JOIN', 'LATERAL'].some((word) => isWord(before, word))) return true
  if (!isSymbol(before, ',')) return false
  let depth = 0
  for (let at = index - 1; at >= 0; at--) {
    const token = tokens[at]
    if (isSymbol(token, ')')) depth++
    else if (isSymbol(token, '(') && depth-- === 0) return false
    else if (depth === 0 && token?.kind === 'word' && CLAUSES.test(token.text)) {
      return isWord(token, 'FROM')
    }
  }
  return false
}

function inserted(at: number, text: string): TextEdit {
  return { start: at, end: at, text }
}
