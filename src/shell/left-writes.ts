import { leftLines, type RequestWatch } from '../session/index.js'
import type { Screen } from './screen.js'
import { shownText } from './view/shown-text.js'

/** Says which writes go on although nobody waits for them any more, and forgets them. */
export function tellLeftWrites(requests: RequestWatch, screen: Screen): void {
  const { underWay } = requests
  const [first] = underWay
  if (first === undefined) return
  const cancel = `to cancel: CANCEL REQUEST '${first.requestToken}' IN '${first.region}'`
  const lines = [...leftLines(underWay, Date.now()), cancel]
  screen.print(lines.map((line) => `${shownText(line)}\n`).join(''))
  requests.clear()
}
