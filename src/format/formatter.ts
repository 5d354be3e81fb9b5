/** A column as a formatter sees it; `type` is DuckDB's name for it (`VARCHAR`, `JSON`, ...). */
export interface FormatColumn {
  readonly name: string
  readonly type: string
}

/** Values in the order of the columns; JSON columns are parsed, bigints may occur. */
export type FormatRow = readonly unknown[]

/** Turns an answer into text piece by piece, so that an answer of any size streams. */
export interface Formatter {
  begin(columns: readonly FormatColumn[]): string
  rows(batch: readonly FormatRow[]): string
  end(summary: { readonly rowCount: number }): string
}

export interface FormatOptions {
  readonly color?: boolean
  /** Columns of the terminal; tables cut long cells to fit, and nothing is cut without it. */
  readonly width?: number
  /** False leaves the header line out of tables and CSV. */
  readonly headers?: boolean
  /** What shows cells whole that a table cuts. */
  readonly cutHint?: string
  /** Between CSV fields; a comma if not given. */
  readonly delimiter?: string
  /** CSV and TSV for spreadsheets, which run a cell that begins like a formula. */
  readonly guardFormulas?: boolean
}
