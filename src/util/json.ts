import { ExactNumber, jsonText } from './exact-number.js'

/** Any JSON value. Numbers that a double would change are `ExactNumber`s: scalars, as other numbers are. */
export type Json = null | boolean | number | string | ExactNumber | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

export function isJsonObject(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof ExactNumber)
  )
}

/**
 * An object of names that come from data, `__proto__` among them; the last of a name counts. It has no prototype: V8
 * keeps a shape for each new name of an object that has one, and looks through all of those for the next.
 */
export function dictionary(...layers: readonly (JsonObject | undefined)[]): Record<string, Json> {
  const names = Object.create(null) as Record<string, Json>
  for (const layer of layers) for (const name in layer) names[name] = layer[name] as Json
  return names
}

/** Compact JSON with keys sorted at every depth, so that equal values are equal texts. */
export function canonicalJson(value: Json): string {
  return jsonText(value, (_key, inner) => (isJsonObject(inner) ? sortKeys(inner) : inner))
}

function sortKeys(value: JsonObject): JsonObject {
  const sorted: Record<string, Json> = Object.create(null) as Record<string, Json>
  for (const key of Object.keys(value).sort()) sorted[key] = value[key] as Json
  return sorted
}

/** Structural equality of JSON values; key order does not matter, array order does. */
export function jsonEqual(a: Json, b: Json): boolean {
  return a === b || canonicalJson(a) === canonicalJson(b)
}

/** A copy that may be changed: nothing in it is shared but what cannot change. */
export function copyJson<T extends Json>(value: T): T {
  if (Array.isArray(value)) return (value as readonly Json[]).map(copyJson) as Json as T
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, copyJson(inner)] as const)
  return Object.fromEntries(entries) as T
}

/** Every number as the nearest double, for those who calculate with them. */
export function withDoubles(value: Json): Json {
  if (value instanceof ExactNumber) return Number(value)
  if (Array.isArray(value)) return (value as readonly Json[]).map(withDoubles)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withDoubles(inner)] as const),
  )
}
