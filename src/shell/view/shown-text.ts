import { visible } from '../../format/index.js'

/** Text that a terminal shows as it is; a tab takes one column, so that the layout is right about its width. */
export function shownText(text: string): string {
  return visible(text.replaceAll('\t', ' '))
}

/** The same for a text of lines, which stay lines. */
export function shownLines(text: string): string {
  return text.split('\n').map(shownText).join('\n')
}
