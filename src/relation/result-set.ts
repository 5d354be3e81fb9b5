import type { ExactNumber } from '../util/index.js'
import type { Cell } from './row.js'

/** A column of an answer; `type` is DuckDB's name for it, `JSON` for JSON. */
export interface ResultColumn {
  readonly name: string
  readonly type: string
}

/** A value as a caller sees it: JSON columns are parsed. */
export type ResultValue =
  Cell | ExactNumber | readonly unknown[] | { readonly [key: string]: unknown }

/** The answer of one statement. */
export interface ResultSet {
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly (readonly ResultValue[])[]
}
