import { findColumn, type ResourceSchema } from '../../catalog/index.js'
import { enumeratedValues, nestedValues } from '../../plan/index.js'
import { identifierOf, isIdentifier, isSymbol, isWord, type Token } from '../../sql/index.js'
import type { CursorPlace } from './cursor-place.js'
import { comparedColumn } from './expectation.js'

/** Values that the literal under the cursor is one of: those of its column, or of the key inside its JSON. */
export function valuesAt(
  { before, word }: CursorPlace,
  schemas: readonly ResourceSchema[],
): readonly string[] {
  const [, key] = /"([^"]+)"\s*:\s*"[^"]*$/.exec(word) ?? []
  if (key !== undefined) return schemas.flatMap((schema) => nestedValues(schema, key))
  const column = comparedColumn(before) ?? insertedColumn(before)
  return column === undefined ? [] : schemas.flatMap((schema) => valuesOf(schema, column))
}

/** Where the part of a string begins that is written at its end: inside JSON, or in a list. */
export function startOfPart(word: string): number {
  const isJson = /^\s*[{[]/.test(word)
  return word.lastIndexOf(isJson ? '"' : ',') + 1
}

function valuesOf(schema: ResourceSchema, column: string): readonly string[] {
  const found = findColumn(schema, column)
  const parameters = Object.values(schema.document?.table.actions ?? {}).flatMap(
    ({ parameters: taken = {} }) => taken[column] ?? [],
  )
  return [
    ...(found?.kind === 'property'
      ? enumeratedValues(schema, schema.properties[found.column.property])
      : []),
    ...parameters.flatMap((shape) => enumeratedValues(schema, shape)),
  ]
}

/** The column that a literal is inserted into: the same place among the columns as in its VALUES or SELECT. */
function insertedColumn(tokens: readonly Token[]): string | undefined {
  const into = tokens.findIndex((token) => isWord(token, 'INTO'))
  const open = tokens.findIndex((token, at) => at > into && isSymbol(token, '('))
  const close = tokens.findIndex((token, at) => at > open && isSymbol(token, ')'))
  const source = tokens[close + 1]
  if (into < 0 || open < 0 || close < 0) return undefined
  const isValues = isWord(source, 'VALUES')
  if (!isValues && !isWord(source, 'SELECT')) return undefined
  let index = 0
  let depth = 0
  for (const token of tokens.slice(close + 2)) {
    if (isSymbol(token, '(') && depth++ === 0 && isValues) index = 0
    if (isSymbol(token, ')')) depth--
    if (isSymbol(token, ',') && depth === (isValues ? 1 : 0)) index++
  }
  const columns = tokens.slice(open + 1, close).filter(isIdentifier)
  const column = columns[index]
  return column === undefined ? undefined : identifierOf(column)
}
