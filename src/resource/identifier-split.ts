import type { PropertySchema, ResourceSchema } from '../catalog/index.js'
import { linearPattern, type JsonObject } from '../util/index.js'
import { pointerPath, valuesAt } from './pointer.js'
import { shapeOf } from './shape.js'

export type SplitResult = { readonly parts: readonly string[] } | { readonly problem: string }

/** More ways than this to put `|` apart are not tried. */
const MOST_WAYS = 500

/**
 * Splits the `|` form of a primary identifier. Cloud Control does not escape `|`, so a text with too many
 * of them is settled by what the parts may be: known values, then patterns, then the last part, which takes
 * the rest when it is the only one that can contain `|`.
 */
export function splitParts(schema: ResourceSchema, text: string, known: JsonObject): SplitResult {
  const pointers = schema.primaryIdentifier
  if (pointers.length === 1) return { parts: [text] }
  const pieces = text.split('|')
  if (pieces.length === pointers.length) return { parts: pieces }
  if (pieces.length < pointers.length) {
    return { problem: `it has ${count(pieces.length)} of ${pointers.length}` }
  }
  const ways = groupings(pieces, pointers.length)
  const fitsKnown = ways.filter((way) =>
    pointers.every((pointer, index) => {
      const value = valuesAt(known, pointerPath(pointer))[0]
      return value === undefined || value === way[index] || JSON.stringify(value) === way[index]
    }),
  )
  const [byKnown] = fitsKnown
  if (fitsKnown.length === 1 && byKnown !== undefined) return { parts: byKnown }
  const checks = pointers.map((pointer) => partCheck(schema, pointer))
  const fits = fitsKnown.filter((way) => way.every((part, index) => checks[index]?.(part) ?? true))
  const [onlyWay] = fits
  if (fits.length === 1 && onlyWay !== undefined) return { parts: onlyWay }
  const lastTakesRest = checks.slice(0, -1).every((check) => !check('a|b') && !check('|'))
  const way = [...pieces.slice(0, pointers.length - 1), pieces.slice(pointers.length - 1).join('|')]
  if (lastTakesRest) return { parts: way }
  return { problem: `it has ${count(pieces.length)}, so write it as JSON` }
}

function count(pieces: number): string {
  return pieces === 1 ? '1 part' : `${pieces} parts`
}

/** Every way to join neighbouring pieces into `size` parts. */
function groupings(pieces: readonly string[], size: number): string[][] {
  const ways: string[][] = []
  const extend = (start: number, parts: readonly string[]): void => {
    if (ways.length >= MOST_WAYS) return
    if (parts.length === size - 1) {
      ways.push([...parts, pieces.slice(start).join('|')])
      return
    }
    const last = pieces.length - (size - parts.length - 1)
    for (let end = start + 1; end <= last; end++) {
      extend(end, [...parts, pieces.slice(start, end).join('|')])
    }
  }
  extend(0, [])
  return ways
}

/** Whether a text can be this part, as far as pattern, enumeration and length say. */
function partCheck(schema: ResourceSchema, pointer: string): (text: string) => boolean {
  const [head = '', ...rest] = pointerPath(pointer)
  let property: PropertySchema | undefined = schema.properties[head]
  for (const step of rest) property = shapeOf(schema, property).properties.get(step)
  if (property?.$ref !== undefined) {
    const name = property.$ref.split('/').at(-1) ?? ''
    property = schema.definitions?.[name] ?? property
  }
  const given = property?.pattern
  const pattern = given === undefined ? undefined : linearPattern(given, { otherwise: true })
  const { enumeration, types } = shapeOf(schema, property)
  const longest = property?.maxLength ?? Infinity
  const numeric = types.size > 0 && !types.has('string')
  return (text) =>
    text.length <= longest &&
    (pattern === undefined || pattern.test(text)) &&
    (enumeration === undefined || enumeration.includes(text)) &&
    (!numeric || /^[\w.-]+$/.test(text))
}
