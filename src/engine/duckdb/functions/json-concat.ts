import { isJsonObject, type Json } from '../../../util/index.js'

/** `||` of Postgres: objects are merged, all else is joined as arrays. */
export function jsonConcat(a: Json, b: Json): Json {
  if (isJsonObject(a) && isJsonObject(b)) return { ...a, ...b }
  return [...(Array.isArray(a) ? a : [a]), ...(Array.isArray(b) ? b : [b])] as Json
}
