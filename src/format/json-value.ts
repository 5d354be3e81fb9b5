import { escapeSteering, jsonText } from '../util/index.js'

/**
 * Compact JSON of any value of an answer. Big integers keep every digit; what JSON lacks (NaN, infinities)
 * is null. Characters that steer a terminal are escaped, which changes no value.
 */
export function jsonValue(value: unknown): string {
  return escapeSteering(encode(value))
}

function encode(value: unknown): string {
  if (typeof value === 'bigint') return value.toString()
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol') return 'null'
  if (typeof value !== 'object' || value === null) return jsonText(value)
  try {
    return jsonText(value)
  } catch {
    // JSON.stringify refuses bigints; only a value that has one inside takes the slow way.
    return encodeStructure(value)
  }
}

function encodeStructure(value: object): string {
  if (Array.isArray(value)) return `[${value.map(encode).join(',')}]`
  const members = Object.entries(value).map(([key, inner]) => `${jsonText(key)}:${encode(inner)}`)
  return `{${members.join(',')}}`
}
