import fc from 'fast-check'
import { expect, it } from 'vitest'
import { highlight } from '../../../src/shell/highlight/highlight.js'

it.each([
  ['SELECT a FROM t', 'keyword:SELECT plain:  plain:a plain:  keyword:FROM plain:  plain:t'],
  [
    "count(1) > 'x'",
    "function:count plain:( number:1 plain:) plain:  operator:> plain:  string:'x'",
  ],
  ['a -- why\nb', 'plain:a plain:  comment:-- why plain:\n plain:b'],
  ['a /* b\n*/ c', 'plain:a plain:  comment:/* b\n*/ plain:  plain:c'],
  ["a = 'open", "plain:a plain:  operator:= plain:  broken:'open"],
  ['"Region" = $1', 'quoted:"Region" plain:  operator:= plain:  number:$1'],
])('%j', (text, roles) => {
  expect(
    highlight(text)
      .map((span) => `${span.role}:${span.text}`)
      .join(' '),
  ).toBe(roles)
})

it('shows every text whole', () => {
  const pieces = fc.constantFrom(
    'SELECT',
    ' ',
    "'",
    '"',
    '--',
    '/*',
    '*/',
    '\n',
    'a',
    '1',
    '$$',
    '(',
    '\u0000',
    '日',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (all) => {
      const text = all.join('')
      expect(
        highlight(text)
          .map((span) => span.text)
          .join(''),
      ).toBe(text)
    }),
  )
})
