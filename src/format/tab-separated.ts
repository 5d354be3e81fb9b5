import { cellText } from './cell-text.js'
import { guardFormula } from './guard-formula.js'
import type { FormatOptions, FormatRow, Formatter } from './formatter.js'

/**
 * Fields apart by tabs, a line a row, names first. What would break a line is written as `\\t`, `\\n`, `\\r` and `\\\\`,
 * as IANA's text/tab-separated-values has no quotes; NULL is an empty field.
 */
export function tsvFormatter(options: FormatOptions): Formatter {
  const { headers = true, guardFormulas = false } = options
  const guarded = (value: unknown): unknown =>
    guardFormulas && typeof value === 'string' ? guardFormula(value) : value
  return {
    begin: (columns) => (headers ? lines([columns.map(({ name }) => guarded(name))], '') : ''),
    rows: (batch) => lines(guardFormulas ? batch.map((row) => row.map(guarded)) : batch, ''),
    end: () => '',
  }
}

/** As the AWS CLI writes `--output text`: values apart by tabs, no names, and `None` for NULL. */
export function textFormatter(): Formatter {
  return { begin: () => '', rows: (batch) => lines(batch, 'None'), end: () => '' }
}

function lines(rows: readonly FormatRow[], absent: string): string {
  return rows
    .map((row) => line(row.map((value) => (isNull(value) ? absent : cellText(value)))))
    .join('')
}

function line(cells: readonly string[]): string {
  return `${cells.map(escaped).join('\t')}\n`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
}

function escaped(text: string): string {
  return text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character)
}

function isNull(value: unknown): boolean {
  return value === null || value === undefined
}
