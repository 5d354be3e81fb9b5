import type { Json, JsonObject } from '../../../util/index.js'
import { isJsonObject } from '../../../util/index.js'
import { textOf } from '../text-of.js'

/** `{team: "crm"}` of `[{Key: "team", Value: "crm"}]`; other names of the two members may be given. */
export function mapOf(
  pairs: Json | undefined,
  [key, value]: readonly [string, string] = ['Key', 'Value'],
): JsonObject {
  const items = Array.isArray(pairs) ? (pairs as readonly Json[]).filter(isJsonObject) : []
  return Object.fromEntries(items.map((item) => [textOf(item[key]), item[value] ?? null]))
}

/** The reverse; undefined of what is no map. */
export function pairsOf(
  map: Json | undefined,
  [key, value]: readonly [string, string] = ['Key', 'Value'],
): JsonObject[] | undefined {
  if (!isJsonObject(map)) return undefined
  return Object.entries(map).map(([name, item]) => ({ [key]: name, [value]: item }))
}

/** Epoch seconds of a time that the registry's schema keeps as text; `fallback` (milliseconds) of anything else. */
export function secondsOf(time: Json | undefined, fallback: number): number {
  if (typeof time === 'number') return time
  const parsed = typeof time === 'string' ? Date.parse(time) : Number.NaN
  return (Number.isNaN(parsed) ? fallback : parsed) / 1000
}

/** Epoch seconds of a time as any client may write it: a number, its text, or ISO 8601. */
export function readSeconds(time: Json | undefined): number | undefined {
  if (typeof time === 'number') return time
  if (typeof time !== 'string' || time === '') return undefined
  const seconds = /^-?[\d.]+$/.test(time) ? Number(time) : Date.parse(time) / 1000
  return Number.isNaN(seconds) ? undefined : seconds
}

/** The members that are there. */
export function pick(model: JsonObject, names: readonly string[]): JsonObject {
  const entries = names.flatMap((name) => {
    const value = model[name]
    return value === undefined || value === null ? [] : [[name, value] as const]
  })
  return Object.fromEntries(entries)
}
