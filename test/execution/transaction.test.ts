import { afterEach, describe, expect, test } from 'vitest'
import type { Session } from '../../src/session/index.js'
import { domain, failureOf, integration, objects, rows, TestBed } from '../session/support.js'
import { WireTap } from '../session/wire-tap.js'

/* BEGIN ... COMMIT: nothing is sent before COMMIT, then all in the order of what refers to what. */

const T = 'awscc.customerprofiles.integrations'
const D = 'awscc.customerprofiles.domains'

let bed: TestBed
let tap: WireTap | undefined

afterEach(async () => {
  tap?.close()
  tap = undefined
  await bed.close()
})

async function all(session: Session, ...statements: readonly string[]): Promise<void> {
  for (const sql of statements) await rows(session, sql)
}

const makeIntegration = `INSERT INTO ${T} (DomainName, Uri) VALUES ('shop', 's3://x')`
const makeDomain = `INSERT INTO ${D} (DomainName, DefaultExpirationDays) VALUES ('shop', 30)`

test('nothing is sent before COMMIT; what is referred to is made first', async () => {
  bed = await TestBed.start({ handlerMs: 60 })
  tap = await WireTap.to(bed.emulator.url)
  const session = bed.open({ endpointUrl: tap.url })
  await rows(session, 'BEGIN')
  expect(await objects(session, makeIntegration)).toMatchObject([{ status: 'STAGED' }])
  await rows(session, makeDomain)
  expect(tap.of('CreateResource')).toEqual([])
  expect(await rows(session, `SELECT domain_name FROM ${D}`)).toEqual([])
  const shown = (await rows(session, 'SHOW CHANGES')).join('\n')
  expect(shown).toContain('#1 + create AWS::CustomerProfiles::Integration')
  expect(shown).toContain(', after #2')
  expect(await objects(session, 'COMMIT')).toMatchObject([
    { identifier: 'shop|s3://x', status: 'SUCCESS' },
    { identifier: 'shop', status: 'SUCCESS' },
  ])
  expect(tap.of('CreateResource').map(({ body }) => body['TypeName'])).toEqual([
    'AWS::CustomerProfiles::Domain',
    'AWS::CustomerProfiles::Integration',
  ])
  expect(session.inTransaction).toBe(false)
})

test('what refers to it is deleted first', async () => {
  bed = await TestBed.start({ estate: [domain('d'), integration('d', 'u')], handlerMs: 60 })
  tap = await WireTap.to(bed.emulator.url)
  const session = bed.open({ endpointUrl: tap.url })
  await all(
    session,
    'BEGIN',
    `DELETE FROM ${D} WHERE Identifier = 'd'`,
    `DELETE FROM ${T} WHERE Identifier = 'd|u'`,
    'COMMIT',
  )
  expect(tap.of('DeleteResource').map(({ body }) => body['Identifier'])).toEqual(['d|u', 'd'])
})

test('ROLLBACK drops what is staged', async () => {
  bed = await TestBed.start()
  await all(bed.session, 'START TRANSACTION', makeDomain, 'ROLLBACK')
  expect(await rows(bed.session, `SELECT * FROM ${D}`)).toEqual([])
  expect(await failureOf(rows(bed.session, 'COMMIT'))).toMatchObject({ code: 'TRANSACTION' })
  expect(await failureOf(rows(bed.session, 'SHOW CHANGES'))).toMatchObject({ code: 'TRANSACTION' })
})

test('updates of one resource follow from each other', async () => {
  bed = await TestBed.start({ estate: [domain('d')] })
  await all(
    bed.session,
    'BEGIN',
    `UPDATE ${D} SET default_expiration_days = 5 WHERE Identifier = 'd'`,
    `UPDATE ${D} SET tags = '[{"Key":"k","Value":"v"}]' WHERE Identifier = 'd'`,
    'COMMIT',
  )
  expect(await rows(bed.session, `SELECT default_expiration_days, tags ->> 0 FROM ${D}`)).toEqual([
    [5, '{"Key":"k","Value":"v"}'],
  ])
})

test('what cannot be staged is refused, and the transaction goes on', async () => {
  bed = await TestBed.start({ estate: [domain('d')] })
  const { session } = bed
  await rows(session, 'BEGIN')
  expect(await failureOf(rows(session, 'BEGIN'))).toMatchObject({ code: 'TRANSACTION' })
  expect(await failureOf(rows(session, `${makeDomain} RETURNING *`))).toMatchObject({
    code: 'TRANSACTION',
  })
  await rows(session, `DELETE FROM ${D} WHERE Identifier = 'd'`)
  const twice = `UPDATE ${D} SET default_expiration_days = 5 WHERE Identifier = 'd'`
  expect(await failureOf(rows(session, twice))).toMatchObject({ code: 'TRANSACTION' })
  await rows(session, `INSERT INTO ${D} (DomainName, DefaultExpirationDays) VALUES ('d', 77)`)
  await rows(session, 'COMMIT')
  expect(await rows(session, `SELECT default_expiration_days FROM ${D}`)).toEqual([[77]])
})

describe('a failure in the middle', () => {
  const script = [
    'BEGIN',
    `UPDATE ${D} SET default_expiration_days = 5 WHERE Identifier = 'd'`,
    makeDomain,
    `DELETE FROM ${T} WHERE Identifier = 'd|gone'`,
    // It refers to the new domain, so that it comes after it, and its own domain is never there.
    `INSERT INTO ${T} (DomainName, Uri) VALUES ('d', 'there')`,
  ]
  const estate = [domain('d'), integration('d', 'gone'), integration('d', 'there')]

  async function outcomes(onFailure?: string): Promise<Record<string, unknown>[]> {
    bed = await TestBed.start({ estate, handlerMs: 30 })
    const session = bed.open({ mutationsInFlight: 1 })
    if (onFailure !== undefined) await rows(session, `SET on_failure = '${onFailure}'`)
    await all(session, ...script)
    await rows(session, `INSERT INTO ${T} (DomainName, Uri) VALUES ('shop', 'never')`)
    return objects(session, 'COMMIT')
  }

  test('stops, and lists what was done', async () => {
    const found = await outcomes()
    expect(found.map(({ status }) => status)).toEqual([
      'SUCCESS',
      'SUCCESS',
      'SKIPPED',
      'FAILED',
      'SKIPPED',
    ])
    expect(found[4]?.['message']).toBe('not begun, since #4 failed')
  })

  test('is undone where on_failure says so, and what could not be was not begun', async () => {
    const found = await outcomes('rollback')
    expect(found.map(({ status, message }) => [status, message])).toEqual([
      ['UNDONE', 'patched back'],
      ['UNDONE', 'deleted again'],
      ['SKIPPED', 'not begun, since #4 failed'],
      ['FAILED', expect.stringMatching(/exists/i) as string],
      ['SKIPPED', expect.any(String) as string],
    ])
    expect(
      await rows(bed.session, `SELECT domain_name, default_expiration_days FROM ${D}`),
    ).toEqual([['d', 366]])
  })
})
