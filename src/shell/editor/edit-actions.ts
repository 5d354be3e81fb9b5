import { displayWidth } from '../../format/width/index.js'
import {
  lineEnd,
  lineStart,
  nextCharacter,
  previousCharacter,
  wordEnd,
  wordStart,
} from './characters.js'
import { edited, moved, type EditorState } from './editor-state.js'

type Edit = (state: EditorState) => EditorState

/** Writes text at the cursor. */
export function insertText(
  state: EditorState,
  text: string,
  last: EditorState['last'] = 'other',
): EditorState {
  const { cursor, text: before } = state
  return edited(
    state,
    { text: before.slice(0, cursor) + text + before.slice(cursor), cursor: cursor + text.length },
    last,
  )
}

/** Takes a stretch of text away. */
export function removed(state: EditorState, from: number, to: number): EditorState {
  return edited(state, { text: state.text.slice(0, from) + state.text.slice(to), cursor: from })
}

/** Takes a stretch of text away and keeps it for `yank`; cuts in a row make one text. */
export function killed(state: EditorState, from: number, to: number): EditorState {
  if (from === to) return state
  const piece = state.text.slice(from, to)
  const before = state.last === 'kill' ? state.killed : ''
  const text = state.text.slice(0, from) + state.text.slice(to)
  const next = edited(state, { text, cursor: from }, 'kill')
  return { ...next, killed: from < state.cursor ? piece + before : before + piece }
}

/** Moves a line up (-1) or down (1) and keeps the column; stays where there is none. */
export function verticalMove(state: EditorState, direction: -1 | 1): EditorState {
  const { text, cursor } = state
  const start = lineStart(text, cursor)
  const goal = state.goal ?? displayWidth(text.slice(start, cursor))
  const end = lineEnd(text, cursor)
  if (direction === -1 ? start === 0 : end === text.length) return state
  const target = direction === -1 ? lineStart(text, start - 1) : end + 1
  return { ...moved(state, atColumn(text, target, goal)), goal }
}

/** True where a line lies above (-1) or below (1) the cursor. */
export function hasLine({ text, cursor }: EditorState, direction: -1 | 1): boolean {
  return direction === -1
    ? text.lastIndexOf('\n', cursor - 1) >= 0
    : text.indexOf('\n', cursor) >= 0
}

function atColumn(text: string, start: number, column: number): number {
  const end = lineEnd(text, start)
  let at = start
  while (at < end) {
    const next = nextCharacter(text, at)
    if (displayWidth(text.slice(start, next)) > column) break
    at = next
  }
  return at
}

function changeWord(change: (word: string) => string): Edit {
  return (state) => {
    const end = wordEnd(state.text, state.cursor)
    const word = change(state.text.slice(state.cursor, end))
    const text = state.text.slice(0, state.cursor) + word + state.text.slice(end)
    return edited(state, { text, cursor: state.cursor + word.length })
  }
}

function transpose(state: EditorState): EditorState {
  const { text, cursor } = state
  const second = cursor === lineEnd(text, cursor) ? previousCharacter(text, cursor) : cursor
  const first = previousCharacter(text, second)
  if (second === lineStart(text, cursor) || first === second) return state
  const end = nextCharacter(text, second)
  const swapped = text.slice(second, end) + text.slice(first, second)
  return edited(state, { text: text.slice(0, first) + swapped + text.slice(end), cursor: end })
}

function undo(state: EditorState): EditorState {
  const back = state.undo.at(-1)
  if (back === undefined) return state
  const here = { text: state.text, cursor: state.cursor }
  return {
    ...moved(state, back.cursor),
    text: back.text,
    undo: state.undo.slice(0, -1),
    redo: [...state.redo, here],
  }
}

function redo(state: EditorState): EditorState {
  const forth = state.redo.at(-1)
  if (forth === undefined) return state
  const here = { text: state.text, cursor: state.cursor }
  return {
    ...moved(state, forth.cursor),
    text: forth.text,
    undo: [...state.undo, here],
    redo: state.redo.slice(0, -1),
  }
}

/** What a key can do to the text, by name. */
export const EDITS = {
  'character-left': (s) => moved(s, previousCharacter(s.text, s.cursor)),
  'character-right': (s) => moved(s, nextCharacter(s.text, s.cursor)),
  'word-left': (s) => moved(s, wordStart(s.text, s.cursor)),
  'word-right': (s) => moved(s, wordEnd(s.text, s.cursor)),
  'line-start': (s) => moved(s, lineStart(s.text, s.cursor)),
  'line-end': (s) => moved(s, lineEnd(s.text, s.cursor)),
  'text-start': (s) => moved(s, 0),
  'text-end': (s) => moved(s, s.text.length),
  'delete-left': (s) => removed(s, previousCharacter(s.text, s.cursor), s.cursor),
  'delete-right': (s) => removed(s, s.cursor, nextCharacter(s.text, s.cursor)),
  'cut-word-left': (s) => killed(s, wordStart(s.text, s.cursor), s.cursor),
  'cut-word-right': (s) => killed(s, s.cursor, wordEnd(s.text, s.cursor)),
  'cut-to-line-start': (s) => killed(s, lineStart(s.text, s.cursor), s.cursor),
  'cut-to-line-end': (s) => {
    const end = lineEnd(s.text, s.cursor)
    return killed(s, s.cursor, end === s.cursor ? nextCharacter(s.text, end) : end)
  },
  yank: (s) => insertText(s, s.killed),
  'transpose-characters': transpose,
  'upper-word': changeWord((word) => word.toUpperCase()),
  'lower-word': changeWord((word) => word.toLowerCase()),
  'capital-word': changeWord((word) =>
    word.toLowerCase().replace(/\p{L}/u, (c) => c.toUpperCase()),
  ),
  newline: (s) => insertText(s, '\n'),
  undo,
  redo,
} satisfies Readonly<Record<string, Edit>>

export type EditName = keyof typeof EDITS
