import { isSymbol, type Token } from '../token.js'

/** The parenthesis that the token at `index` stands in; -1 where it stands in none. */
export function openParenthesis(tokens: readonly Token[], index: number): number {
  let depth = 0
  for (let at = index - 1; at >= 0; at--) {
    if (isSymbol(tokens[at], ')')) depth++
    else if (isSymbol(tokens[at], '(') && depth-- === 0) return at
  }
  return -1
}

/** The parenthesis that closes the one at `open`; -1 where none does. */
export function closeParenthesis(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let at = open; at < tokens.length; at++) {
    if (isSymbol(tokens[at], '(')) depth++
    else if (isSymbol(tokens[at], ')') && --depth === 0) return at
  }
  return -1
}

/** Words that end no operand and name no alias, though they look like identifiers. */
const KEYWORDS = new Set(
  `ALL AND ANTI ANY AS ASC ASOF BETWEEN BY CASE CROSS DESC DISTINCT ELSE ESCAPE EXCEPT EXISTS FETCH FILTER FROM
   FULL GROUP HAVING ILIKE IN INNER INTERSECT INTO IS ISNULL JOIN LATERAL LEFT LIKE LIMIT NATURAL NOT NOTNULL
   OFFSET ON OR ORDER OUTER OVER PIVOT POSITIONAL QUALIFY RETURNING RIGHT SELECT SEMI SET SIMILAR TABLESAMPLE THEN
   UNION UNPIVOT USING VALUES WHEN WHERE WINDOW WITH`.split(/\s+/),
)

export function isKeyword(token: Token | undefined): boolean {
  return token?.kind === 'word' && KEYWORDS.has(token.text.toUpperCase())
}

/** True where an operand may end with this token. */
export function endsOperand(token: Token | undefined): boolean {
  if (token === undefined || isKeyword(token)) return false
  if (token.kind === 'operator') return false
  return token.kind !== 'punctuation' || token.text === ')' || token.text === ']'
}

/** True where an operand may begin with this token. */
export function beginsOperand(token: Token | undefined): boolean {
  if (token === undefined) return false
  if (token.kind === 'operator') return token.text === '-' || token.text === '+'
  if (token.kind === 'punctuation') return token.text === '(' || token.text === '['
  return !isKeyword(token) || /^(?:CASE|NOT|ANY|ALL)$/i.test(token.text)
}
