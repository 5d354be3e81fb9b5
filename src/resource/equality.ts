import type { PropertySchema, ResourceSchema } from '../catalog/index.js'
import type { Json, JsonObject } from '../util/index.js'
import { canonicalJson, isJsonObject } from '../util/index.js'
import { parseStructure } from './json-structure.js'
import { coerceScalar, type ScalarInput } from './scalar.js'
import { pointerPath, withoutPath } from './pointer.js'
import type { Shape } from './shape.js'
import { shapeOf } from './shape.js'
import { isReservedTag, isTagProperty, isTagShape, withoutReservedTags } from './tags.js'

/**
 * True where two values of a property mean the same: scalars by the schema's type, tags by key without
 * `aws:*`, unordered arrays as multisets, JSON in a text by what it says, all else structurally.
 */
export function propertyEqual(
  schema: ResourceSchema,
  property: string,
  a: Json | undefined,
  b: Json | undefined,
): boolean {
  if (a === undefined || b === undefined) return a === b
  return (
    canonicalJson(normaliseProperty(schema, property, a)) ===
    canonicalJson(normaliseProperty(schema, property, b))
  )
}

/** One representative of all values that are equal to `value`; for comparing, never for sending. */
export function normaliseProperty(schema: ResourceSchema, property: string, value: Json): Json {
  return normalise(schema, schema.properties[property], value, [property])
}

/** A property's value without what only the service sets in it. */
export function withoutReadOnly(
  schema: ResourceSchema,
  property: string,
  value: Json | undefined,
): Json | undefined {
  if (value === undefined) return undefined
  return (schema.readOnlyProperties ?? [])
    .map(pointerPath)
    .filter(([head, ...rest]) => head === property && rest.length > 0)
    .reduce((kept, [, ...rest]) => withoutPath(kept, rest), value)
}

function normalise(
  schema: ResourceSchema,
  property: PropertySchema | undefined,
  value: Json,
  path: readonly string[],
): Json {
  const shape = shapeOf(schema, property)
  if (isArray(value)) return normaliseArray(schema, shape, value, path)
  if (isJsonObject(value)) return normaliseObject(schema, shape, value, path)
  if (value === null) return null
  const document = typeof value === 'string' ? jsonDocument(shape, value) : undefined
  if (document !== undefined) return normalise(schema, property, document, path)
  return normaliseScalar(shape, path.at(-1) ?? '', value)
}

function normaliseArray(
  schema: ResourceSchema,
  shape: Shape,
  value: readonly Json[],
  path: readonly string[],
): Json {
  const items = value
    .filter((item) => item !== null)
    .map((item) => normalise(schema, shape.items, item, [...path, '*']))
  if (isTagShape(items) && isTagProperty(schema, path)) {
    return sorted(withoutReservedTags(items) as readonly Json[])
  }
  return shape.unordered ? sorted(items) : items
}

function normaliseObject(
  schema: ResourceSchema,
  shape: Shape,
  value: JsonObject,
  path: readonly string[],
): Json {
  const dropReserved = isTagProperty(schema, path)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => inner !== null && !(dropReserved && isReservedTag(key)))
      .map(([key, inner]) => [
        key,
        normalise(schema, shape.properties.get(key) ?? shape.additional, inner, [...path, key]),
      ]),
  )
}

function normaliseScalar(shape: Shape, name: string, value: ScalarInput & Json): Json {
  if (shape.types.size !== 1) return value
  const coerced = coerceScalar(shape, name, value)
  return 'value' in coerced ? coerced.value : value
}

/** Services return documents (policies, patterns) as they like to print them, or as objects for texts. */
function jsonDocument(shape: Shape, text: string): Json | undefined {
  if (shape.types.size > 0 && !shape.types.has('string')) return undefined
  return parseStructure(text)
}

function sorted(items: readonly Json[]): Json {
  return items
    .map((item): [string, Json] => [canonicalJson(item), item])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, item]) => item)
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
