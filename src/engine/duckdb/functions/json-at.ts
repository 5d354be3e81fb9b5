import { isJsonObject, type Json } from '../../../util/index.js'
import { listOf } from './list-of.js'

/** The value behind keys and places, as `#>` finds it: `'{a,0}'` or a list; a negative place counts from the end. */
export function jsonAt(value: Json, path: Json): Json | undefined {
  let found: Json | undefined = value
  for (const key of keysOf(path)) {
    if (Array.isArray(found))
      found = /^-?\d+$/.test(key) ? listOf(found).at(Number(key)) : undefined
    else if (isJsonObject(found)) found = Object.hasOwn(found, key) ? found[key] : undefined
    else return undefined
  }
  return found
}

/** The keys of a path: `'{a,0}'` or a list. */
export function keysOf(path: Json): string[] {
  if (typeof path === 'string') return arrayItems(path)
  return listOf(path).map((step) => (typeof step === 'string' ? step : JSON.stringify(step)))
}

/** The items of Postgres' array text: `{a,"b c",0}`. */
function arrayItems(text: string): string[] {
  const inner = text.trim().replace(/^\{([^]*)\}$/, '$1')
  if (inner === '') return []
  const items = inner.matchAll(/\s*(?:"((?:[^"\\]|\\[^])*)"|([^,]*))\s*(?:,|$)/g)
  return [...items]
    .slice(0, inner.endsWith(',') ? undefined : -1)
    .map(([, quoted, bare]) => quoted?.replace(/\\([^])/g, '$1') ?? (bare ?? '').trim())
}
