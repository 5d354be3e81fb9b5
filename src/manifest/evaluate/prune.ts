import type { Json } from '../../util/index.js'
import { isJsonObject } from '../../util/index.js'

/** A value without nulls and without the objects and lists that this leaves empty; `undefined` for nothing. */
export function withoutNulls(value: Json): Json | undefined {
  if (value === null) return undefined
  if (Array.isArray(value)) {
    const items = value as readonly Json[]
    const kept = items.map(withoutNulls).filter((item) => item !== undefined)
    return kept.length === 0 && items.length > 0 ? undefined : kept
  }
  if (!isJsonObject(value)) return value
  const members = Object.entries(value)
  const kept = members.flatMap(([key, inner]): [string, Json][] => {
    const rest = withoutNulls(inner)
    return rest === undefined ? [] : [[key, rest]]
  })
  return kept.length === 0 && members.length > 0 ? undefined : Object.fromEntries(kept)
}
