import { sqlText } from '../../util/index.js'
/** A SQL string literal. */
export function quoteText(text: string): string {
  return sqlText(text)
}

/** A SQL identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
