import type { ResourceSchema } from '../catalog/index.js'
import type { Json, JsonObject } from '../util/index.js'
import { isJsonObject } from '../util/index.js'
import { pointerPath } from './pointer.js'

/** True for keys that AWS keeps for itself; a request that carries one is rejected. */
export function isReservedTag(key: string): boolean {
  return key.toLowerCase().startsWith('aws:')
}

/** True for arrays whose every item is `{ Key, Value }` (in any of the usual cases). */
export function isTagShape(items: readonly Json[]): boolean {
  return items.length > 0 && items.every((item) => isJsonObject(item) && tagKey(item) !== undefined)
}

/** True for lists of `{ Key, Value }` and nothing more, whose order says nothing wherever they stand. */
export function isTagList(items: readonly Json[]): boolean {
  return (
    isTagShape(items) &&
    items.every((item) =>
      Object.keys(item as JsonObject).every((key) => /^(?:tag)?(?:key|value)$/i.test(key)),
    )
  )
}

/** The type's own tag property, or any other list or map of tags in the model. */
export function isTagProperty(schema: ResourceSchema, path: readonly string[]): boolean {
  const declared = schema.tagging?.tagProperty
  if (declared === undefined || path.at(-1) === 'Tags') return path.at(-1) === 'Tags'
  const tagPath = pointerPath(declared)
  return path.length === tagPath.length && path.every((step, index) => step === tagPath[index])
}

/** A tag array or tag map without the `aws:*` ones. */
export function withoutReservedTags(value: Json): Json {
  if (Array.isArray(value)) {
    return (value as readonly Json[]).filter(
      (item) => !isJsonObject(item) || !isReservedTag(tagKey(item) ?? ''),
    )
  }
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([key]) => !isReservedTag(key)))
}

/** Name of the top-level property that holds the resource's tags, where it has one. */
export function tagPropertyOf(schema: ResourceSchema): string | undefined {
  const declared = schema.tagging?.tagProperty
  const name = declared === undefined ? 'Tags' : pointerPath(declared)[0]
  return name !== undefined && Object.hasOwn(schema.properties, name) ? name : undefined
}

function tagKey(item: JsonObject): string | undefined {
  const key = item.Key ?? item.key ?? item.TagKey ?? item.tagKey
  return typeof key === 'string' ? key : undefined
}
