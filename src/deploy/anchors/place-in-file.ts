import type { AppError } from '../../errors/index.js'
import type { Anchor, Place } from '../../manifest/index.js'
import { positionAt } from '../../util/index.js'

/**
 * Where an error of a rendered anchor is in its file: the line, and the column up to the first value in it. `undefined`
 * where that cannot be told, since values brought lines of their own.
 * @param text what the anchor was rendered to.
 */
export function placeInFile(anchor: Anchor, text: string, error: AppError): Place | undefined {
  const { source, position } = error.details
  const start = source === undefined || position === undefined ? -1 : text.indexOf(source)
  if (start === -1 || position === undefined || anchor.offset === -1) return undefined
  const [rendered, written] = [text.split('\n'), anchor.template.split('\n')]
  if (rendered.length !== written.length) return undefined
  const before = text.slice(0, start + position.offset).split('\n')
  const line = before.length - 1
  const column = Math.min(
    before[line]?.length ?? 0,
    commonStart(rendered[line] ?? '', written[line] ?? ''),
  )
  const lines = written.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0)
  const { place } = anchor
  return { ...place, position: positionAt(place.source, anchor.offset + lines + column) }
}

/** Length of what two texts begin with alike. */
function commonStart(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}
