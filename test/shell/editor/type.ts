import {
  emptyEditor,
  type EditorState,
  type Keymap,
} from '../../../src/shell/editor/editor-state.js'
import { reduce } from '../../../src/shell/editor/reduce.js'
import type { Key } from '../../../src/shell/keys/key.js'

/** `C-a`, `M-f`, `S-tab`, `left`, or a character, as a key. */
export function key(id: string): Key {
  const [, ctrl, meta, shift, name = ''] = /^(C-)?(M-)?(S-)?(.+)$/su.exec(id) ?? []
  const single = Array.from(name).length === 1
  return {
    name,
    ctrl: ctrl !== undefined,
    meta: meta !== undefined,
    shift: shift !== undefined,
    text: single && ctrl === undefined && meta === undefined ? name : '',
  }
}

/** Presses keys: an array's items are key ids, a string is typed character by character. */
export function press(
  state: EditorState,
  ...input: readonly (string | readonly string[])[]
): EditorState {
  let next = state
  for (const piece of input) {
    for (const id of typeof piece === 'string' ? Array.from(piece) : piece) {
      next = reduce(next, key(id)).state
    }
  }
  return next
}

export function editor(keymap: Keymap = 'emacs'): EditorState {
  return emptyEditor(keymap)
}

/** The text with `|` at the cursor. */
export function shown({ text, cursor }: EditorState): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`
}
