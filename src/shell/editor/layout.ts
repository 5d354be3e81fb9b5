import { displayWidth } from '../../format/width/index.js'

/** A line of the terminal: a stretch of the text, and the cursor's place in it where it stands there. */
export interface ScreenLine {
  readonly from: number
  readonly to: number
  /** True for the first line of a line of text, which gets the prompt. */
  readonly first: boolean
  readonly cursor?: number
}

export interface Layout {
  readonly lines: readonly ScreenLine[]
  /** Lines of the terminal above and below the ones shown. */
  readonly above: number
  readonly below: number
}

const segmenter = new Intl.Segmenter()

/** Characters around the cursor that are laid out: more cannot be seen, and a paste may be megabytes. */
const REACH = 20_000

/** Lays a text out in lines of `width` columns and keeps the `height` lines around the cursor. */
export function layout(
  { text, cursor }: { readonly text: string; readonly cursor: number },
  { width, height }: { readonly width: number; readonly height: number },
): Layout {
  const start = text.length <= REACH ? 0 : edge(text, cursor - REACH / 2)
  const end = text.length <= REACH ? text.length : edge(text, cursor + REACH / 2)
  const lines = wrapped(text, { start, end, cursor, width })
  const at = Math.max(
    0,
    lines.findIndex((line) => line.cursor !== undefined),
  )
  const top = Math.max(0, Math.min(at - Math.floor(height / 2), lines.length - height))
  return {
    lines: lines.slice(top, top + height),
    above: top + countLines(text, 0, start),
    below: Math.max(0, lines.length - top - height) + countLines(text, end, text.length),
  }
}

interface Stretch {
  readonly start: number
  readonly end: number
  readonly cursor: number
  readonly width: number
}

function wrapped(text: string, { start, end, cursor, width }: Stretch): ScreenLine[] {
  const lines: ScreenLine[] = []
  let from = start
  let first = true
  let used = 0
  const close = (to: number, wraps: boolean): void => {
    const here = cursor >= from && (wraps ? cursor < to : cursor <= to)
    lines.push({ from, to, first, ...(here ? { cursor } : {}) })
    first = !wraps
    used = 0
  }
  for (const { segment, index } of segmenter.segment(text.slice(start, end))) {
    const at = start + index
    if (segment === '\n' || segment === '\r\n') {
      close(at, false)
      from = at + segment.length
      continue
    }
    const columns = displayWidth(segment)
    if (used + columns > width) {
      close(at, true)
      from = at
    }
    used += columns
  }
  // The cursor behind a full line stands on the next one.
  if (used >= width && cursor === end) {
    close(end, true)
    from = end
  }
  close(end, false)
  return lines
}

/** A place near `at` that cuts no character. */
function edge(text: string, at: number): number {
  const near = Math.min(Math.max(0, at), text.length)
  const line = text.lastIndexOf('\n', near)
  if (near - line < 1_000 && line >= 0) return line + 1
  return /[\udc00-\udfff]/.test(text[near] ?? '') ? near - 1 : near
}

function countLines(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1))
    count++
  return count
}
