import { describe, expect, test } from 'vitest'
import { tokenize } from '../../src/sql/index.js'
import { appError } from '../resource/expected-error.js'

const texts = (sql: string): string[] => tokenize(sql).map(({ text }) => text)
const kinds = (sql: string): string[] => tokenize(sql).map(({ kind }) => kind)

describe('strings', () => {
  test.each([
    [`'a' b`, [`'a'`, 'b']],
    [`'it''s' b`, [`'it''s'`, 'b']],
    [`'\\' b`, [`'\\'`, 'b']],
    [`E'it\\'s' b`, [`E'it\\'s'`, 'b']],
    [`e'\\\\' b`, [`e'\\\\'`, 'b']],
    [`E'a''b' c`, [`E'a''b'`, 'c']],
    [`$$a'b;--$$ c`, [`$$a'b;--$$`, 'c']],
    [`$t$ $$ $T$ $t$ c`, [`$t$ $$ $T$ $t$`, 'c']],
    [`'a' -- c'\n 'b' c`, [`'a' -- c'\n 'b'`, 'c']],
    [`E'a'\n'b\\'c' d`, [`E'a'\n'b\\'c'`, 'd']],
    [`'a' 'b'`, [`'a'`, `'b'`]],
    [`"a""b" c`, [`"a""b"`, 'c']],
    [`"it's" c`, [`"it's"`, 'c']],
  ])('%s', (sql, expected) => {
    expect(texts(sql)).toEqual(expected)
  })

  test.each([
    [`SELECT 'a`, 8],
    ['SELECT "a', 8],
    ['SELECT /* /* */', 8],
    ['SELECT $x$ a $y$', 8],
    [`SELECT E'a\\'`, 9],
  ])('%s never ends', (sql, column) => {
    expect(() => tokenize(sql)).toThrow(appError('SYNTAX', { line: 1, column }))
  })
})

describe('comments', () => {
  test.each([
    ['a -- b\nc', ['a', 'c']],
    ['a /* b /* c */ d */ e', ['a', 'e']],
    [`a /* ' */ 'b' -- '`, ['a', `'b'`]],
    ['1 - -1 -- x', ['1', '-', '-', '1']],
    ['a--b\n-c', ['a', '-', 'c']],
    ['a/*b*/-c', ['a', '-', 'c']],
  ])('%s', (sql, expected) => {
    expect(texts(sql)).toEqual(expected)
  })
})

describe('operators, numbers, parameters', () => {
  test.each([
    [`tags->-1`, ['tags', '->', '-', '1']],
    [`tags->>'k'`, ['tags', '->>', `'k'`]],
    ['a<=-1', ['a', '<=', '-', '1']],
    ['a=-1', ['a', '=', '-', '1']],
    ['a::int', ['a', '::', 'int']],
    ['1.5e-3+.5', ['1.5e-3', '+', '.5']],
    ['1_000', ['1_000']],
    ['a[1:2]', ['a', '[', '1', ':', '2', ']']],
    ['$1 = $name', ['$1', '=', '$name']],
    ['a.b.c', ['a', '.', 'b', '.', 'c']],
    ['größe_ø', ['größe_ø']],
  ])('%s', (sql, expected) => {
    expect(texts(sql)).toEqual(expected)
  })

  test('kinds', () => {
    expect(kinds(`a "b" 'c' 1 $1 + ;`)).toEqual([
      'word',
      'quoted',
      'string',
      'number',
      'parameter',
      'operator',
      'punctuation',
    ])
  })

  test('every token is where it says', () => {
    const sql = `SELECT 'ü' -- x\n, "a""b", $$🎉$$ FROM t WHERE a->>'k' = 1.5`
    for (const { text, start, end } of tokenize(sql)) expect(sql.slice(start, end)).toBe(text)
  })
})

test('a long run of half-open comments costs no more than its length', () => {
  expect(texts(`'a' ${'-- '.repeat(20_000)}`)).toEqual([`'a'`])
})

describe("as DuckDB's scanner has it", () => {
  test.each<[string, string[]]>([
    ['a -- b\rc', ['a', 'c']],
    ['a -- b\r\nc', ['a', 'c']],
    ['a -- b\fc\u2028d\x85e', ['a']],
    ['a\fb', ['a', 'b']],
    ['a\u00a0b\u3000c\ufeffd\u2060e', ['a', 'b', 'c', 'd', 'e']],
    ['a\x85b\u2028c\u200dd', ['a\x85b\u2028c\u200dd']],
    ['😀 日本', ['😀', '日本']],
    ['$größe$ x $gr$ $größe$ y', ['$größe$ x $gr$ $größe$', 'y']],
    ['$_a$ ; $_a$', ['$_a$ ; $_a$']],
    ["'a'\r'b'", ["'a'\r'b'"]],
    ["'a' -- it's\r 'b' c", ["'a' -- it's\r 'b'", 'c']],
    ["'a'/**/\n'b'", ["'a'", "'b'"]],
    ["e'a'\n'\\'' b", ["e'a'\n'\\''", 'b']],
    ["x'4' b'0' c", ["x'4'", "b'0'", 'c']],
    ["ae'\\'", ['ae', "'\\'"]],
    ['1..2', ['1', '..', '2']],
    ['1.5.a', ['1.5', '.', 'a']],
    ['1_000 1__0', ['1_000', '1', '__0']],
    ['0x1F', ['0', 'x1F']],
    ['1e5 1e', ['1e5', '1', 'e']],
    ['a?b', ['a', '?', 'b']],
    ['a@-1', ['a', '@-', '1']],
    ['a*-1', ['a', '*', '-', '1']],
    ['a#>=b', ['a', '#', '>=', 'b']],
    ['a/*/*/*/ */*/*/ b', ['a', 'b']],
  ])('%j', (sql, expected) => {
    expect(texts(sql)).toEqual(expected)
  })

  test.each([
    ['a \0 b', 3, 'NUL'],
    ["'a\0b'", 3, 'NUL'],
    ['-- a\0\nb', 5, 'NUL'],
    ['a\vb', 2, 'vertical tab'],
    ['a \x1f', 3, 'U+001F'],
    ["U&'a'", 1, 'U&'],
    ["'a'\v\n'b'", 4, 'vertical tab'],
  ])('refuses %j', (sql, column, message) => {
    expect(() => tokenize(sql)).toThrow(
      appError('SYNTAX', { column, message: new RegExp(message.replace('+', '\\+')) }),
    )
  })
})
