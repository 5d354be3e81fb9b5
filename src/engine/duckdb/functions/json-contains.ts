import { isJsonObject, type Json } from '../../../util/index.js'

/** `@>` of Postgres: structure and values of `part` are in `whole`; order and repetition in arrays do not count. */
export function jsonContains(whole: Json, part: Json): boolean {
  // An array may contain a scalar by itself; this holds at the top alone.
  if (Array.isArray(whole) && !Array.isArray(part) && !isJsonObject(part)) {
    return whole.includes(part)
  }
  return contains(whole, part)
}

function contains(whole: Json | undefined, part: Json): boolean {
  if (Array.isArray(part)) {
    if (!Array.isArray(whole)) return false
    const items = whole as readonly Json[]
    return (part as readonly Json[]).every((each) => items.some((item) => contains(item, each)))
  }
  if (isJsonObject(part)) {
    return (
      isJsonObject(whole) &&
      Object.entries(part).every(
        ([key, value]) => Object.hasOwn(whole, key) && contains(whole[key], value),
      )
    )
  }
  return whole === part
}
