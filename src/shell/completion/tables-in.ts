import { identifierOf, isIdentifier, isSymbol, isWord, type Token } from '../../sql/index.js'
import { KEYWORDS } from '../highlight/keywords.js'

/** A table that a statement names, and what it calls it. */
export interface NamedTable {
  readonly path: readonly string[]
  readonly alias: string
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
