import { quoteSql, jsonText } from '../../util/index.js'
import type { Json } from '../../util/index.js'

/**
 * A list for `IN`: `('a','b')`, `(NULL)` for an empty one. Every item is quoted: a quoted literal takes the
 * type of what it is compared with, a bare number would turn a text column into numbers.
 */
export function sqlList(value: Json): string {
  const items = Array.isArray(value) ? (value as readonly Json[]) : value === '' ? [] : [value]
  if (items.length === 0) return '(NULL)'
  return `(${items.map(sqlLiteral).join(',')})`
}

/** The text for a place between single quotes: every quote doubled. */
export function sqlEscape(value: Json): string {
  return quoteSql(asText(value))
}

function sqlLiteral(value: Json): string {
  return value === null ? 'NULL' : `'${sqlEscape(value)}'`
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : jsonText(value)
}
