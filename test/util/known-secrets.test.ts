import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KnownSecrets, MASK } from '../../src/util/index.js'
import { FORMS, secretText, shownParts } from '../support/secret-forms.js'

const RUNS = Number(process.env['SKYQL_SOAK_SECRETS'] ?? (process.env['SKYQL_SOAK'] ? 20_000 : 60))

function knowing(...secrets: string[]): KnownSecrets {
  const known = new KnownSecrets()
  known.add(...secrets)
  return known
}

describe('a secret that comes back', { timeout: 5_000 + RUNS * 20 }, () => {
  it.each(Object.keys(FORMS))('is cut in any text: %s', (form) => {
    fc.assert(
      fc.property(secretText, fc.string(), fc.string(), (secret, before, after) => {
        const text = `${before} ${FORMS[form]?.(secret) ?? ''} ${after}`
        const shown = knowing(secret).cut(text)
        expect(shownParts(shown, secret)).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })

  it('is cut where its beginning or its end is missing', () => {
    fc.assert(
      fc.property(secretText, fc.nat(), fc.nat(), (secret, from, to) => {
        const chars = Array.from(secret)
        const part = chars.slice(from % chars.length, chars.length - (to % chars.length)).join('')
        const shown = knowing(secret).cut(`the value "${part}...`)
        // Half of it would be enough; of less the service must have repeated six signs that are no word.
        const told = shownParts(shown, part).filter(
          (each) => each.replace(/[\s\\'"+]/g, '').length >= 6 && !/^\w+$/.test(each),
        )
        expect(told).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })

  it('leaves all characters at their place where that is asked for', () => {
    fc.assert(
      fc.property(secretText, fc.constantFrom(...Object.keys(FORMS)), (secret, form) => {
        const text = `a\n${FORMS[form]?.(secret) ?? ''}\nb`
        const shown = knowing(secret).blacken(text)
        expect(shown).toHaveLength(text.length)
        expect(shown.split(/\r\n|\r|\n/)).toHaveLength(text.split(/\r\n|\r|\n/).length)
        expect(shownParts(shown, secret)).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })

  it('leaves everything else as it is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 4 }), (text, secret) => {
        fc.pre(!text.includes(secret.slice(0, 3)))
        const known = knowing(`Zq9$${secret}Zq9$`)
        expect(known.cut(text)).toBe(text)
      }),
      { numRuns: RUNS },
    )
  })
})

it.each([
  // Short ones are words of their own.
  ['1234', 'port 12345, pin 1234.', `port 12345, pin ${MASK}.`],
  ['abc', 'abc', 'abc'],
  // What is a word of a longer secret is used by others, too.
  ['production-database-1', 'the database is busy', 'the database is busy'],
  ['production-database-1', 'production-database-1 is busy', `${MASK} is busy`],
  ['hunter2x', '{"p":"hunter2x","q":"hunter2x"}', `{"p":"${MASK}","q":"${MASK}"}`],
  ['"q"q"q"', 'said "q"q"q".', `said ${MASK}.`],
])('%j in %j', (secret, text, shown) => {
  expect(knowing(secret).cut(text)).toBe(shown)
})

it('knows each line of a key', () => {
  const key = `-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASCBKcwggSjAgEAAoIB\n-----END PRIVATE KEY-----\n`
  const shown = knowing(key).cut('bad line: AQEFAASCBKcwggSjAgEAAoIB')
  expect(shown).toBe(`bad line: ${MASK}`)
})

it('takes a long text with many secrets', () => {
  const known = new KnownSecrets()
  for (let at = 0; at < 1_000; at++) known.add(`secret-${String(at)}-${'xyz'.repeat(5)}`)
  const text = `${'lorem ipsum '.repeat(1_000)}secret-77-xyzxyzxyzxyzxyz`
  expect(known.cut(text).endsWith(MASK)).toBe(true)
})
