import { afterEach, describe, expect, test } from 'vitest'
import { readStatement } from '../../src/sql/index.js'
import {
  callsOf,
  domain,
  failureOf,
  integration,
  objects,
  rows,
  TestBed,
} from '../session/support.js'

const D = 'awscc.customerprofiles.domains'
const T = 'awscc.customerprofiles.integrations'

let bed: TestBed

afterEach(() => bed.close())

const estate = [
  ...Array.from({ length: 5 }, (_, index) => domain(`d${String(index)}`)),
  domain('e', 'eu-west-1'),
]

describe('one unit a table and region, with what it cost', () => {
  test('done, empty and failed, as SHOW COVERAGE and as a table', async () => {
    bed = await TestBed.start({
      estate,
      pageSize: 2,
      faults: ['access-denied:region=ap-south-1'],
    })
    const { session } = bed
    const asked = `region IN ('us-east-1', 'eu-north-1', 'ap-south-1')`
    expect(await rows(session, `SELECT count(*) FROM ${D} WHERE ${asked}`)).toEqual([[5]])
    const shown = await objects(session, 'SHOW COVERAGE')
    const type = {
      table_name: 'domains',
      type_name: 'AWS::CustomerProfiles::Domain',
      connection: 'default',
      account_id: null,
    }
    const quiet = { retries: 0, throttles: 0, note: null, ms: expect.any(Number) as number }
    expect(shown).toEqual([
      {
        ...type,
        ...quiet,
        region: 'ap-south-1',
        status: 'failed',
        rows: 0,
        calls: 1,
        pages: 0,
        error: expect.stringContaining('ap-south-1') as string,
      },
      {
        ...type,
        ...quiet,
        region: 'eu-north-1',
        status: 'empty',
        rows: 0,
        calls: 1,
        pages: 1,
        error: null,
      },
      {
        ...type,
        ...quiet,
        region: 'us-east-1',
        status: 'done',
        rows: 5,
        calls: 3,
        pages: 3,
        error: null,
      },
    ])
    const query = "SELECT region, status FROM skyql.coverage WHERE status <> 'done' ORDER BY 1"
    expect(await rows(session, query)).toEqual([
      ['ap-south-1', 'failed'],
      ['eu-north-1', 'empty'],
    ])
    // Statements that make no scan leave it as it was.
    expect(await rows(session, 'SELECT count(*) FROM skyql.coverage')).toEqual([[3]])
    expect(await rows(session, `SHOW COVERAGE LIKE 'integ%'`)).toEqual([])
  })

  test('throttles and retries are those of the unit', async () => {
    bed = await TestBed.start({
      estate: Array.from({ length: 40 }, (_, index) => domain(`d${String(index)}`)),
      faults: ['throttle:0.2', 'http500:0.05'],
      pageSize: 20,
    })
    const { session } = bed
    await rows(session, `SELECT count(default_expiration_days) FROM ${D}`)
    const [unit] = await objects(session, 'SELECT * FROM skyql.coverage')
    const { calls, retries, throttles } = session.statistics
    const all = Object.values(calls).reduce((sum, count) => sum + count, 0)
    expect(unit).toMatchObject({ status: 'done', rows: 40, calls: all, retries, throttles })
    expect(throttles).toBeGreaterThan(0)
    expect(unit?.['pages']).toBe(2)
  })

  test('a failed statement has a coverage, too', async () => {
    bed = await TestBed.start({ faults: ['access-denied'] })
    await failureOf(rows(bed.session, `SELECT domain_name FROM ${D}`))
    expect(await rows(bed.session, 'SELECT status FROM skyql.coverage')).toEqual([['failed']])
  })
})

describe('what fails one unit and no statement', () => {
  const both = `WHERE region IN ('us-east-1', 'eu-west-1')`

  test.each([
    ['access denied', ['access-denied:region=eu-west-1'], 'not authorized'],
    ['credentials that expired', ['expired-token:region=eu-west-1'], 'expired'],
  ])('%s', async (_name, faults, message) => {
    bed = await TestBed.start({ estate, faults })
    expect(await rows(bed.session, `SELECT count(*) FROM ${D} ${both}`)).toEqual([[5]])
    expect(
      await rows(bed.session, `SELECT region, error FROM skyql.coverage WHERE status = 'failed'`),
    ).toEqual([['eu-west-1', expect.stringContaining(message) as string]])
  })

  test('a region that is not enabled', async () => {
    bed = await TestBed.start({ estate: estate.slice(0, 5), regions: ['us-east-1'] })
    expect(await rows(bed.session, `SELECT count(*) FROM ${D} ${both}`)).toEqual([[5]])
    expect(
      await rows(bed.session, `SELECT region, error FROM skyql.coverage WHERE status = 'failed'`),
    ).toEqual([['eu-west-1', expect.stringContaining('security token') as string]])
  })

  test('a table whose every resource failed, beside one that answered', async () => {
    bed = await TestBed.start({
      estate: [domain('d'), integration('d', 's3://a')],
      faults: ['access-denied:type=AWS::CustomerProfiles::Domain:op=GetResource'],
    })
    const sql = `SELECT (SELECT count(default_expiration_days) FROM ${D}), (SELECT count(*) FROM ${T})`
    expect(await rows(bed.session, sql)).toEqual([[0, 1]])
    expect(
      await rows(bed.session, 'SELECT table_name, status FROM skyql.coverage ORDER BY 1'),
    ).toEqual([
      ['domains', 'incomplete'],
      ['integrations', 'done'],
    ])
  })

  test('a strict session answers with the error instead', async () => {
    bed = await TestBed.start({ estate, faults: ['access-denied:region=eu-west-1'] })
    const strict = bed.open({ strict: true })
    const failure = await failureOf(rows(strict, `SELECT count(*) FROM ${D} ${both}`))
    expect(failure).toMatchObject({ code: 'SCAN_FAILED', details: { region: 'eu-west-1' } })
    expect(failure.message).toMatch(/1 of 2 did not answer: domains eu-west-1: /)
    expect(await rows(strict, `SELECT count(*) FROM ${D}`)).toEqual([[5]])
  })
})

describe('regions by what SQL says of them', () => {
  test.each([
    [`region IN (SELECT region FROM skyql.regions WHERE region LIKE 'us-%')`, 4],
    [`lower(region) = 'us-east-1'`, 1],
    [`region = ANY(ARRAY['us-east-1', 'us-west-2'])`, 2],
    [`region NOT LIKE '%-%-1' AND region LIKE 'us-%'`, 2],
    [`region IN ('us-east-1') OR region LIKE 'eu-w%'`, 4],
    [`(SELECT max(region) FROM skyql.regions) = region`, 1],
    [`region NOT IN (SELECT region FROM skyql.regions WHERE region < 'us-')`, 4],
    [`regexp_matches(region, '^us-') AND domain_name = 'd1'`, 4],
    [`length(region) > 100`, 0],
  ])('%s: %i calls', async (where, calls) => {
    bed = await TestBed.start({ estate })
    const bare = bed.open({ disabledRules: ['region-predicate'] })
    const sql = `SELECT region, domain_name FROM ${D} AS d WHERE ${where} ORDER BY 1, 2`
    let found: unknown
    const made = await callsOf(bed.session, async () => {
      found = await rows(bed.session, sql)
    })
    const { ListResources: lists = 0, GetResource: gets = 0 } = made
    expect(lists + gets).toBe(calls)
    expect(await rows(bare, sql)).toEqual(found)
  })

  test('joins and outer joins lose no rows by it', async () => {
    bed = await TestBed.start({ estate: [...estate, integration('d1', 's3://a')] })
    const bare = bed.open({ disabledRules: ['region-predicate'] })
    for (const sql of [
      `SELECT d.domain_name, t.uri FROM ${D} d JOIN ${T} t USING (domain_name, region)
       WHERE upper(d.region) = 'US-EAST-1' ORDER BY 1`,
      `SELECT d.domain_name, t.uri FROM ${D} d LEFT JOIN ${T} t ON d.domain_name = t.domain_name
       AND lower(t.region) = 'us-east-1' WHERE d.region LIKE '%t-1' ORDER BY 1`,
      `SELECT d.domain_name, t.uri FROM ${D} d LEFT JOIN ${T} t ON d.domain_name = t.domain_name
       WHERE d.region = 'us-east-1' AND coalesce(t.region, 'x') = 'x' ORDER BY 1`,
      `SELECT count(*) FROM ${D} d JOIN skyql.regions r ON r.region = d.region WHERE r.region LIKE 'e%'`,
      `SELECT domain_name FROM ${D} d WHERE EXISTS
       (SELECT 1 FROM skyql.regions r WHERE r.region = d.region AND r.region LIKE 'us%') ORDER BY 1`,
      `WITH x AS (SELECT 'us-east-1' AS region, domain_name FROM ${D} WHERE region = 'eu-west-1')
       SELECT domain_name FROM x WHERE lower(region) = 'us-east-1'`,
    ]) {
      const found = await rows(bed.session, sql)
      expect(found.length).toBeGreaterThan(0)
      expect(await rows(bare, sql)).toEqual(found)
    }
  })

  test('the known regions are a table', async () => {
    bed = await TestBed.start()
    expect(
      await rows(
        bed.session,
        `SELECT region FROM skyql.regions WHERE region LIKE 'us-%' ORDER BY 1`,
      ),
    ).toEqual([['us-east-1'], ['us-east-2'], ['us-west-1'], ['us-west-2']])
    const failure = await failureOf(rows(bed.session, 'SELECT * FROM skyql.region'))
    expect(failure).toMatchObject({ code: 'UNKNOWN_TABLE', details: { position: { column: 15 } } })
    expect(failure.details.hint).toMatch(/skyql\.regions/)
  })
})

describe('a bound on calls', () => {
  test('is held before the first call where the need is known', async () => {
    bed = await TestBed.start({ estate }, { maxCalls: 10 })
    const calls = await callsOf(bed.session, async () => {
      const failure = await failureOf(rows(bed.session, `SELECT * FROM ${D} WHERE region LIKE '%'`))
      expect(failure).toMatchObject({ code: 'TOO_MANY_CALLS' })
      expect(failure.message).toMatch(/at least 34 calls and may make 10; 0 were made/)
    })
    // Which regions the account has enabled is asked first.
    expect(calls).toEqual({ ListRegions: 1 })
  })

  test('and before the call that would exceed it', async () => {
    bed = await TestBed.start({ estate, pageSize: 1 })
    await bed.session.run(readStatement('SET max_calls = 3'))
    const calls = await callsOf(bed.session, async () => {
      const failure = await failureOf(rows(bed.session, `SELECT domain_name FROM ${D}`))
      expect(failure.message).toMatch(/at least 4 calls and may make 3; 3 were made/)
    })
    expect(calls).toEqual({ ListResources: 3 })
    await bed.session.run(readStatement('SET max_calls = 5'))
    expect(await rows(bed.session, `SELECT count(*) FROM ${D}`)).toEqual([[5]])
    const odd = await failureOf(bed.session.run(readStatement('SET max_calls = many')))
    expect(odd).toMatchObject({ code: 'USAGE' })
  })
})

test('SHOW LIMITS: the rate of a region that throttled', async () => {
  bed = await TestBed.start({
    estate: Array.from({ length: 60 }, (_, index) => domain(`d${String(index)}`)),
    rate: 20,
  })
  const cap = ['all', null, 50, 'set']
  expect(await rows(bed.session, 'SHOW LIMITS')).toEqual([cap])
  await rows(bed.session, `SELECT count(default_expiration_days) FROM ${D}`)
  const [, limit, ...others] = await objects(bed.session, 'SHOW LIMITS')
  expect(others).toEqual([])
  expect(limit).toEqual({
    scope: 'us-east-1',
    calls_per_second: expect.any(Number) as number,
    in_flight: null,
    source: 'found',
  })
  // Other sessions of the process are held to it, too.
  expect(await rows(bed.open(), 'SHOW LIMITS')).toHaveLength(2)
  expect(limit?.['calls_per_second']).toBeGreaterThan(0)
})
