import { tokenize } from './lexer.js'
import { isIdentifier, isSymbol, type Token } from './token.js'

/**
 * The one pass that changes what the user wrote, token by token, outside strings and comments: JSON
 * operators and functions get Postgres (and StackQL) meaning by naming macros of ours.
 *
 * DuckDB's own `->` and `->>` bind below AND, OR and `=`; an operator of another name binds above them.
 * Replacements keep their length wherever they can, so that DuckDB's positions stay true.
 */
export function toDuckDialect(sql: string): string {
  const tokens = tokenize(sql)
  const edits: { readonly token: Token; readonly text: string }[] = []
  tokens.forEach((token, index) => {
    const text = replacement(tokens, index)
    if (text !== undefined) edits.push({ token, text })
  })
  let changed = sql
  for (const { token, text } of edits.reverse()) {
    changed = changed.slice(0, token.start) + text + changed.slice(token.end)
  }
  return changed
}

const OPERATORS: Readonly<Record<string, string>> = { '->>': '~>>', '#>': '#~', '#>>': '#~~' }
const FUNCTIONS: Readonly<Record<string, string>> = { json_extract: 'json_xtract_' }

function replacement(tokens: readonly Token[], index: number): string | undefined {
  const token = tokens[index]
  if (token === undefined) return undefined
  if (token.kind === 'operator') {
    if (token.text === '->')
      return isLambdaArrow(tokens, index) ? undefined : spaced('~>', tokens, index)
    const operator = OPERATORS[token.text]
    return operator === undefined ? undefined : spaced(operator, tokens, index)
  }
  if (
    token.kind === 'word' &&
    isSymbol(tokens[index + 1], '(') &&
    !isSymbol(tokens[index - 1], '.')
  ) {
    return FUNCTIONS[token.text.toLowerCase()]
  }
  return undefined
}

/** Our operators hold `~` or `#`, so a sign that follows at once would be read as a part of them. */
function spaced(operator: string, tokens: readonly Token[], index: number): string {
  const next = tokens[index + 1]
  const touches = next?.kind === 'operator' && next.start === tokens[index]?.end
  return touches ? `${operator} ` : operator
}

/** Functions of DuckDB that take a lambda behind their first argument. */
const TAKES_LAMBDA = /^(?:(?:list|array)_(?:transform|apply|filter|reduce)|apply|filter|reduce)$/i

/** `x -> x + 1` and `(x, y) -> …` as an argument: an identifier that opens the argument, and no literal behind. */
function isLambdaArrow(tokens: readonly Token[], index: number): boolean {
  const next = tokens[index + 1]
  if (isIdentifier(tokens[index - 1]) && isSymbol(tokens[index - 2], ',')) {
    const caller = tokens[openParenthesis(tokens, index) - 1]
    if (caller !== undefined && TAKES_LAMBDA.test(caller.text)) return true
  }
  if (next === undefined || next.kind === 'string' || next.kind === 'number') return false
  if (next.kind === 'parameter' || isSymbol(next, '-')) return false
  const before = tokens[index - 1]
  if (isSymbol(before, ')')) return isIdentifier(tokens[index - 2])
  const opener = tokens[index - 2]
  return isIdentifier(before) && (isSymbol(opener, '(') || isSymbol(opener, ','))
}

/** The parenthesis that the token at `index` stands in; -1 where it stands in none. */
function openParenthesis(tokens: readonly Token[], index: number): number {
  let depth = 0
  for (let at = index - 1; at >= 0; at--) {
    if (isSymbol(tokens[at], ')')) depth++
    else if (isSymbol(tokens[at], '(') && depth-- === 0) return at
  }
  return -1
}

/** DuckDB's name for an unnamed column, with the functions and operators that the user wrote. */
export function originalHeader(name: string): string {
  return name
    .replaceAll('json_xtract_(', 'json_extract(')
    .replaceAll(' ~>> ', ' ->> ')
    .replaceAll(' ~> ', ' -> ')
}

/** Macros that `toDuckDialect` names; each is created when a statement mentions it. */
export const DIALECT_MACROS: Readonly<Record<string, string>> = {
  '~>': `"~>"(a, b) AS json_extract(a::JSON, CASE WHEN typeof(b) = 'VARCHAR' THEN '$."' || replace(b::VARCHAR, '"', '\\"') || '"' ELSE '$[' || (CASE WHEN b::VARCHAR LIKE '-%' THEN '#' ELSE '' END) || b::VARCHAR || ']' END)`,
  '~>>': `"~>>"(a, b) AS json_extract_string(a::JSON, CASE WHEN typeof(b) = 'VARCHAR' THEN '$."' || replace(b::VARCHAR, '"', '\\"') || '"' ELSE '$[' || (CASE WHEN b::VARCHAR LIKE '-%' THEN '#' ELSE '' END) || b::VARCHAR || ']' END)`,
  json_xtract_: `json_xtract_(a, b) AS json_extract_string(a::JSON, b)`,
  string: `string(a) AS a::VARCHAR`,
}
