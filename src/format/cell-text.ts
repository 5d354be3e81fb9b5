import { isExactNumber } from '../util/index.js'
import { jsonValue } from './json-value.js'

/** A value as the text of one cell: structures as compact JSON, all else as it is. NULL is not a cell's text. */
export function cellText(value: unknown): string {
  if (typeof value === 'string') return value
  if (isExactNumber(value)) return value.text
  if (typeof value === 'object' && value !== null) return jsonValue(value)
  if (typeof value === 'number' || typeof value === 'bigint') return value.toString()
  return String(value)
}
