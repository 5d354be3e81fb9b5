import type { EditName } from './edit-actions.js'

/** What a key asks of the shell, beyond the text. */
export type Intent =
  | 'submit'
  | 'complete'
  | 'complete-back'
  | 'history-back'
  | 'history-forward'
  | 'search'
  | 'edit-outside'
  | 'interrupt'
  | 'leave'
  | 'clear-screen'
  | 'accept-suggestion'
  | 'dismiss'

/** What keys do; the documentation's key table is made from these rows. */
export interface KeyBinding {
  readonly keys: readonly string[]
  readonly does: EditName | Intent
  readonly says: string
}

const MOVES: readonly KeyBinding[] = [
  { keys: ['left'], does: 'character-left', says: 'a character left' },
  {
    keys: ['right'],
    does: 'character-right',
    says: 'a character right; at the end: accept the suggestion',
  },
  { keys: ['C-left', 'M-left'], does: 'word-left', says: 'a word left' },
  { keys: ['C-right', 'M-right'], does: 'word-right', says: 'a word right' },
  { keys: ['home'], does: 'line-start', says: 'to the start of the line' },
  {
    keys: ['end'],
    does: 'line-end',
    says: 'to the end of the line; at the end: accept the suggestion',
  },
  { keys: ['C-home', 'M-<'], does: 'text-start', says: 'to the start of the statement' },
  { keys: ['C-end', 'M->'], does: 'text-end', says: 'to the end of the statement' },
  {
    keys: ['up', 'C-p'],
    does: 'history-back',
    says: 'a line up; on the first line: the entry before',
  },
  {
    keys: ['down', 'C-n'],
    does: 'history-forward',
    says: 'a line down; on the last line: the entry after',
  },
]

const COMMON: readonly KeyBinding[] = [
  ...MOVES,
  {
    keys: ['return'],
    does: 'submit',
    says: 'run the statement if it is complete, else a new line',
  },
  { keys: ['M-return', 'C-j', 'enter'], does: 'newline', says: 'a new line' },
  {
    keys: ['backspace', 'C-h'],
    does: 'delete-left',
    says: 'delete the character before the cursor',
  },
  { keys: ['delete'], does: 'delete-right', says: 'delete the character under the cursor' },
  { keys: ['M-backspace', 'C-w'], does: 'cut-word-left', says: 'cut the word before the cursor' },
  { keys: ['C-u'], does: 'cut-to-line-start', says: 'cut to the start of the line' },
  { keys: ['tab'], does: 'complete', says: 'complete; again: the next candidate' },
  { keys: ['S-tab'], does: 'complete-back', says: 'the candidate before' },
  { keys: ['C-r'], does: 'search', says: 'search the history backwards' },
  { keys: ['C-c'], does: 'interrupt', says: 'cancel the statement; while typing: start over' },
  { keys: ['C-d'], does: 'leave', says: 'leave, on an empty line; else delete under the cursor' },
  { keys: ['C-l'], does: 'clear-screen', says: 'clear the screen' },
  { keys: ['C-_', 'C-z'], does: 'undo', says: 'undo' },
  { keys: ['M-_', 'M-z'], does: 'redo', says: 'redo' },
]

/** Keys of the default keymap. */
export const EMACS_KEYS: readonly KeyBinding[] = [
  ...COMMON,
  { keys: ['C-b'], does: 'character-left', says: 'a character left' },
  { keys: ['C-f'], does: 'character-right', says: 'a character right' },
  { keys: ['M-b'], does: 'word-left', says: 'a word left' },
  { keys: ['M-f'], does: 'word-right', says: 'a word right' },
  { keys: ['C-a'], does: 'line-start', says: 'to the start of the line' },
  { keys: ['C-e'], does: 'line-end', says: 'to the end of the line' },
  { keys: ['C-k'], does: 'cut-to-line-end', says: 'cut to the end of the line' },
  { keys: ['M-d', 'C-delete'], does: 'cut-word-right', says: 'cut the word after the cursor' },
  { keys: ['C-y'], does: 'yank', says: 'write what was cut last' },
  { keys: ['C-t'], does: 'transpose-characters', says: 'swap the characters around the cursor' },
  { keys: ['M-u'], does: 'upper-word', says: 'the word in capitals' },
  { keys: ['M-l'], does: 'lower-word', says: 'the word in small letters' },
  { keys: ['M-c'], does: 'capital-word', says: 'the word with a capital' },
  { keys: ['escape'], does: 'dismiss', says: 'close the list of candidates' },
  { keys: ['C-o'], does: 'edit-outside', says: 'edit in $EDITOR, as \\e' },
]

/** Keys of vi's insert mode; `escape` goes to its normal mode. */
export const VI_INSERT_KEYS: readonly KeyBinding[] = COMMON

/** Commands of vi's normal mode, for the documentation; `vi-normal.ts` reads them. */
export const VI_NORMAL_KEYS: readonly { readonly keys: string; readonly says: string }[] = [
  { keys: 'h l', says: 'a character left, right' },
  { keys: 'j k', says: 'a line down, up; beyond the text: the history' },
  { keys: 'w b e', says: 'next word, word before, end of the word' },
  { keys: '0 ^ $', says: 'start, first character, end of the line' },
  { keys: 'gg G', says: 'start, end of the statement' },
  { keys: 'f F t T CHAR', says: 'to a character, until a character' },
  {
    keys: 'i I a A o O',
    says: 'insert here, at the line start, after, at the line end, in a new line',
  },
  { keys: 'x X r CHAR ~', says: 'delete right, left, replace a character, change its case' },
  { keys: 'd c y MOVE', says: 'delete, change, copy what a move passes; dd cc yy take the line' },
  { keys: 'D C Y', says: 'delete, change, copy to the end of the line' },
  { keys: 'p P', says: 'write what was cut after, before the cursor' },
  { keys: 'u C-r', says: 'undo, redo' },
  { keys: 'NUMBER', says: 'before a command: repeat it' },
]
