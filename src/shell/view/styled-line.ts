import type { Span } from '../highlight/highlight.js'
import type { Look, Theme } from '../highlight/theme.js'

/** A piece of a line as it is drawn. */
export interface Piece {
  readonly text: string
  readonly look: Look
  readonly inverse?: boolean
}

/** The stretch of highlighted text from `from` to `to`; the cursor's character is inverse. */
export function styledLine(
  spans: readonly Span[],
  { from, to, cursor }: { readonly from: number; readonly to: number; readonly cursor?: number },
  theme: Theme,
): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const { text, role } of spans) {
    const start = Math.max(from, at)
    const end = Math.min(to, at + text.length)
    if (start < end) {
      pieces.push(...withCursor(text.slice(start - at, end - at), theme[role], start, cursor))
    }
    at += text.length
  }
  if (cursor !== undefined && cursor >= to) pieces.push({ text: ' ', look: {}, inverse: true })
  return pieces
}

function withCursor(text: string, look: Look, start: number, cursor: number | undefined): Piece[] {
  if (cursor === undefined || cursor < start || cursor >= start + text.length)
    return [{ text, look }]
  const at = cursor - start
  const [first] = new Intl.Segmenter().segment(text.slice(at))
  const end = at + (first?.segment.length ?? 1)
  return [
    { text: text.slice(0, at), look },
    { text: text.slice(at, end), look, inverse: true },
    { text: text.slice(end), look },
  ].filter((piece) => piece.text !== '')
}
