/** What undo goes back to. */
export interface Snapshot {
  readonly text: string
  readonly cursor: number
}

export type Keymap = 'emacs' | 'vi'

/** The text under edit. Offsets are UTF-16 indices at the edge of a character. */
export interface EditorState extends Snapshot {
  readonly undo: readonly Snapshot[]
  readonly redo: readonly Snapshot[]
  /** Last text that was cut; `yank` writes it. */
  readonly killed: string
  /** What the last key did: runs of typing are one step of undo, runs of cuts one text. */
  readonly last: 'type' | 'kill' | 'other'
  /** Display column that moves up and down try to keep. */
  readonly goal?: number
  readonly keymap: Keymap
  /** Only vi knows `normal`. */
  readonly mode: 'insert' | 'normal'
  /** Keys of a vi command that is not complete yet: `2d`. */
  readonly pending: string
}

export function emptyEditor(keymap: Keymap = 'emacs'): EditorState {
  return {
    text: '',
    cursor: 0,
    undo: [],
    redo: [],
    killed: '',
    last: 'other',
    keymap,
    mode: 'insert',
    pending: '',
  }
}

const UNDO_STEPS = 200

/** Replaces the text, as a step of its own for undo unless the key goes on with the last one. */
export function edited(
  state: EditorState,
  { text, cursor }: Snapshot,
  last: EditorState['last'] = 'other',
): EditorState {
  if (text === state.text) return moved(state, cursor)
  const goesOn = last !== 'other' && last === state.last
  const undo = goesOn
    ? state.undo
    : [...state.undo, { text: state.text, cursor: state.cursor }].slice(-UNDO_STEPS)
  return withoutGoal({ ...state, text, cursor, undo, redo: [], last })
}

export function moved(state: EditorState, cursor: number): EditorState {
  return withoutGoal({ ...state, cursor, last: 'other' })
}

/** Puts another text into the editor (a history entry, an edited file); undo goes back to the one before. */
export function replaced(state: EditorState, text: string, cursor = text.length): EditorState {
  return edited(state, { text, cursor })
}

/** An empty editor that keeps what outlives a statement. */
export function cleared({ keymap, killed }: EditorState): EditorState {
  return { ...emptyEditor(keymap), killed }
}

function withoutGoal(state: EditorState): EditorState {
  const { goal, ...rest } = state
  return goal === undefined ? state : rest
}
