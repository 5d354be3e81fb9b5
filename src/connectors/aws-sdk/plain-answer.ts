import type { Json } from '../../util/index.js'

/** The answer of an SDK operation as JSON: times in ISO 8601, bytes in base64, large numbers as texts. */
export function plainAnswer(value: unknown): Json {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.map(plainAnswer)
  if (typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key, inner]) => key !== '$metadata' && inner !== undefined)
        .map(([key, inner]) => [key, plainAnswer(inner)]),
    )
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : null
}
