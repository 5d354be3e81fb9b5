import type { FormatColumn, FormatRow, Formatter } from './formatter.js'
import { jsonValue } from './json-value.js'
import { uniqueNames } from './unique-names.js'

/** One array of objects, an object a line; JSON columns nest. */
export function jsonFormatter(): Formatter {
  let keys: readonly string[] = []
  let first = true
  return {
    begin: (columns) => {
      keys = encodedKeys(columns)
      return '['
    },
    rows: (batch) => {
      const lines = batch.map((row) => {
        const line = `${first ? '' : ','}\n${objectOf(keys, row)}`
        first = false
        return line
      })
      return lines.join('')
    },
    end: () => (first ? ']\n' : '\n]\n'),
  }
}

/** An object a line and nothing around them. */
export function jsonLinesFormatter(): Formatter {
  let keys: readonly string[] = []
  return {
    begin: (columns) => {
      keys = encodedKeys(columns)
      return ''
    },
    rows: (batch) => batch.map((row) => `${objectOf(keys, row)}\n`).join(''),
    end: () => '',
  }
}

function encodedKeys(columns: readonly FormatColumn[]): readonly string[] {
  return uniqueNames(columns).map(jsonValue)
}

/** Written as text and not built as an object: a column may be called `__proto__` or `1`. */
function objectOf(keys: readonly string[], row: FormatRow): string {
  return `{${keys.map((key, index) => `${key}:${jsonValue(row[index] ?? null)}`).join(',')}}`
}
