/** Line and column (1-based) of a 0-based offset. */
export function positionAt(
  text: string,
  offset: number,
): { line: number; column: number; offset: number } {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - before.lastIndexOf('\n'), offset }
}

/** The UTF-16 offset of a byte offset: DuckDB counts bytes of UTF-8, texts here count UTF-16 units. */
export function utf16Offset(text: string, byteOffset: number): number {
  return Buffer.from(text).subarray(0, byteOffset).toString().length
}
