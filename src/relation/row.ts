/**
 * One value of a row: JSON columns carry canonical JSON text, integers beyond 2^53 are bigints,
 * types that JavaScript lacks (timestamps, decimals) are their text.
 */
export type Cell = string | number | bigint | boolean | null

/** Cells in the order of the columns they belong to. */
export type Row = readonly Cell[]

/** Rows that travel together. */
export interface RowBatch {
  readonly rows: readonly Row[]
}
