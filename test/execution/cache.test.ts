import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ScanCache, type Session } from '../../src/session/index.js'
import { callsOf, domain, integration, rows, TestBed } from '../session/support.js'
import { WireTap } from '../session/wire-tap.js'

/* Answers of scans that serve other statements, too. */

const D = 'awscc.customerprofiles.domains'
const I = 'awscc.customerprofiles.integrations'

let bed: TestBed
let session: Session
let plain: Session

beforeAll(async () => {
  bed = await TestBed.start({
    estate: [
      ...['a', 'b', 'c'].map((name) => domain(name)),
      domain('a', 'eu-west-1'),
      ...['a', 'b'].flatMap((name) =>
        ['s3://1', 's3://2'].map((uri) =>
          integration(name, uri, { ObjectTypeName: `${name}-type` }),
        ),
      ),
    ],
    pageSize: 2,
  })
  plain = bed.open()
})

afterAll(() => bed.close())

beforeEach(() => {
  session = bed.open({ cacheTtl: 60 })
})

/** The calls of a statement; its rows have to be those of a session without a cache. */
async function calls(sql: string, from: Session = session): Promise<number> {
  let found: unknown[][] = []
  const made = await callsOf(from, async () => {
    found = await rows(from, sql)
  })
  const expected = await rows(plain, sql)
  if (/LIMIT/.test(sql)) expect(found).toHaveLength(expected.length)
  else expect(found.map(String).sort()).toEqual(expected.map(String).sort())
  return Object.values(made).reduce((sum, count) => sum + count, 0)
}

describe('a narrower question is answered from a wider one', () => {
  const ALL = `SELECT region, domain_name, default_expiration_days FROM ${D} WHERE region IN ('us-east-1', 'eu-west-1')`

  test.each([
    ['the same', ALL],
    ['fewer columns', `SELECT domain_name FROM ${D} WHERE region IN ('us-east-1', 'eu-west-1')`],
    ['a list-only table', `SELECT * FROM ${D}_list_only`],
    [
      'fewer regions',
      `SELECT domain_name, default_expiration_days FROM ${D} WHERE region = 'eu-west-1'`,
    ],
    ['a LIMIT', `SELECT domain_name FROM ${D} LIMIT 2`],
    [
      'other predicates and an aggregate',
      `SELECT count(*) FROM ${D} WHERE default_expiration_days > 5`,
    ],
  ])('%s', async (_name, sql) => {
    expect(await calls(ALL)).toBeGreaterThan(2)
    expect(await calls(sql)).toBe(0)
  })

  test('one that asks for more is asked', async () => {
    await calls(`SELECT domain_name FROM ${D}`)
    expect(await calls(`SELECT domain_name, default_expiration_days FROM ${D}`)).toBeGreaterThan(3)
    expect(await calls(`SELECT domain_name FROM ${D} WHERE region = 'eu-west-1'`)).toBe(1)
  })

  test('identifiers of what a list or a get brought', async () => {
    const one = `SELECT Identifier, default_expiration_days FROM ${D} WHERE Identifier = 'a'`
    expect(await calls(one)).toBe(1)
    expect(await calls(one)).toBe(0)
    expect(await calls(`SELECT * FROM ${D} WHERE Identifier IN ('a', 'b')`)).toBe(1)
    const other = bed.open({ cacheTtl: 60 })
    await calls(`SELECT domain_name, default_expiration_days FROM ${D}`, other)
    expect(await calls(one, other)).toBe(0)
    // A list has not all of it.
    expect(await calls(`SELECT * FROM ${D} WHERE Identifier = 'a'`, other)).toBe(1)
  })

  test('inputs of a list, from parents that were all asked, or from more inputs', async () => {
    const of = (...names: string[]): string =>
      `SELECT domain_name, uri FROM ${I}_list_only WHERE domain_name IN (${names.map((name) => `'${name}'`).join(', ')})`
    await calls(`SELECT uri FROM ${I}_list_only`)
    expect(await calls(of('a'))).toBe(0)
    expect(await calls(of('b', 'a'))).toBe(0)
    const other = bed.open({ cacheTtl: 60 })
    await calls(of('a', 'b'), other)
    expect(await calls(of('b'), other)).toBe(0)
    expect(await calls(of('c'), other)).toBeGreaterThan(0)
    expect(await calls(`SELECT uri FROM ${I}_list_only`, other)).toBeGreaterThan(0)
  })

  test('resources under the names that each statement gives them', async () => {
    const named = (form: string): string =>
      `SELECT Identifier, uri FROM ${I}_list_only WHERE Identifier = '${form}'`
    await calls(named('a|s3://1'))
    expect(await calls(named('{"DomainName":"a","Uri":"s3://1"}'))).toBe(0)
  })
})

test('an answer that a LIMIT cut is not kept', async () => {
  await calls(`SELECT domain_name FROM ${D} LIMIT 1`)
  expect(await calls(`SELECT domain_name FROM ${D}`)).toBeGreaterThan(0)
})

test('an answer that failed half-way is not kept', async () => {
  const faulty = await TestBed.start(
    { estate: [domain('a')], faults: ['access-denied:region=eu-west-1'] },
    { cacheTtl: 60, regions: ['us-east-1', 'eu-west-1'] },
  )
  const ask = (): Promise<Record<string, number>> =>
    callsOf(faulty.session, () => rows(faulty.session, `SELECT domain_name FROM ${D}`))
  expect(await ask()).toEqual({ ListResources: 2 })
  expect(await ask()).toEqual({ ListResources: 1 })
  await faulty.close()
})

test('it is off unless it is asked for; SET cache_ttl turns it on and off, fresh asks anew', async () => {
  const sql = `SELECT domain_name FROM ${D}`
  await calls(sql, plain)
  expect(await calls(sql, plain)).toBeGreaterThan(0)
  const own = bed.open()
  await rows(own, 'SET cache_ttl = 60')
  await calls(sql, own)
  expect(await calls(sql, own)).toBe(0)
  expect(await calls(`/*+ fresh */ ${sql}`, own)).toBeGreaterThan(0)
  expect(await calls(`SELECT '/*+ fresh */', domain_name FROM ${D}`, own)).toBe(0)
  await rows(own, 'SET cache_ttl = 0')
  expect(await calls(sql, own)).toBeGreaterThan(0)
  await expect(rows(own, `SET cache_ttl = 'long'`)).rejects.toMatchObject({ code: 'USAGE' })
})

test('coverage says what was cached, and its age', async () => {
  await calls(`SELECT domain_name FROM ${D}`)
  await calls(`SELECT domain_name FROM ${D}`)
  const units = await rows(session, 'SELECT status, calls, rows, note FROM skyql.coverage')
  expect(units).toEqual([['done', 0, 3, expect.stringMatching(/^cached, \d+ s old$/)]])
})

test('a write makes its type be asked again, and what it reads itself is never cached', async () => {
  const own = await TestBed.start({ estate: [domain('a')] }, { cacheTtl: 600 })
  const read = (): Promise<unknown[][]> =>
    rows(own.session, `SELECT domain_name, default_expiration_days FROM ${D} ORDER BY 1`)
  const uris = (): Promise<unknown[][]> => rows(own.session, `SELECT uri FROM ${I}_list_only`)
  expect(await read()).toEqual([['a', 366]])
  expect(await uris()).toEqual([])
  await rows(own.session, `INSERT INTO ${D} (DomainName, DefaultExpirationDays) VALUES ('b', 1)`)
  expect(await read()).toEqual([
    ['a', 366],
    ['b', 1],
  ])
  // A parent that is new may have children.
  const other = own.open()
  await rows(
    other,
    `INSERT INTO ${I} (DomainName, Uri, ObjectTypeName) VALUES ('b', 's3://1', 'x')`,
  )
  expect(await callsOf(own.session, uris)).not.toEqual({})
  await rows(other, `UPDATE ${D} SET default_expiration_days = 2 WHERE Identifier = 'b'`)
  await rows(own.session, `DELETE FROM ${D} WHERE Identifier = 'b' AND default_expiration_days = 2`)
  expect(await read()).toEqual([['a', 366]])
  await own.close()
})

describe('the keys of another table', () => {
  const JOINED = `SELECT d.domain_name, i.uri, i.object_type_name FROM ${D} d
    JOIN ${I} i ON i.Identifier = d.domain_name || '|s3://1'`

  test('are asked once, and found in what a list brought', async () => {
    expect(await calls(JOINED)).toBeGreaterThan(3)
    // That there is no `c|s3://1` may change.
    expect(await calls(JOINED)).toBe(1)
    const coverage = await rows(session, 'SELECT DISTINCT note FROM skyql.coverage')
    expect(coverage).toEqual([[expect.stringMatching(/^cached, \d s old$/)]])
    const other = bed.open({ cacheTtl: 60 })
    await calls(`SELECT * FROM ${I} WHERE domain_name IN ('a', 'b')`, other)
    await calls(`SELECT domain_name FROM ${D}`, other)
    expect(await calls(JOINED.replace('JOIN', 'LEFT JOIN'), other)).toBeLessThanOrEqual(1)
    expect(await calls(JOINED.replace('SELECT', 'SELECT /*+ fresh */'), other)).toBeGreaterThan(3)
  })

  test('are the inputs of a list, too', async () => {
    const listed = `SELECT d.domain_name, i.uri FROM ${D} d JOIN ${I}_list_only i ON i.domain_name = d.domain_name`
    expect(await calls(listed)).toBeGreaterThan(2)
    expect(await calls(listed)).toBe(0)
    expect(await calls(listed.replace('JOIN', 'LEFT JOIN'))).toBe(0)
  })
})

test('gets of the same resource share one call', async () => {
  const tap = await WireTap.to(bed.emulator.url)
  const cache = new ScanCache()
  const sessions = Array.from({ length: 5 }, () =>
    bed.open({ cache, cacheTtl: 60, endpointUrl: tap.url }),
  )
  for (const each of sessions) await rows(each, 'SELECT 1')
  const sql = `SELECT default_expiration_days FROM ${D} WHERE Identifier IN ('a', 'nowhere')`
  const answers = await Promise.all(sessions.map((each) => rows(each, sql)))
  expect(answers).toEqual(Array(5).fill(answers[0]))
  expect(answers[0]).toHaveLength(1)
  expect(tap.of('GetResource').filter(({ body }) => body['Identifier'] === 'a')).toHaveLength(1)
  for (const each of sessions) await each.close()
  tap.close()
})

test('sessions that share a cache share a fetch that is under way', async () => {
  const tap = await WireTap.to(bed.emulator.url)
  const cache = new ScanCache()
  const sessions = Array.from({ length: 5 }, () =>
    bed.open({ cache, cacheTtl: 60, endpointUrl: tap.url }),
  )
  const sql = `SELECT domain_name, default_expiration_days FROM ${D}`
  // Each of them has to be up before they ask at once.
  for (const each of sessions) await rows(each, 'SELECT 1')
  const answers = await Promise.allSettled(sessions.map((each) => rows(each, sql)))
  for (const answer of answers)
    expect(answer).toMatchObject({ status: 'fulfilled', value: [{}, {}, {}] })
  expect(tap.of('ListResources').length).toBe(2)
  expect(tap.of('GetResource').length).toBeLessThanOrEqual(3)
  for (const each of sessions) await each.close()
  tap.close()
})

test('what does not fit is not kept, what was used longest ago goes first', async () => {
  const small = bed.open({ cache: new ScanCache({ mostBytes: 100 }), cacheTtl: 60 })
  await calls(`SELECT domain_name FROM ${D}`, small)
  expect(await calls(`SELECT domain_name FROM ${D}`, small)).toBeGreaterThan(0)
  const one = bed.open({ cache: new ScanCache({ mostBytes: 2_000 }), cacheTtl: 60 })
  const ask = (region: string): Promise<number> =>
    calls(`SELECT domain_name FROM ${D} WHERE region = '${region}'`, one)
  await ask('us-east-1')
  await ask('eu-west-1')
  expect(await ask('eu-west-1')).toBe(0)
})
