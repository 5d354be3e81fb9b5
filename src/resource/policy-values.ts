import type { Json } from '../util/index.js'

/** A list of texts as a set: one value is a list of one, order and repetition say nothing. */
export function valueSet(value: Json, spell: (text: string) => string = (text) => text): Json {
  const values = Array.isArray(value) ? (value as readonly Json[]) : [value]
  // Numbers and booleans stand in policies as themselves or as texts, and mean the same.
  const texts = values.map((one) =>
    typeof one === 'object' && one !== null ? JSON.stringify(one) : spell(String(one)),
  )
  return [...new Set(texts)].sort()
}

/** Action names ignore case, in the service prefix and in the name. */
export function normaliseActions(value: Json): Json {
  return valueSet(value, (text) => text.toLowerCase())
}
