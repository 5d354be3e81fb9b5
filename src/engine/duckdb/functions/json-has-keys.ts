import { isJsonObject, type Json } from '../../../util/index.js'
import { listOf } from './list-of.js'

/** `?`, `?|` and `?&` of Postgres: keys of an object, text items of an array, or a text itself. */
export function jsonHasKeys(value: Json, keys: Json, all: boolean): boolean {
  const has = (key: Json): boolean => {
    if (Array.isArray(value)) return typeof key === 'string' && value.includes(key)
    if (isJsonObject(value)) return typeof key === 'string' && Object.hasOwn(value, key)
    return value === key
  }
  const wanted = listOf(keys)
  return all ? wanted.every(has) : wanted.some(has)
}
