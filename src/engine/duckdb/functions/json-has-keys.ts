import { isJsonObject, type Json } from '../../../util/index.js'

/** `?`, `?|` and `?&` of Postgres: keys of an object, text items of an array, or a text itself. */
export function jsonHasKeys(value: Json, keys: Json, all: boolean): boolean {
  const has = (key: Json): boolean => {
    if (Array.isArray(value)) return typeof key === 'string' && value.includes(key)
    if (isJsonObject(value)) return Object.hasOwn(value, String(key))
    return value === key
  }
  const wanted = Array.isArray(keys) ? (keys as readonly Json[]) : [keys]
  return all ? wanted.every(has) : wanted.some(has)
}
