import type { Json, JsonObject } from '../util/index.js'
import { isJsonObject } from '../util/index.js'
import { valueSet } from './policy-values.js'

/**
 * Operators and condition keys ignore case; the values of a key are a set of texts. Two spellings of one
 * key are joined no further: IAM refuses such a document.
 */
export function normaliseConditions(value: Json): Json {
  if (!isJsonObject(value)) return value
  return lowered(value, (keys) =>
    isJsonObject(keys) ? lowered(keys, (values) => valueSet(values)) : keys,
  )
}

function lowered(map: JsonObject, inner: (value: Json) => Json): JsonObject {
  const entries = Object.entries(map)
  const names = entries.map(([name]) => name.toLowerCase())
  // Names that differ in case alone are left as they are, so that none is lost.
  const distinct = new Set(names).size === names.length
  return Object.fromEntries(
    entries.map(([name, value], index) => [distinct ? (names[index] ?? name) : name, inner(value)]),
  )
}
