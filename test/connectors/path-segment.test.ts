import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headerValue, pathSegment, queryValue } from '../../src/connectors/document/path-segment.js'
import { urlOf } from '../../src/connectors/rest/base-url.js'
import { AppError } from '../../src/errors/index.js'
import { appError } from '../resource/expected-error.js'

const REQUEST = '/teams/{team}/members/{name}'
const BASE = new URL('http://127.0.0.1/v1/')

/** Where a request with these values goes; `undefined` where it is refused. */
function sent(team: string, name: string): string | undefined {
  try {
    const path = `/teams/${pathSegment(team, 'team', REQUEST)}/members/${pathSegment(name, 'name', REQUEST)}`
    return urlOf(BASE, path, {}).pathname
  } catch (error) {
    if (AppError.is(error) && error.code === 'BAD_IDENTIFIER') return undefined
    throw error
  }
}

describe('a value in a path', () => {
  it.each([
    ...['.', '..', '', ' ', ' ..', '.. ', '..\t', '.\n.', '\t', '%2e', '%2E%2e', '.%2e', '%2e.'],
    ...['%252e%252e', '%25252e.', '%2f', 'a%2fb', 'a%252Fb', '..%2f', '../x', 'x/..', 'x/./y'],
    ...[
      'a//b',
      '/a',
      'a/',
      '\\',
      '..\\x',
      'a%5cb',
      'a%255cb',
      'a\0',
      'a%00',
      'a\r\nb',
      '%0d%0aX: 1',
    ],
    ...['..;', '..;a=1', '\u200b..', '..\ufeff', '\u00a0.', '%c0%ae%c0%ae', '%e0%80%af', '\ud800'],
    '.%252525252525252525252e',
  ])('is refused where it names another path: %j', (value) => {
    expect(() => pathSegment(value, 'team', REQUEST)).toThrow(appError('BAD_IDENTIFIER'))
  })

  it.each<[string | number, string]>([
    ['blue', 'blue'],
    ['...', '...'],
    ['.a', '.a'],
    ['a..b', 'a..b'],
    ['100%', '100%25'],
    ['a b', 'a%20b'],
    ['ä/ö', '%C3%A4%2F%C3%B6'],
    ['a;b=c', 'a%3Bb%3Dc'],
    ['a?b#c', 'a%3Fb%23c'],
    ['%zz', '%25zz'],
    [5, '5'],
  ])('%j is %s', (value, expected) => {
    expect(pathSegment(value, 'team', REQUEST)).toBe(expected)
  })

  const piece = fc.constantFrom(
    ...[
      '.',
      '..',
      '/',
      '\\',
      '%2e',
      '%2E',
      '%2f',
      '%5c',
      '%25',
      '%',
      '2e',
      '2f',
      '\t',
      '\n',
      ' ',
      ';',
    ],
    ...['a', 'b', '?', '#', '\u200b', '\u3000', '%c0%ae', '%00', '\0', 'é', '', ':', '@'],
  )
  const value = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''))

  it('leaves every request its segments, whatever the values and however often they are decoded', () => {
    let sentCount = 0
    fc.assert(
      fc.property(value, value, (team, name) => {
        const path = sent(team, name)
        if (path === undefined) return
        sentCount++
        expect(path.split('/')).toHaveLength(6)
        let decoded = path
        for (let times = 0; times < 4; times++) {
          const [root, ...own] = decoded.split('/').map((part) => part.trim().replace(/;.*$/s, ''))
          expect([root, ...own.slice(0, 2)]).toEqual(['', 'v1', 'teams'])
          for (const climbing of ['.', '..', '']) expect(own, decoded).not.toContain(climbing)
          decoded = decoded.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) =>
            String.fromCharCode(parseInt(hex, 16)),
          )
        }
      }),
      { numRuns: process.env['SKYQL_SOAK'] === undefined ? 3_000 : 300_000 },
    )
    expect(sentCount).toBeGreaterThan(100)
  })
})

it('queries and headers take no line breaks', () => {
  expect(queryValue('a b&c', 'q', REQUEST)).toBe('a%20b%26c')
  expect(() => queryValue('a\r\nb', 'q', REQUEST)).toThrow(appError('BAD_IDENTIFIER'))
  expect(headerValue('text/plain; ä', 'X-A')).toBe('text/plain; ä')
  for (const bad of ['a\r\nX-Admin: 1', 'a\n', '\0', '\x7f', '日']) {
    expect(() => headerValue(bad, 'X-A')).toThrow(appError('VALUE_TYPE'))
  }
})

it('an address that would climb is refused at the last moment, too', () => {
  for (const path of ['/a/../b', '/..', '/a/%2e%2E', '/a/.', '/a\\b', '/a\t/b', '/a?b']) {
    expect(() => urlOf(BASE, path, {})).toThrow(appError('BAD_IDENTIFIER'))
  }
  expect(urlOf(BASE, '/a/b%2Fc', { q: '../x' }).href).toBe('http://127.0.0.1/v1/a/b%2Fc?q=..%2Fx')
})
