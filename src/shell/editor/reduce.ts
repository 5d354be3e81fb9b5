import { keyId, type Key } from '../keys/key.js'
import { previousCharacter, lineStart } from './characters.js'
import { EDITS, hasLine, insertText, verticalMove, type EditName } from './edit-actions.js'
import { moved, type EditorState } from './editor-state.js'
import { EMACS_KEYS, VI_INSERT_KEYS, type Intent, type KeyBinding } from './key-table.js'
import { viNormal } from './vi-normal.js'

export interface Reduced {
  readonly state: EditorState
  /** What is left to the shell to do. */
  readonly intent?: Intent
}

type Does = KeyBinding['does']

const byKey = (rows: readonly KeyBinding[]): ReadonlyMap<string, Does> =>
  new Map(rows.flatMap(({ keys, does }) => keys.map((key) => [key, does] as const)))
const EMACS = byKey(EMACS_KEYS)
const VI_INSERT = byKey(VI_INSERT_KEYS)

/** The text after a key. Pure: the same keys give the same text. */
export function reduce(state: EditorState, key: Key): Reduced {
  if (key.name === 'paste') return { state: insertText(state, pasted(key.text)) }
  if (state.keymap === 'vi') {
    if (key.name === 'escape') return { state: normalMode(state), intent: 'dismiss' }
    if (state.mode === 'normal') return reduceNormal(state, key)
    // Escape and a letter in quick succession reach us as one key.
    if (key.meta && Array.from(key.name).length === 1 && !VI_INSERT.has(keyId(key))) {
      return reduceNormal(normalMode(state), { ...key, meta: false, text: key.name })
    }
  }
  return reduceInsert(state, key, state.keymap === 'vi' ? VI_INSERT : EMACS)
}

function reduceInsert(state: EditorState, key: Key, table: ReadonlyMap<string, Does>): Reduced {
  const does = table.get(keyId(key))
  if (does !== undefined) return perform(state, does)
  const writes = key.text !== '' && !key.ctrl && !key.meta
  return { state: writes ? insertText(state, key.text, 'type') : state }
}

function perform(state: EditorState, does: Does): Reduced {
  if (isEdit(does)) return { state: EDITS[does](state) }
  switch (does) {
    case 'history-back':
      return hasLine(state, -1) ? { state: verticalMove(state, -1) } : { state, intent: does }
    case 'history-forward':
      return hasLine(state, 1) ? { state: verticalMove(state, 1) } : { state, intent: does }
    case 'leave':
      return state.text === '' ? { state, intent: does } : { state: EDITS['delete-right'](state) }
    default:
      return { state, intent: does }
  }
}

/** Moves of the arrow keys are the same in both modes; letters are commands. */
function reduceNormal(state: EditorState, key: Key): Reduced {
  const id = keyId(key)
  if (id === 'C-r') return { state: EDITS.redo(state) }
  if (key.text !== '' && !key.ctrl && !key.meta && id !== 'return' && id !== 'tab') {
    return viNormal(state, key.text)
  }
  return reduceInsert({ ...state, pending: '' }, key, VI_INSERT)
}

function normalMode(state: EditorState): EditorState {
  const { text, cursor, mode } = state
  const idle = { ...state, mode: 'normal' as const, pending: '' }
  if (mode === 'normal' || cursor === lineStart(text, cursor)) return idle
  return moved(idle, previousCharacter(text, cursor))
}

/** Line ends of other systems become ours; what a terminal would act upon is left out. */
function pasted(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
}

function isEdit(does: Does): does is EditName {
  return Object.hasOwn(EDITS, does)
}
