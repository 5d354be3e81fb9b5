import { formatterFor, visibleLines, type FormatRow } from '../../format/index.js'
import { displayWidth } from '../../format/width/index.js'
import type { StatementResult } from '../../session/index.js'
import type { ShellSettings } from '../settings.js'
import { fitColumns } from './fit-columns.js'

export interface ResultText {
  readonly text: string
  readonly rows: number
  /** Columns that did not fit. */
  readonly left: number
}

export interface ResultLook {
  readonly columns: number
  readonly color: boolean
  readonly expanded: ShellSettings['expanded']
}

/** An answer as the shell prints it: a table that fits the window, or a block a row. */
export async function resultText(result: StatementResult, look: ResultLook): Promise<ResultText> {
  const rows: FormatRow[] = []
  for await (const batch of result.batches) for (const row of batch) rows.push(row)
  if (result.columns.length === 0) return { text: '', rows: 0, left: 0 }
  if (result.presentation === 'text') {
    const lines = rows.map(([line]) => `${typeof line === 'string' ? visibleLines(line) : ''}\n`)
    return { text: lines.join(''), rows: rows.length, left: 0 }
  }
  const wide = look.expanded === 'auto' && isWide(result, rows, look.columns)
  if (look.expanded === 'on' || wide) {
    const formatter = await formatterFor('vertical', { color: look.color })
    const text =
      formatter.begin(result.columns) +
      formatter.rows(rows) +
      formatter.end({ rowCount: rows.length })
    return { text, rows: rows.length, left: 0 }
  }
  const fitted = fitColumns(result.columns, rows, look.columns)
  const formatter = await formatterFor('table', {
    color: look.color,
    width: look.columns,
    cutHint: '\\x',
  })
  const text =
    formatter.begin(fitted.columns) +
    formatter.rows(fitted.rows) +
    formatter.end({ rowCount: rows.length })
  return { text, rows: rows.length, left: fitted.left }
}

/** Rows that decide whether a table is too wide. */
const SAMPLE = 100

function isWide({ columns }: StatementResult, rows: readonly FormatRow[], width: number): boolean {
  const widths = columns.map(({ name }, index) =>
    Math.max(displayWidth(name), ...rows.slice(0, SAMPLE).map((row) => widthOf(row[index]))),
  )
  return widths.reduce((sum, one) => sum + one + 2, -2) > width
}

function widthOf(value: unknown): number {
  if (value === null || value === undefined) return 4
  return displayWidth(typeof value === 'string' ? value : JSON.stringify(value, bigText))
}

function bigText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
