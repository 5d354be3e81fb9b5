import { AppError } from '../../errors/index.js'
import type { Json, JsonObject } from '../../util/index.js'
import { canonicalJson, isJsonObject } from '../../util/index.js'

/** Items of both lists, each value once, in the order they come. */
export function mergeLists(first: Json, second: Json): Json {
  if (!Array.isArray(first) || !Array.isArray(second)) {
    throw new AppError('TEMPLATE_FILTER', 'it takes two lists')
  }
  const items = new Map<string, Json>()
  for (const item of (first as Json[]).concat(second as Json[])) {
    const key = canonicalJson(item)
    if (!items.has(key)) items.set(key, item)
  }
  return [...items.values()]
}

/** Members of both objects; the second one wins. */
export function mergeObjects(first: Json, second: Json): JsonObject {
  if (!isJsonObject(first) || !isJsonObject(second)) {
    throw new AppError('TEMPLATE_FILTER', 'it takes two objects')
  }
  return Object.fromEntries([...Object.entries(first), ...Object.entries(second)])
}

/** `[{ Key, Value }]` as the filters that tagging APIs take: `[{ Key, Values: [Value] }]`. */
export function toAwsTagFilters(tags: Json): Json {
  const bad = new AppError('TEMPLATE_FILTER', 'it takes a list of {"Key": ..., "Value": ...}')
  if (!Array.isArray(tags)) throw bad
  return (tags as readonly Json[]).map((tag) => {
    if (!isJsonObject(tag) || tag.Key === undefined || tag.Value === undefined) throw bad
    return { Key: tag.Key, Values: [tag.Value] }
  })
}
