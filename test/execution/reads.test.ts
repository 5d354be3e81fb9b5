import { afterEach, expect, test } from 'vitest'
import { readStatement } from '../../src/sql/index.js'
import { callsOf, domain, failureOf, integration, rows, TestBed } from '../session/support.js'
import { WireTap } from '../session/wire-tap.js'

const T = 'awscc.customerprofiles.integrations'
const D = 'awscc.customerprofiles.domains'

let bed: TestBed

afterEach(() => bed.close())

test('a region that answers with an error is told, the others answer', async () => {
  bed = await TestBed.start({
    estate: [domain('here'), domain('there', 'eu-west-1')],
    faults: ['access-denied:region=eu-west-1'],
  })
  const result = await bed.session.run(
    readStatement(`SELECT domain_name FROM ${D} WHERE region IN ('us-east-1', 'eu-west-1')`),
  )
  const found: unknown[] = []
  for await (const batch of result.batches) found.push(...batch)
  expect(found).toEqual([['here']])
  expect([...result.coverage].sort((a, b) => a.region.localeCompare(b.region))).toEqual([
    expect.objectContaining({
      region: 'eu-west-1',
      status: 'failed',
      error: expect.objectContaining({ code: 'ACCESS_DENIED' }) as unknown,
    }),
    expect.objectContaining({ region: 'us-east-1', status: 'done', rows: 1 }),
  ])
})

test('where no region answers the statement fails', async () => {
  bed = await TestBed.start({ faults: ['access-denied'] })
  const failure = await failureOf(rows(bed.session, `SELECT domain_name FROM ${D}`))
  expect(failure).toMatchObject({ code: 'ACCESS_DENIED', details: { region: 'us-east-1' } })
})

test('a write does not go by an answer with holes', async () => {
  bed = await TestBed.start({
    estate: [domain('here'), integration('here', 's3://a')],
    faults: ['access-denied:region=eu-west-1'],
  })
  const calls = await callsOf(bed.session, async () => {
    const failure = await failureOf(
      rows(
        bed.session,
        `DELETE FROM ${T} WHERE Identifier = 'here|s3://a' AND region = 'us-east-1'
AND domain_name NOT IN (SELECT domain_name FROM ${D} WHERE region IN ('eu-west-1', 'us-east-2'))`,
      ),
    )
    expect(failure).toMatchObject({ code: 'SCAN_FAILED' })
    expect(failure.message).toMatch(/nothing was sent.*eu-west-1/)
  })
  expect(calls['DeleteResource']).toBeUndefined()
})

test('what goes away between list and get leaves no row and a word', async () => {
  bed = await TestBed.start({ faults: ['notfound-after-create:1:60000'] })
  await rows(bed.session, `INSERT INTO ${D} (DomainName, DefaultExpirationDays) VALUES ('new', 1)`)
  expect(await rows(bed.session, `SELECT default_expiration_days FROM ${D}`)).toEqual([])
  expect(bed.messages).toContainEqual(
    expect.objectContaining({ code: '1101', text: expect.stringContaining('new') as string }),
  )
})

test('a get only where a row lacks what is asked', async () => {
  bed = await TestBed.start({
    estate: [
      domain('d'),
      ...Array.from({ length: 250 }, (_, index) => integration('d', `s3://${String(index)}`)),
    ],
    pageSize: 50,
  })
  const { session } = bed
  expect(await callsOf(session, () => rows(session, `SELECT uri FROM ${T}`))).toEqual({
    ListResources: 6,
  })
  expect(await callsOf(session, () => rows(session, `SELECT flow_definition FROM ${T}`))).toEqual({
    ListResources: 6,
  })
  expect(
    await callsOf(session, () => rows(session, `SELECT uri, object_type_name FROM ${T}`)),
  ).toEqual({ ListResources: 6, GetResource: 250 })
  expect(await rows(session, `SELECT count(DISTINCT uri), count(*) FROM ${T}`)).toEqual([
    [250, 250],
  ])
})

test('no more calls at once than allowed', async () => {
  bed = await TestBed.start({
    estate: Array.from({ length: 40 }, (_, index) => domain(`d${String(index)}`)),
    latencyMs: 15,
  })
  const tap = await WireTap.to(bed.emulator.url)
  const session = bed.open({ endpointUrl: tap.url, callsInFlight: 5 })
  expect(await rows(session, `SELECT count(default_encryption_key), count(*) FROM ${D}`)).toEqual([
    [expect.anything(), 40],
  ])
  expect(tap.mostAtOnce).toBeLessThanOrEqual(5)
  expect(tap.mostAtOnce).toBeGreaterThan(1)
  tap.close()
})

test('throttles, server faults and dropped connections pass', async () => {
  bed = await TestBed.start({
    estate: Array.from({ length: 60 }, (_, index) => domain(`d${String(index)}`)),
    faults: ['throttle:0.15', 'http500:0.05', 'drop:0.05'],
    pageSize: 20,
  })
  expect(
    await rows(bed.session, `SELECT count(*), count(default_expiration_days) FROM ${D}`),
  ).toEqual([[60, 60]])
  const { throttles, retries } = bed.session.statistics
  expect(throttles).toBeGreaterThan(0)
  expect(retries).toBeGreaterThan(throttles)
})

test('a statement can be cancelled while it lists', async () => {
  bed = await TestBed.start({ estate: [domain('d')], latencyMs: 300 })
  const { session } = bed
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 50)
  const failure = await failureOf(
    rows(session, `SELECT domain_name FROM ${D} WHERE region LIKE '%'`, controller.signal),
  )
  expect(failure).toMatchObject({ code: 'CANCELLED' })
  expect(await rows(session, `SELECT domain_name FROM ${D}`)).toEqual([['d']])
})

test('a call without an answer in time is an unreachable service', async () => {
  bed = await TestBed.start({ estate: [domain('d')], latencyMs: 2_000 })
  const session = bed.open({ readTimeout: 40 })
  expect(await failureOf(rows(session, `SELECT domain_name FROM ${D}`))).toMatchObject({
    code: 'UNREACHABLE',
  })
})

test('a failure in one region leaves nothing behind for the next statement', async () => {
  bed = await TestBed.start({
    estate: Array.from({ length: 30 }, (_, index) => domain(`d${String(index)}`)),
    faults: ['access-denied:0.2:op=GetResource'],
    latencyMs: 5,
    pageSize: 5,
  })
  const { session } = bed
  for (let round = 0; round < 5; round++) {
    await failureOf(
      rows(session, `SELECT default_expiration_days FROM ${D}`).then(() => {
        throw new Error('fine as well')
      }),
    )
    expect(await rows(session, `SELECT count(*) FROM ${D}`)).toEqual([[30]])
  }
})
