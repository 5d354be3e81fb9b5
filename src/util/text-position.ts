/** A place in a text: 1-based line and column, 0-based offset in UTF-16 units. */
export interface SourcePosition {
  readonly line: number
  readonly column: number
  readonly offset: number
}

export function positionAt(text: string, offset: number): SourcePosition {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - before.lastIndexOf('\n'), offset }
}

/** The UTF-16 offset of a byte offset: DuckDB counts bytes of UTF-8, texts here count UTF-16 units. */
export function utf16Offset(text: string, byteOffset: number): number {
  return Buffer.from(text).subarray(0, byteOffset).toString().length
}
