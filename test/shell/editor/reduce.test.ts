import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reduce } from '../../../src/shell/editor/reduce.js'
import { EMACS_KEYS } from '../../../src/shell/editor/key-table.js'
import { editor, key, press, shown } from './type.js'

describe('emacs keys', () => {
  it.each<[name: string, input: (string | string[])[], text: string]>([
    ['typing', ['select 1'], 'select 1|'],
    ['characters', ['abc', ['left', 'C-b', 'right']], 'ab|c'],
    ['line ends', ['abc', ['C-a'], 'x', ['C-e'], 'y'], 'xabcy|'],
    ['words', ['one two-three', ['M-b', 'M-b']], 'one |two-three'],
    ['words to the right', ['one two', ['C-a', 'M-f']], 'one| two'],
    ['backspace', ['abc', ['backspace', 'C-h']], 'a|'],
    ['delete', ['abc', ['C-a', 'delete', 'C-d']], '|c'],
    ['cut a word and write it', ['one two', ['C-w'], 'x ', ['C-y']], 'one x two|'],
    ['cuts in a row are one text', ['one two', ['C-w', 'C-w'], '> ', ['C-y']], '> one two|'],
    ['cut to the end', ['one two', ['C-a', 'M-f', 'C-k', 'C-a', 'C-y']], ' two|one'],
    ['cut a word forwards', ['one two', ['C-a', 'M-d']], '| two'],
    ['cut to the start', ['one two', ['M-b', 'C-u']], '|two'],
    ['cut joins lines', ['a', ['M-return'], 'b', ['up', 'C-e', 'C-k']], 'a|b'],
    ['swap', ['ab', ['C-t']], 'ba|'],
    ['swap inside', ['abc', ['left', 'C-t']], 'acb|'],
    ['capitals', ['select one', ['C-a', 'M-u', 'M-c']], 'SELECT One|'],
    ['small letters', ['SELECT', ['C-a', 'M-l']], 'select|'],
    ['undo takes typing as one step', ['abc', ['C-w'], 'x', ['C-_', 'C-_']], 'abc|'],
    ['undo to the start', ['abc', ['C-_']], '|'],
    ['redo', ['abc', ['C-_', 'M-_']], 'abc|'],
    [
      'up keeps the column',
      ['abcd', ['C-j'], 'x', ['C-j'], 'abcd', ['up', 'up']],
      'abcd|\nx\nabcd',
    ],
    ['up counts wide letters', ['日本語', ['C-j'], 'abcd', ['up']], '日本|語\nabcd'],
    ['an emoji is one character', ['a👨‍👩‍👧‍👦b', ['left', 'backspace']], 'a|b'],
    ['a letter with marks is one character', ['ne\u0301e', ['left', 'backspace']], 'n|e'],
    ['the start and the end', ['a', ['C-j'], 'b', ['M-<'], '<', ['M->'], '>'], '<a\nb>|'],
  ])('%s', (_name, input, text) => {
    expect(shown(press(editor(), ...input))).toBe(text)
  })

  it('takes a paste as one step, without what a terminal would act upon', () => {
    const paste = { ...key('paste'), text: 'SELECT 1;\r\nSELECT\t2\u001b[31m' }
    const { state } = reduce(press(editor(), 'x '), paste)
    expect(state.text).toBe('x SELECT 1;\nSELECT\t2[31m')
    expect(press(state, ['C-_']).text).toBe('x ')
  })

  it.each([
    ['return', 'submit'],
    ['tab', 'complete'],
    ['S-tab', 'complete-back'],
    ['up', 'history-back'],
    ['down', 'history-forward'],
    ['C-r', 'search'],
    ['C-c', 'interrupt'],
    ['C-d', 'leave'],
    ['escape', 'dismiss'],
  ])('%s asks to %s', (id, intent) => {
    expect(reduce(editor(), key(id)).intent).toBe(intent)
  })

  it('leaves on Ctrl-D only where the text is empty', () => {
    expect(reduce(press(editor(), 'a'), key('C-d')).intent).toBeUndefined()
  })

  it('does one thing a key', () => {
    const keys = EMACS_KEYS.flatMap((row) => row.keys)
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('vi keys', () => {
  const normal = (text: string) => press(editor('vi'), text, ['escape'])

  it.each<[name: string, text: string, keys: string, after: string]>([
    ['h and l', 'abc', 'hhl', 'a|bc'],
    ['words', 'one two, three', '0ww', 'one two|, three'],
    ['word before', 'one two', 'b', 'one |two'],
    ['word end', 'one two', '0e', 'on|e two'],
    ['line start and end', ' ab', '0^', ' |ab'],
    ['dollar stands on the last', 'abc', '0$', 'ab|c'],
    ['x', 'abc', '0x', '|bc'],
    ['count x', 'abcd', '02x', '|cd'],
    ['dw', 'one two', '0dw', '|two'],
    ['d2w', 'one two three', '0d2w', '|three'],
    ['2dw', 'one two three', '02dw', '|three'],
    ['de', 'one two', '0de', '| two'],
    ['d$', 'one two', '0d$', '|'],
    ['dd', 'one', 'dd', '|'],
    ['db', 'one two', 'db', 'one |o'],
    ['dfx', 'a,b', '0df,', '|b'],
    ['dtx', 'a,b', '0dt,', '|,b'],
    ['f', 'a.b.c', '02f.', 'a.b|.c'],
    ['yw and P', 'one two', '0ywP', '|one one two'],
    ['p', 'ab', '0xp', 'b|a'],
    ['r', 'abc', '0rx', '|xbc'],
    ['tilde', 'abc', '0~', 'A|bc'],
    ['u', 'abc', '0xu', '|abc'],
    ['an unknown command does nothing', 'abc', '0Q', '|abc'],
  ])('%s', (_name, text, keys, after) => {
    expect(shown(press(normal(text), keys))).toBe(after)
  })

  it.each<[name: string, text: string, keys: (string | string[])[], after: string]>([
    ['i', 'bc', ['0ia'], 'a|bc'],
    ['a', 'ac', ['0ab'], 'ab|c'],
    ['A', 'ab', ['0Ac'], 'abc|'],
    ['I', ' b', ['Ia'], ' a|b'],
    ['cw leaves the space', 'one two', ['0cwx'], 'x| two'],
    ['cc', 'one', ['ccx'], 'x|'],
    ['C', 'one two', ['0wCx'], 'one x|'],
    ['o', 'a', ['ob'], 'a\nb|'],
    ['O', 'b', ['Oa'], 'a|\nb'],
    ['C-r', 'abc', ['0xu', ['C-r']], '|bc'],
    ['k and j', 'a', ['ob', ['escape'], 'k'], '|a\nb'],
    ['dd on two lines', 'a', ['ob', ['escape'], 'kdd'], '|b'],
    ['dd then p', 'a', ['ob', ['escape'], 'kddp'], 'b\n|a'],
    ['gg and G', 'a', ['ob', ['escape'], 'gg'], '|a\nb'],
  ])('%s', (_name, text, keys, after) => {
    expect(shown(press(normal(text), ...keys))).toBe(after)
  })

  it('asks for the history beyond the text', () => {
    expect(reduce(normal('a'), key('k')).intent).toBe('history-back')
    expect(reduce(normal('a'), key('j')).intent).toBe('history-forward')
  })
})

it('keeps the cursor at the edge of a character, whatever is pressed', () => {
  const ids = fc.constantFrom(
    ...EMACS_KEYS.flatMap((row) => row.keys),
    ...['a', 'é', '日', '👨‍👩‍👧', ' ', ',', 'd', 'w', 'f', '3', 'g', 'p', 'escape'],
  )
  const segmenter = new Intl.Segmenter()
  fc.assert(
    fc.property(
      fc.array(ids, { maxLength: 60 }),
      fc.constantFrom('emacs', 'vi'),
      (keys, keymap) => {
        const { text, cursor } = press(editor(keymap), keys)
        const edges = [...segmenter.segment(text)].map(({ index }) => index)
        expect([...edges, text.length]).toContain(cursor)
      },
    ),
  )
})
