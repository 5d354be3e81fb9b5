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

/** The names of the halves of an entry, where these are all that an entry has. */
export function pairNames(
  properties: Iterable<string>,
): { readonly key: string; readonly value: string } | undefined {
  const names = [...properties]
  const key = names.find((name) => KEYS.includes(name))
  const value = names.find((name) => VALUES.includes(name) && name !== key)
  return names.length === 2 && key !== undefined && value !== undefined ? { key, value } : undefined
}

/** A map as the list of its entries; an entry that stands alone is the only one of its list. */
export function mapToPairs(
  map: JsonObject,
  { key, value }: { readonly key: string; readonly value: string },
): readonly JsonObject[] {
  const fold = (name: string): string => name.replaceAll('_', '').toLowerCase()
  const given = Object.keys(map).map(fold).sort()
  const isEntry = given.join(' ') === [fold(key), fold(value)].sort().join(' ')
  if (isEntry) return [map]
  return Object.entries(map).map(([name, inner]) => ({ [key]: name, [value]: inner }))
}
