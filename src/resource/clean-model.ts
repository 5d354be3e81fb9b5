import type { ResourceSchema } from '../catalog/index.js'
import type { Json, JsonObject } from '../util/index.js'
import { isJsonObject } from '../util/index.js'
import { covered, factsOf } from './facts.js'
import { withoutPath } from './pointer.js'
import { tagPropertyOf, withoutReservedTags } from './tags.js'

/**
 * A declared model as it may be sent: without nulls (handlers break on them), read-only values and tags
 * that AWS keeps for itself.
 */
export function cleanModel(schema: ResourceSchema, model: JsonObject): JsonObject {
  const { readOnly } = factsOf(schema)
  const tags = tagPropertyOf(schema)
  const kept = Object.entries(model).flatMap(([name, value]): [string, Json][] => {
    if (value === null || covered([name], readOnly)) return []
    const settable = readOnly
      .filter(([head]) => head === name)
      .reduce<Json>((rest, [, ...path]) => withoutPath(rest, path), value)
    const sound = withoutNulls(settable)
    return [[name, name === tags ? withoutReservedTags(sound) : sound]]
  })
  return Object.fromEntries(kept)
}

/** A model without what only a creation takes, for what an update repeats. */
export function withoutFixed(schema: ResourceSchema, model: JsonObject): JsonObject {
  const { createOnly, writeOnly } = factsOf(schema)
  // A create-only value that can be read stays as it is; one that cannot would look like a change.
  const unreadable = createOnly.filter((path) => covered(path, writeOnly))
  return unreadable.reduce((kept, path) => withoutPath(kept, path) as JsonObject, model)
}

function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) {
    return (value as readonly Json[]).filter((item) => item !== null).map(withoutNulls)
  }
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([key, inner]) => [key, withoutNulls(inner)]),
  )
}
