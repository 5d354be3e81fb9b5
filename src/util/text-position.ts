/** Line and column (1-based) of a 0-based offset. */
export function positionAt(
  text: string,
  offset: number,
): { line: number; column: number; offset: number } {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - before.lastIndexOf('\n'), offset }
}
