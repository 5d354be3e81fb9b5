import type { Json, JsonObject } from '../../../util/index.js'
import { isJsonObject } from '../../../util/index.js'

/** The key that the catalogue keeps for keys whose pattern JavaScript cannot use. */
const ANY_KEY = '^[\\s\\S]*$'

/**
 * Puts patterns that JavaScript cannot use back to where the registry has them. A pointer ends in `pattern`, or
 * in the key of patternProperties that was widened.
 */
export function restorePatterns(
  document: JsonObject,
  patterns: Readonly<Record<string, string>>,
): void {
  const widened = new Map<Record<string, Json>, string[]>()
  for (const [pointer, pattern] of Object.entries(patterns)) {
    const segments = pointer
      .split('/')
      .slice(1)
      .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
    const last = segments.pop()
    const place = at(document, segments)
    if (place === undefined) continue
    if (last === 'pattern') place['pattern'] = pattern
    else widened.set(place, [...(widened.get(place) ?? []), pattern])
  }
  // Last, for pointers to what is inside go through the widened key.
  for (const [place, keys] of widened) {
    const value = place[ANY_KEY]
    if (value === undefined) continue
    for (const key of keys) place[key] = value
    Reflect.deleteProperty(place, ANY_KEY)
  }
}

function at(document: JsonObject, segments: readonly string[]): Record<string, Json> | undefined {
  let place: Json | undefined = document
  for (const segment of segments) {
    if (Array.isArray(place)) place = (place as readonly Json[])[Number(segment)]
    else place = isJsonObject(place) ? place[segment] : undefined
  }
  return isJsonObject(place) ? place : undefined
}
