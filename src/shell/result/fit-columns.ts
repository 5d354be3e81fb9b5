import { displayWidth } from '../../format/width/index.js'
import type { FormatColumn, FormatRow } from '../../format/index.js'

/** Least columns of the terminal that a column of a table is worth showing in. */
const LEAST = 8
const GAP = 2

export interface FittedTable {
  readonly columns: readonly FormatColumn[]
  readonly rows: readonly FormatRow[]
  /** Columns that were left out, in the middle. */
  readonly left: number
}

/** Leaves columns in the middle out where a window is too narrow for all, and says how many in their place. */
export function fitColumns(
  columns: readonly FormatColumn[],
  rows: readonly FormatRow[],
  width: number,
): FittedTable {
  const least = columns.map(({ name }) => Math.min(Math.max(displayWidth(name), 4), LEAST) + GAP)
  const total = least.reduce((sum, one) => sum + one, -GAP)
  if (total <= width || columns.length < 3) return { columns, rows, left: 0 }
  const mark = GAP + 4
  let [head, tail] = [0, columns.length]
  let used = mark
  while (head < tail) {
    const takesHead = head <= columns.length - tail
    const next = least[takesHead ? head : tail - 1] ?? 0
    if (used + next > width && head > 0 && tail < columns.length) break
    used += next
    if (takesHead) head++
    else tail--
  }
  const left = tail - head
  if (left <= 0) return { columns, rows, left: 0 }
  const between: FormatColumn = { name: `…${String(left)}`, type: 'VARCHAR' }
  return {
    columns: [...columns.slice(0, head), between, ...columns.slice(tail)],
    rows: rows.map((row) => [...row.slice(0, head), '…', ...row.slice(tail)]),
    left,
  }
}
