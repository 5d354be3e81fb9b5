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

const CONTROL =
  /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Text that is safe on a terminal: nothing in it moves the cursor, hides or reorders what is shown. */
export function visible(text: string): string {
  return text.replace(CONTROL, (char) => {
    const code = char.charCodeAt(0)
    const long = code < 256 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`
    return SHORT[char] ?? long
  })
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0')
}
