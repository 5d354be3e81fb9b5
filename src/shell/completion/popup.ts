import { edited, type EditorState } from '../editor/editor-state.js'
import type { Popup } from '../shell-state.js'
import type { Candidate, Completion } from './candidate.js'

/** Writes the candidate next to the chosen one into the text; the only one at once, and then closes. */
export function step(
  editor: EditorState,
  popup: Popup,
  direction: -1 | 1,
): { readonly editor: EditorState; readonly popup?: Popup } {
  const { candidates, from } = popup.completion
  const count = candidates.length
  const start = popup.chosen === -1 && direction === -1 ? 0 : popup.chosen
  const chosen = (start + direction + count) % count
  const candidate = candidates[chosen]
  if (candidate === undefined) return { editor }
  const to = from + popup.written.length
  const written = quoted(candidate)
  const text = editor.text.slice(0, from) + written + editor.text.slice(to)
  const next = edited(editor, { text, cursor: from + written.length })
  return count === 1 ? { editor: next } : { editor: next, popup: { ...popup, chosen, written } }
}

export function openPopup(editor: EditorState, completion: Completion): Popup {
  return {
    completion,
    chosen: -1,
    written: editor.text.slice(completion.from, completion.to),
  }
}

const PLAIN = /^[A-Za-z_][\w]*$/
const NAMES: readonly Candidate['kind'][] = ['column', 'key column']

/** Names that are no plain words get quotes. */
function quoted({ text, kind }: Candidate): string {
  return !NAMES.includes(kind) || PLAIN.test(text) ? text : `"${text.replaceAll('"', '""')}"`
}
