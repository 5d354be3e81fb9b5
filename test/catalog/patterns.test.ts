import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { translatePattern } from '../../src/catalog/import/index.js'
import { mayBacktrackForever } from '../../src/catalog/import/redos.js'

describe('translatePattern', () => {
  it.each([
    ['(?s).+', 'a\nb', ''],
    ['^(?!(?i)aws)[A-Za-z]+$', 'bws', 'aWS'],
    ['^(?i:abc)d$', 'AbCd', 'abcD'],
    ['^(?i)[0-9a-f]{2}\\w-x$', 'fF_-X', 'gg_-x'],
    ['\\A[0-9a-z-_]+\\Z', 'a-_', 'a b'],
    ['^[\\p{Graph}\\x20]+$', 'a b~', 'a\tb'],
    ['^[\\p{L}\\p{N}-_]+$', 'ä-_1', 'ä.'],
    ['^\\pL+$', 'äö', '1'],
    ['^[\\w\\s\\.\\-\\:\\/\\=\\+\\@]*$', 'a:b/c=@', 'a;b'],
    ['^a\\_b\\-c\\:d$', 'a_b-c:d', 'a_b-cd'],
    [
      '^[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]+$',
      'a\u{1F600}',
      'a\u0001',
    ],
    ['^[\\w!\\x{60}-]+$', '`-', '~'],
    ['^(/(?!\\.)+[^/]+)+$', '/a/b', '/.a'],
    ['^\\$\\{a}]$', '${a}]', '${a}'],
    ['^a++b$', 'aab', 'b'],
    ['^(?>a|ab)c$', 'ac', 'bc'],
    ['^(?P<x>a)\\k<x>$', 'aa', 'ab'],
    ['^[^]a]+$', 'b', ']'],
  ])('%s', (source, accepted, refused) => {
    const pattern = new RegExp(translatePattern(source)!, 'u')
    expect(pattern.test(accepted)).toBe(true)
    expect(pattern.test(refused)).toBe(false)
  })

  it.each([
    'a*{1,2}',
    '(?x)a b',
    '(?m)^a',
    '[a-z&&[^b]]',
    '[[:alpha:]]',
    '(?(1)a|b)',
    'a)',
    '(a',
    '[a',
    '${1,2}',
    '(?!a++)b',
  ])('%s has no form', (source) => {
    expect(translatePattern(source)).toBeUndefined()
  })

  it('keeps what is already right, and whatever it gives compiles', () => {
    const token = fc.constantFrom(
      ...[
        'a',
        'Z',
        '\\d',
        '[a-z]',
        '[\\w-.]',
        '(',
        ')',
        '*',
        '+',
        '{1,2}',
        '|',
        '\\A',
        '\\_',
        '(?i)',
        '(?:',
        '.',
        '^',
        '$',
        ']',
        '}',
        '[^',
        '-',
        '\\p{L}',
      ],
    )
    fc.assert(
      fc.property(fc.array(token, { maxLength: 8 }), (tokens) => {
        const translated = translatePattern(tokens.join(''))
        if (translated === undefined) return
        new RegExp(translated, 'u')
        expect(translatePattern(translated)).toBe(translated)
      }),
    )
  })
})

describe('mayBacktrackForever', () => {
  it.each([
    '(a+)+',
    '(a*)*',
    '(a|a)*',
    '^(\\w|\\d)+$',
    '(a?b?)*',
    '(.*a)*',
    '^[\\/]+([^~]*(~[01])*)*$',
    '(?=(a+)+b)x',
    '(\\w{1,20})+',
    '(ab|a|b)*',
  ])('%s may', (pattern) => {
    expect(mayBacktrackForever(pattern)).toBe(true)
  })

  it.each([
    '([a-z]+-)*',
    '^(\\/[a-z]+)*$',
    '([a-z]{8})*',
    '^[a-z]{2,3}(-[a-z0-9]{2,8})*$',
    '.*.*',
    '(a|b)*',
    '^(a+b)+$',
    '(\\d{1,3}\\.){3}\\d{1,3}',
  ])('%s does not', (pattern) => {
    expect(mayBacktrackForever(pattern)).toBe(false)
  })
})
