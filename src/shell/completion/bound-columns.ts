import { identifierOf, isIdentifier, isSymbol, isWord, type Token } from '../../sql/index.js'
import { same } from './relations.js'

/** A column that a statement says something about: `alias` where it names the table. */
export interface BoundColumn {
  readonly name: string
  readonly alias?: string
}

/** Columns that stand in comparisons, IN, LIKE and USING. */
export function boundColumns(tokens: readonly Token[]): BoundColumn[] {
  return tokens.flatMap((token, at) => {
    if (!isIdentifier(token)) return []
    const isQualified = isSymbol(tokens[at - 1], '.')
    const before = tokens[isQualified ? at - 3 : at - 1]
    const after = tokens[at + 1]
    const isCompared = isSymbol(before, '=') || isUsed(tokens, at)
    const compares = isSymbol(after, '=') || ['IN', 'LIKE'].some((word) => isWord(after, word))
    if (!isCompared && !compares) return []
    const owner = isQualified ? tokens[at - 2] : undefined
    return [
      {
        name: identifierOf(token),
        ...(owner === undefined ? {} : { alias: identifierOf(owner) }),
      },
    ]
  })
}

/** True within `USING (a, b)`. */
function isUsed(tokens: readonly Token[], at: number): boolean {
  let start = at
  while (start > 0 && !isSymbol(tokens[start], '(')) {
    if (isSymbol(tokens[start], ')')) return false
    start--
  }
  return isWord(tokens[start - 1], 'USING')
}

export function isBound(bound: readonly BoundColumn[], column: string, alias: string): boolean {
  return bound.some(
    (each) => same(each.name, column) && (each.alias === undefined || same(each.alias, alias)),
  )
}
