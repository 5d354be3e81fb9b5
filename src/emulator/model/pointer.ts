import type { Json, JsonObject } from '../../util/index.js'
import { isJsonObject } from '../../util/index.js'

/** A registry pointer cut into segments: `/properties/A/B` is `["A", "B"]`. */
export type Path = readonly string[]

export function pathOf(pointer: string): Path {
  return pointer
    .replace(/^\/properties\//, '')
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The value at a path without `*`. */
export function valueAt(model: Json | undefined, path: Path): Json | undefined {
  let value = model
  for (const segment of path) {
    if (Array.isArray(value)) value = (value as readonly Json[])[Number(segment)]
    else if (isJsonObject(value)) value = Object.hasOwn(value, segment) ? value[segment] : undefined
    else return undefined
  }
  return value
}

/**
 * The value without what the path points at; shares what it does not change. `*` goes through array
 * items and map values, and an array met without `*` is gone through too, as some schemas leave it out.
 */
function without(value: Json, path: Path): Json {
  const [head, ...rest] = path
  if (head === undefined) return value
  if (Array.isArray(value)) {
    const inner = head === '*' ? rest : path
    const items = value as readonly Json[]
    return inner.length === 0 ? items : items.map((item) => without(item, inner))
  }
  if (!isJsonObject(value)) return value
  if (head === '*') {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, without(item, rest)]),
    )
  }
  if (!Object.hasOwn(value, head)) return value
  const copy: Record<string, Json> = { ...value }
  if (rest.length === 0) Reflect.deleteProperty(copy, head)
  else copy[head] = without(value[head] as Json, rest)
  return copy
}

export function withoutAll(model: JsonObject, paths: readonly Path[]): JsonObject {
  let result: Json = model
  for (const path of paths) result = without(result, path)
  return result as JsonObject
}
