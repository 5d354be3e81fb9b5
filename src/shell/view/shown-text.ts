import { visible } from '../../format/index.js'

/** Text that a terminal shows as it is; a tab takes one column, so that the layout is right about its width. */
export function shownText(text: string): string {
  return visible(text.replaceAll('\t', ' '))
}
