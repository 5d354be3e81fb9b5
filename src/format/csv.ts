import { stringify } from 'csv-stringify/sync'
import { cellText } from './cell-text.js'
import type { FormatOptions, FormatRow, Formatter } from './formatter.js'

/** RFC 4180 quoting, lines ended by a line feed. NULL is an empty field, an empty text is `""`. */
export function csvFormatter({ delimiter = ',', headers = true }: FormatOptions): Formatter {
  const lines = (rows: readonly FormatRow[]): string => {
    const cells = rows.map((row) => row.map((value) => (isNull(value) ? null : cellText(value))))
    return stringify(cells, { delimiter, cast: { string: quoteEmpty } })
  }
  return {
    begin: (columns) => (headers ? lines([columns.map(({ name }) => name)]) : ''),
    rows: (batch) => lines(batch),
    end: () => '',
  }
}

function quoteEmpty(value: string): string | { value: string; quoted_empty: boolean } {
  return value === '' ? { value, quoted_empty: true } : value
}

function isNull(value: unknown): boolean {
  return value === null || value === undefined
}
