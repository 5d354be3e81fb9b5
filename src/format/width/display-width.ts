import stringWidth from 'string-width'

const PLAIN = /^[\x20-\x7e]*$/
const segmenter = new Intl.Segmenter()

/** Terminal columns that a text takes; East Asian characters and emoji take two. */
export function displayWidth(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text)
}

/** The text in at most `width` columns, its end replaced by an ellipsis where it is longer. */
export function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let kept = ''
  let used = 0
  for (const { segment } of segmenter.segment(text)) {
    const next = used + displayWidth(segment)
    if (next > width - 1) break
    kept += segment
    used = next
  }
  return `${kept}…`
}

/** Pads to `width` columns with spaces. */
export function pad(text: string, width: number, side: 'left' | 'right'): string {
  const spaces = ' '.repeat(Math.max(0, width - displayWidth(text)))
  return side === 'left' ? spaces + text : text + spaces
}
