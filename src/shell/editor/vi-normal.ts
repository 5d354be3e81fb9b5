import {
  isWordAt,
  lineEnd,
  lineStart,
  nextCharacter,
  nextWordStart,
  previousCharacter,
  wordEnd,
  wordStart,
} from './characters.js'
import { EDITS, hasLine, insertText, killed, verticalMove } from './edit-actions.js'
import { edited, moved, type EditorState } from './editor-state.js'
import type { Intent } from './key-table.js'

/** What a normal-mode key comes to. */
export interface ViResult {
  readonly state: EditorState
  readonly intent?: Intent
}

interface Command {
  readonly count: number
  readonly operator?: 'd' | 'c' | 'y'
  /** The command's own keys: `w`, `gg`, `fx`. */
  readonly keys: string
}

const COMPLETE = /^(\d*)([dcy]?)(\d*)(gg|[fFtTr].|[^\dgfFtTr]|0)$/su
const PREFIX = /^\d*([dcy]?\d*(g|[fFtTr])?)?$/su

/** Takes one more character of a command; runs it once it is whole. */
export function viNormal(state: EditorState, text: string): ViResult {
  const typed = state.pending + text
  const waiting = { ...state, pending: typed }
  const zero = typed === '0'
  if (!zero && PREFIX.test(typed)) return { state: waiting }
  const parts = COMPLETE.exec(typed)
  const idle = { ...state, pending: '' }
  if (parts === null) return { state: idle }
  const [, first = '', operator = '', second = '', keys = ''] = parts
  const count = Math.min(Number(first || '1') * Number(second || '1'), 10_000)
  if (operator === '') return plain(idle, { count, keys })
  return { state: operated(idle, { count, keys, operator: operator as 'd' | 'c' | 'y' }) }
}

function plain(state: EditorState, command: Command): ViResult {
  const { keys, count } = command
  const target = motion(state, command)
  if (target !== undefined) return { state: clamp(moved(state, target)) }
  if (keys === 'j' || keys === 'k') return vertical(state, keys === 'j' ? 1 : -1, count)
  const edit = Object.hasOwn(PLAIN, keys[0] ?? '') ? PLAIN[keys[0] ?? ''] : undefined
  return { state: edit === undefined ? state : edit(state, command) }
}

function vertical(state: EditorState, direction: -1 | 1, count: number): ViResult {
  if (!hasLine(state, direction)) {
    return { state, intent: direction === 1 ? 'history-forward' : 'history-back' }
  }
  let next = state
  for (let times = 0; times < count && hasLine(next, direction); times++) {
    next = verticalMove(next, direction)
  }
  return { state: clamp(next) }
}

const insert = (state: EditorState): EditorState => ({ ...state, mode: 'insert' })

const PLAIN: Readonly<Record<string, (state: EditorState, command: Command) => EditorState>> = {
  i: insert,
  a: (s) => insert(moved(s, Math.min(lineEnd(s.text, s.cursor), nextCharacter(s.text, s.cursor)))),
  I: (s) => insert(moved(s, firstCharacter(s.text, s.cursor))),
  A: (s) => insert(moved(s, lineEnd(s.text, s.cursor))),
  o: (s) => insert(insertText(moved(s, lineEnd(s.text, s.cursor)), '\n')),
  O: (s) => {
    const start = lineStart(s.text, s.cursor)
    return insert(moved(insertText(moved(s, start), '\n'), start))
  },
  x: (s, { count }) => clamp(killed(s, s.cursor, right(s, count))),
  X: (s, { count }) => killed(s, left(s, count), s.cursor),
  D: (s) => clamp(killed(s, s.cursor, lineEnd(s.text, s.cursor))),
  C: (s) => insert(killed(s, s.cursor, lineEnd(s.text, s.cursor))),
  Y: (s) => ({ ...s, killed: s.text.slice(s.cursor, lineEnd(s.text, s.cursor)) }),
  p: (s) => {
    const linewise = s.killed.endsWith('\n')
    const at = linewise
      ? Math.min(s.text.length, lineEnd(s.text, s.cursor) + 1)
      : Math.min(lineEnd(s.text, s.cursor), nextCharacter(s.text, s.cursor))
    if (linewise && at === s.text.length && !s.text.endsWith('\n')) {
      return moved(insertText(moved(s, at), `\n${s.killed.slice(0, -1)}`), at + 1)
    }
    const pasted = insertText(moved(s, at), s.killed)
    return linewise ? moved(pasted, at) : clamp(moved(pasted, Math.max(0, pasted.cursor - 1)))
  },
  P: (s) => {
    const at = s.killed.endsWith('\n') ? lineStart(s.text, s.cursor) : s.cursor
    return moved(insertText(moved(s, at), s.killed), at)
  },
  u: (s, { count }) => clamp(times(s, count, EDITS.undo)),
  r: (s, { keys }) => {
    const end = right(s, 1)
    const text = s.text.slice(0, s.cursor) + keys.slice(1) + s.text.slice(end)
    return end === s.cursor ? s : edited(s, { text, cursor: s.cursor })
  },
  '~': (s) => {
    const end = right(s, 1)
    const char = s.text.slice(s.cursor, end)
    const other = char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase()
    return clamp(
      edited(s, { text: s.text.slice(0, s.cursor) + other + s.text.slice(end), cursor: end }),
    )
  },
}

function operated(state: EditorState, command: Command): EditorState {
  const range = rangeOf(state, command)
  if (range === undefined) return state
  const [from, to] = range
  const piece = state.text.slice(from, to)
  if (command.operator === 'y') {
    return moved({ ...state, killed: piece }, from)
  }
  if (command.operator === 'c') {
    // A changed line stays a line.
    const end = command.keys === 'c' && piece.endsWith('\n') ? to - 1 : to
    return insert(killed({ ...state, last: 'other' }, from, end))
  }
  return clamp(killed({ ...state, last: 'other' }, from, to))
}

function rangeOf(state: EditorState, command: Command): [number, number] | undefined {
  const { text, cursor } = state
  const { keys, count, operator } = command
  if (keys === operator) {
    let end = lineEnd(text, cursor)
    for (let more = 1; more < count && end < text.length; more++) end = lineEnd(text, end + 1)
    return [lineStart(text, cursor), Math.min(text.length, end + 1)]
  }
  // As vi has it: changing a word leaves the space behind it.
  const target =
    operator === 'c' && keys === 'w' && isWordAt(text, cursor)
      ? times(state, count, (s) => ({ ...s, cursor: wordEnd(s.text, s.cursor) })).cursor
      : motion(state, command)
  if (target === undefined) return undefined
  const inclusive = /^[eft]/.test(keys) && target >= cursor
  const end = inclusive ? nextCharacter(text, target) : target
  return end < cursor ? [end, cursor] : [cursor, end]
}

/** Where a move leads; undefined for what is no move. */
function motion(state: EditorState, { keys, count }: Command): number | undefined {
  const { text, cursor } = state
  const repeat = (step: (at: number) => number): number => {
    let at = cursor
    for (let done = 0; done < count; done++) at = step(at)
    return at
  }
  switch (keys[0]) {
    case 'h':
      return left(state, count)
    case 'l':
    case ' ':
      return right(state, count)
    case 'w':
      return repeat((at) => nextWordStart(text, at))
    case 'b':
      return repeat((at) => wordStart(text, at))
    case 'e':
      return repeat((at) => previousCharacter(text, wordEnd(text, nextCharacter(text, at))))
    case '0':
      return lineStart(text, cursor)
    case '^':
      return firstCharacter(text, cursor)
    case '$':
      return lineEnd(text, cursor)
    case 'g':
      return 0
    case 'G':
      return text.length
    case 'f':
    case 't':
    case 'F':
    case 'T':
      return find(state, keys, count)
    default:
      return undefined
  }
}

function find({ text, cursor }: EditorState, keys: string, count: number): number | undefined {
  const wanted = keys.slice(1)
  const forwards = keys.startsWith('f') || keys.startsWith('t')
  let at = cursor
  for (let done = 0; done < count; done++) {
    at = forwards ? text.indexOf(wanted, at + 1) : at === 0 ? -1 : text.lastIndexOf(wanted, at - 1)
    if (at < 0) return undefined
  }
  if (keys.startsWith('t')) return previousCharacter(text, at)
  return keys.startsWith('T') ? nextCharacter(text, at) : at
}

function firstCharacter(text: string, cursor: number): number {
  let at = lineStart(text, cursor)
  while (text[at] === ' ' || text[at] === '\t') at++
  return at
}

function left({ text, cursor }: EditorState, count: number): number {
  const start = lineStart(text, cursor)
  let at = cursor
  for (let done = 0; done < count && at > start; done++) at = previousCharacter(text, at)
  return at
}

function right({ text, cursor }: EditorState, count: number): number {
  const end = lineEnd(text, cursor)
  let at = cursor
  for (let done = 0; done < count && at < end; done++) at = nextCharacter(text, at)
  return at
}

/** In normal mode the cursor stands on a character, not behind the last one. */
function clamp(state: EditorState): EditorState {
  const { text, cursor } = state
  const start = lineStart(text, cursor)
  const isBehind = cursor > start && cursor === lineEnd(text, cursor)
  return isBehind ? { ...state, cursor: previousCharacter(text, cursor) } : state
}

function times(
  state: EditorState,
  count: number,
  step: (state: EditorState) => EditorState,
): EditorState {
  let next = state
  for (let done = 0; done < count; done++) next = step(next)
  return next
}
