import { isJsonObject, type Json, type JsonObject } from '../util/index.js'

/** What services and their registry call the two halves of an entry. */
const KEYS = ['Key', 'key', 'OperatorPropertyKey']
const VALUES = ['Value', 'value', 'Property', 'ObjectTypeName']

/** A list like `[{"Key": "team", "Value": "a"}]` as the map that it spells; `undefined` where it is none. */
export function pairsToMap(list: readonly Json[]): JsonObject | undefined {
  const entries: [string, Json][] = []
  for (const item of list) {
    if (!isJsonObject(item) || Object.keys(item).length !== 2) return undefined
    const key = KEYS.map((name) => item[name]).find((value) => typeof value === 'string')
    const value = VALUES.map((name) => item[name]).find((each) => each !== undefined)
    if (typeof key !== 'string' || value === undefined) return undefined
    entries.push([key, value])
  }
  return Object.fromEntries(entries)
}
