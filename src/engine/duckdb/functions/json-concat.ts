import { isJsonObject, type Json } from '../../../util/index.js'
import { listOf } from './list-of.js'

/** `||` of Postgres: objects are merged, all else is joined as arrays. */
export function jsonConcat(a: Json, b: Json): Json {
  if (isJsonObject(a) && isJsonObject(b)) return { ...a, ...b }
  return [...listOf(a), ...listOf(b)]
}
