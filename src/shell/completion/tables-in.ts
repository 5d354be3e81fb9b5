import { identifierOf, isIdentifier, isSymbol, isWord, type Token } from '../../sql/index.js'
import { KEYWORDS } from '../highlight/keywords.js'

/** A table that a statement names, and what it calls it. */
export interface NamedTable {
  readonly path: readonly string[]
  readonly alias: string
}

/** A common table expression and the columns that can be told from its text. */
export interface NamedQuery {
  readonly name: string
  readonly columns: readonly string[]
}

const BEFORE_TABLE = ['FROM', 'JOIN', 'INTO', 'UPDATE', 'DESCRIBE', 'DESC', 'IN']

/** The tables of a statement, in order: what stands behind FROM, JOIN, INTO, UPDATE and the commas of a FROM. */
export function tablesIn(tokens: readonly Token[]): NamedTable[] {
  const tables: NamedTable[] = []
  let inFrom = false
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]
    if (token?.kind === 'word' && KEYWORDS.has(token.text.toUpperCase())) {
      inFrom =
        ['FROM', 'JOIN', 'AS', 'ON'].some((word) => isWord(token, word)) &&
        (inFrom || isWord(token, 'FROM'))
    }
    const begins =
      BEFORE_TABLE.some((word) => isWord(token, word)) || (inFrom && isSymbol(token, ','))
    if (!begins) continue
    const { path, next } = pathAt(tokens, at + 1)
    if (path.length === 0) continue
    tables.push({ path, alias: aliasAt(tokens, next) ?? path.at(-1) ?? '' })
  }
  return tables
}

/** The queries of a WITH. */
export function namedQueriesIn(tokens: readonly Token[]): NamedQuery[] {
  return tokens.flatMap((token, at) => {
    const opens = isWord(tokens[at + 1], 'AS') && isSymbol(tokens[at + 2], '(')
    if (!opens || !isIdentifier(token)) return []
    return [{ name: identifierOf(token), columns: outputNames(tokens.slice(at + 3)) }]
  })
}

function pathAt(tokens: readonly Token[], start: number): { path: string[]; next: number } {
  const path: string[] = []
  let at = start
  for (;;) {
    const token = tokens[at]
    const keyword = token?.kind === 'word' && KEYWORDS.has(token.text.toUpperCase())
    if (token === undefined || !isIdentifier(token) || (keyword && path.length === 0)) break
    path.push(identifierOf(token))
    at++
    if (!isSymbol(tokens[at], '.')) break
    at++
  }
  return { path, next: at }
}

function aliasAt(tokens: readonly Token[], at: number): string | undefined {
  const token = tokens[isWord(tokens[at], 'AS') ? at + 1 : at]
  if (token === undefined || !isIdentifier(token)) return undefined
  return token.kind === 'word' && KEYWORDS.has(token.text.toUpperCase())
    ? undefined
    : identifierOf(token)
}

/** Names of a select list: what stands behind AS, or a name alone; the rest has no name that can be relied on. */
function outputNames(tokens: readonly Token[]): string[] {
  if (!isWord(tokens[0], 'SELECT')) return []
  const names: string[] = []
  let depth = 0
  for (let at = 1; at < tokens.length; at++) {
    const [before, token, next] = [tokens[at - 1], tokens[at], tokens[at + 1]]
    if (isSymbol(token, '(')) depth++
    if (isSymbol(token, ')')) depth--
    if (depth < 0 || (depth === 0 && isWord(token, 'FROM'))) break
    const ends = isSymbol(next, ',') || isWord(next, 'FROM') || isSymbol(next, ')')
    const named =
      isWord(before, 'AS') ||
      isWord(before, 'SELECT') ||
      isSymbol(before, ',') ||
      isSymbol(before, '.')
    if (depth === 0 && ends && named && token !== undefined && isIdentifier(token)) {
      names.push(identifierOf(token))
    }
  }
  return names
}
