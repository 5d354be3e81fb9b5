/** A stretch of a source text: what DuckDB gets to read, with the offset that maps its positions back. */
export interface Slice {
  readonly text: string
  readonly offset: number
}

export function slice(source: string, start: number, end: number): Slice {
  return { text: source.slice(start, end), offset: start }
}
