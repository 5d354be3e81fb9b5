import { stringify } from 'csv-stringify/sync'
import { cellText } from './cell-text.js'
import { guardFormula } from './guard-formula.js'
import type { FormatOptions, FormatRow, Formatter } from './formatter.js'

/** RFC 4180 quoting, lines ended by a line feed. NULL is an empty field, an empty text is `""`. */
export function csvFormatter(options: FormatOptions): Formatter {
  const { delimiter = ',', headers = true, guardFormulas = false } = options
  const cell = (value: unknown): string =>
    guardFormulas && typeof value === 'string' ? guardFormula(value) : cellText(value)
  const lines = (rows: readonly FormatRow[]): string => {
    const cells = rows.map((row) => row.map((value) => (isNull(value) ? null : cell(value))))
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
