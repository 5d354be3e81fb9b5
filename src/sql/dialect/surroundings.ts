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

/** The bracket, brace or parenthesis that the one at `close` closes; `close` itself where there is none. */
export function openBracket(tokens: readonly Token[], close: number): number {
  let depth = 0
  for (let at = close; at >= 0; at--) {
    const text = bracketOf(tokens[at])
    if (/^[)\]}]$/.test(text)) depth++
    else if (/^[([{]$/.test(text) && --depth === 0) return at
  }
  return close
}

/** The bracket, brace or parenthesis that closes the one at `open`; -1 where none does. */
export function closeBracket(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let at = open; at < tokens.length; at++) {
    const text = bracketOf(tokens[at])
    if (/^[([{]$/.test(text)) depth++
    else if (/^[)\]}]$/.test(text) && --depth === 0) return at
  }
  return -1
}

function bracketOf(token: Token | undefined): string {
  return token?.kind === 'punctuation' ? token.text : ''
}

/** The tokens between `open` and `close`, cut at the commas that stand in no deeper bracket. */
export function argumentsBetween(
  tokens: readonly Token[],
  open: number,
  close: number,
): readonly (readonly [first: number, last: number])[] {
  const found: [number, number][] = []
  let [first, depth] = [open + 1, 0]
  for (let at = open + 1; at <= close; at++) {
    const text = bracketOf(tokens[at])
    if (at === close || (depth === 0 && text === ',')) {
      if (at > first) found.push([first, at - 1])
      first = at + 1
    } else if (/^[([{]$/.test(text)) depth++
    else if (/^[)\]}]$/.test(text)) depth--
  }
  return found
}

/** The clause that a token stands in: the last word like SELECT, FROM or WHERE of its own query; and where that is. */
export function clauseAt(
  tokens: readonly Token[],
  index: number,
): { readonly clause: string; readonly at: number } {
  let depth = 0
  for (let at = index - 1; at >= 0; at--) {
    const token = tokens[at]
    const text = bracketOf(token)
    if (/^[)\]}]$/.test(text)) depth++
    else if (/^[([{]$/.test(text) && depth-- === 0) return { clause: '(', at }
    else if (depth === 0 && token?.kind === 'word' && CLAUSE.test(token.text)) {
      // `IS DISTINCT FROM` is no FROM.
      if (isWordIn(token, 'FROM') && isWordIn(tokens[at - 1], 'DISTINCT')) continue
      return { clause: token.text.toUpperCase(), at }
    }
  }
  return { clause: '', at: -1 }
}

const CLAUSE =
  /^(?:SELECT|FROM|WHERE|GROUP|HAVING|ORDER|QUALIFY|WINDOW|LIMIT|OFFSET|VALUES|SET|RETURNING|ON)$/i

function isWordIn(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text.toUpperCase() === word
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
