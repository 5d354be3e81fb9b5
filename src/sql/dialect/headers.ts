import { tokenize } from '../lexer.js'
import { isIdentifier, isSymbol, isWord, type Token } from '../token.js'
import { WRITTEN_FUNCTIONS } from './functions.js'
import { WRITTEN_NETWORK_OPERATORS } from './networks.js'
import { WRITTEN_OPERATORS } from './operators.js'
import { isKeyword } from './surroundings.js'

/** DuckDB's name for an unnamed column, with the functions and operators that the user wrote. */
export function originalHeader(name: string): string {
  if (!/[~|&@`(]/.test(name)) return name
  let tokens: readonly Token[]
  try {
    tokens = tokenize(name)
  } catch {
    return name
  }
  return tokens.reduceRight((header, token, index) => {
    const written = originalOf(tokens, index)
    return written === undefined
      ? header
      : header.slice(0, token.start) + written + header.slice(token.end)
  }, name)
}

function originalOf(tokens: readonly Token[], index: number): string | undefined {
  const token = tokens[index]
  if (token?.kind === 'operator')
    return WRITTEN_OPERATORS.get(token.text) ?? WRITTEN_NETWORK_OPERATORS.get(token.text)
  if (!isSymbol(tokens[index + 1], '(')) return undefined
  return token?.kind === 'word' ? WRITTEN_FUNCTIONS.get(token.text) : undefined
}

/**
 * The names of a query's columns as users of SQLite and StackQL expect them: an expression without an alias is
 * called by its own text. Undefined where DuckDB's name stands: plain columns, aliases, stars.
 * @param count how many columns the query answers with
 */
export function writtenHeaders(sql: string, count: number): readonly (string | undefined)[] {
  const items = selectItems(sql, tokenize(sql))
  const star = items.findIndex(({ tokens }) => isStar(tokens))
  const behind = star === -1 ? 0 : items.length - star - 1
  const several = items.slice(star + 1).some(({ tokens }) => star !== -1 && isStar(tokens))
  if (items.length === 0 || (star === -1 && items.length !== count)) return []
  return Array.from({ length: count }, (_, column) => {
    if (star === -1 || column < star) return items[column]?.header
    const fromEnd = count - column
    return !several && fromEnd <= behind ? items[items.length - fromEnd]?.header : undefined
  })
}

interface SelectItem {
  readonly tokens: readonly Token[]
  readonly header: string | undefined
}

const CLAUSE_ENDS =
  /^(?:FROM|INTO|WHERE|GROUP|HAVING|QUALIFY|WINDOW|ORDER|LIMIT|OFFSET|FETCH|UNION|INTERSECT|EXCEPT|USING)$/i

/** The items behind the first SELECT that stands in no parenthesis. */
function selectItems(sql: string, tokens: readonly Token[]): SelectItem[] {
  let depth = 0
  let item: Token[] | undefined
  const items: Token[][] = []
  for (const token of tokens) {
    if (isOpening(token)) depth++
    if (isClosing(token)) depth--
    if (item === undefined) {
      if (depth === 0 && isWord(token, 'SELECT')) items.push((item = []))
    } else if (depth === 0 && isSymbol(token, ',')) items.push((item = []))
    else if (depth === 0 && (isSymbol(token, ';') || isClauseEnd(token, item))) break
    else item.push(token)
  }
  return items.map((each, index) => {
    const own = index === 0 ? withoutQuantifier(each) : each
    return { tokens: own, header: headerOf(sql, own) }
  })
}

/** `IS DISTINCT FROM` is no FROM. */
function isClauseEnd(token: Token, item: readonly Token[]): boolean {
  if (token.kind !== 'word' || !CLAUSE_ENDS.test(token.text)) return false
  return !(isWord(token, 'FROM') && isWord(item.at(-1), 'DISTINCT') && item.length > 1)
}

/** DISTINCT, DISTINCT ON (…) and ALL belong to SELECT. */
function withoutQuantifier(tokens: readonly Token[]): readonly Token[] {
  if (isWord(tokens[0], 'ALL')) return tokens.slice(1)
  if (!isWord(tokens[0], 'DISTINCT')) return tokens
  if (!isWord(tokens[1], 'ON')) return tokens.slice(1)
  let depth = 0
  const end = tokens.findIndex(
    (token) => (isOpening(token) && ++depth < 0) || (isClosing(token) && --depth === 0),
  )
  return tokens.slice(end + 1)
}

function headerOf(sql: string, tokens: readonly Token[]): string | undefined {
  const [first, last] = [tokens[0], tokens.at(-1)]
  const before = tokens.at(-2)
  if (first === undefined || last === undefined || isPath(tokens) || isStar(tokens))
    return undefined
  if (isSymbol(tokens[1], ':')) return undefined
  if (
    isIdentifier(last) &&
    before !== undefined &&
    !isSymbol(before, '.') &&
    !isSymbol(before, '::')
  ) {
    // `a AS b`, `f(x) b`; an END closes CASE, and a type may have two words.
    if (
      before.kind !== 'operator' &&
      (!isKeyword(before) || isWord(before, 'AS')) &&
      !/^(?:END|NULL|TRUE|FALSE|ZONE|PRECISION)$/i.test(last.text)
    ) {
      return undefined
    }
  }
  return sql.slice(first.start, last.end).replace(/\s*\n\s*/g, ' ')
}

/** A column by its name. */
function isPath(tokens: readonly Token[]): boolean {
  return tokens.every((token, index) =>
    index % 2 === 0 ? isIdentifier(token) : isSymbol(token, '.'),
  )
}

/** `*`, `t.*`, `* EXCLUDE (…)`, COLUMNS(…), and unnest of structs: as many columns as there happen to be. */
function isStar(tokens: readonly Token[]): boolean {
  if (isSymbol(tokens[0], '*')) return true
  if (tokens.some((token, index) => isSymbol(token, '*') && isSymbol(tokens[index - 1], '.')))
    return true
  return tokens.some((token) => isWord(token, 'COLUMNS') || isWord(token, 'UNNEST'))
}

function isOpening(token: Token): boolean {
  return token.kind === 'punctuation' && /^[([{]$/.test(token.text)
}

function isClosing(token: Token): boolean {
  return token.kind === 'punctuation' && /^[)\]}]$/.test(token.text)
}
