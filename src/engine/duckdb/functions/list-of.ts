import type { Json } from '../../../util/index.js'

/** The items of an array, or the value itself as the only one. */
export function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [value]
}
