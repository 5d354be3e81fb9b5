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

/** `positionAt` for many places of one text. */
export function positionFinder(text: string): (offset: number) => SourcePosition {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let [low, high] = [0, starts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1, offset }
  }
}

/** The UTF-16 offset of a byte offset: DuckDB counts bytes of UTF-8, texts here count UTF-16 units. */
export function utf16Offset(text: string, byteOffset: number): number {
  return Buffer.from(text).subarray(0, byteOffset).toString().length
}
