import fc from 'fast-check'
import { expect, it } from 'vitest'
import { accountOfKey, temporaryKey } from '../../../src/emulator/services/sts/access-key.js'
import { sessionOf, sessionToken } from '../../../src/emulator/services/sts/session-token.js'

it('carries any account, in the shape of a temporary key', () => {
  const account = fc
    .integer({ min: 0, max: 999_999_999_999 })
    .map((n) => String(n).padStart(12, '0'))
  fc.assert(
    fc.property(account, fc.nat(), (id, mark) => {
      const key = temporaryKey(id, mark)
      expect(key).toMatch(/^ASIA[A-Z2-7]{16}$/)
      expect(accountOfKey(key)).toBe(id)
    }),
  )
})

it('is not seen in other keys', () => {
  for (const key of [
    '',
    'ASIAIOSFODNN7EXAMPLE',
    'ASIASKYQL',
    'ASIASKYQLAAAAAAAAAA1A',
    'ASIASKYQL1AAAAAAAAAA',
  ]) {
    expect(accountOfKey(key)).toBeUndefined()
  }
  // More than twelve digits.
  expect(accountOfKey('ASIASKYQL77777777AAA')).toBeUndefined()
})

it('reads back the sessions it wrote, and no others', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.nat(), (roleArn, name, expires) => {
      expect(sessionOf(sessionToken({ roleArn, name, expires }))).toEqual({
        roleArn,
        name,
        expires,
      })
    }),
  )
  fc.assert(
    fc.property(fc.base64String(), (text) => {
      expect(sessionOf(`SKYQL${text}`)).toBeUndefined()
    }),
  )
})
