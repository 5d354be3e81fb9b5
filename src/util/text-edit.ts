/** A replacement in a text; offsets are UTF-16 indices into the unedited text. */
export interface TextEdit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Applies edits that do not overlap. */
export function applyEdits(source: string, edits: readonly TextEdit[]): string {
  let result = source
  for (const edit of [...edits].sort((a, b) => b.start - a.start)) {
    result = result.slice(0, edit.start) + edit.text + result.slice(edit.end)
  }
  return result
}

/** The offset in the unedited text of an offset in the edited one; inside a replacement, its start. */
export function originalOffset(edits: readonly TextEdit[], offset: number): number {
  let shift = 0
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    const start = edit.start + shift
    if (offset < start) break
    if (offset < start + edit.text.length) return edit.start
    shift += edit.text.length - (edit.end - edit.start)
  }
  return offset - shift
}
