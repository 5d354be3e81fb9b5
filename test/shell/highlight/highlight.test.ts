import fc from 'fast-check'
import { expect, it } from 'vitest'
import { highlight, withProblem } from '../../../src/shell/highlight/highlight.js'
import { painted } from '../../../src/shell/highlight/paint.js'
import { THEMES, themeOf } from '../../../src/shell/highlight/theme.js'

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

it('marks what the parser stopped at, and nothing else', () => {
  const text = 'SELECT 1 FORM t'
  const spans = withProblem(highlight(text), { from: 9, to: 14 })
  expect(spans.map((span) => `${span.role}:${span.text}`).join(' ')).toBe(
    'keyword:SELECT plain:  number:1 plain:  broken:FORM broken:  plain:t',
  )
})

it('underlines it in every theme, and colours it in those that have colours', () => {
  const problem = { from: 7, to: 11, message: 'no' }
  const underlined = '\u001b[4mFORM\u001b[24m'
  expect(painted('SELECT FORM', THEMES.none, problem)).toBe(`SELECT ${underlined}`)
  expect(painted('SELECT FORM', THEMES.dark, problem)).toContain('\u001b[31mFORM')
  expect(painted('SELECT FORM', THEMES.light, problem)).toContain('\u001b[4m')
})

it('has a theme for light and for dark terminals', () => {
  expect(themeOf('0;15')).toBe('light')
  expect(themeOf('15;0')).toBe('dark')
  expect(themeOf(undefined)).toBe('dark')
})
