import { afterEach, describe, expect, test } from 'vitest'
import type { EstateEntry } from '../../src/emulator/index.js'
import { readStatement } from '../../src/sql/index.js'
import { WireTap } from '../session/wire-tap.js'
import {
  callsOf,
  DOMAIN,
  domain,
  failureOf,
  integration,
  INTEGRATION,
  objects,
  rows,
  TestBed,
} from '../session/support.js'

/* What dependent scans cost, and what they say when something is missing. */

const D = 'awscc.customerprofiles.domains'
const T = 'awscc.customerprofiles.integrations'
const L = 'awscc.customerprofiles.integrations_list_only'

let bed: TestBed

afterEach(() => bed.close())

/** A domain that names an integration, or anything else. */
function naming(name: string, reference: string | undefined, region = 'us-east-1'): EstateEntry {
  return {
    type: DOMAIN,
    region,
    properties: {
      DomainName: name,
      DefaultExpirationDays: 366,
      ...(reference === undefined ? {} : { DeadLetterQueueUrl: reference }),
    },
  }
}

async function counted(sql: string): Promise<{ calls: unknown; found: unknown[][] }> {
  let found: unknown[][] = []
  const calls = await callsOf(bed.session, async () => {
    found = await rows(bed.session, sql)
  })
  return { calls, found }
}

describe('calls', () => {
  test.each([
    [
      'one get for each distinct key, not for each row',
      `SELECT count(d.default_expiration_days) FROM ${L} i JOIN ${D} d ON d.Identifier = i.domain_name WHERE i.domain_name IN ('d0', 'd1')`,
      { ListResources: 2, GetResource: 2 },
      6n,
    ],
    [
      'the keys of rows that the statement keeps',
      `SELECT count(*) FROM ${D} d JOIN ${L} i USING (domain_name) WHERE d.domain_name LIKE '%1' AND right(d.domain_name, 1) = '1'`,
      { ListResources: 1 + 1 },
      3n,
    ],
    [
      'an expression of columns',
      `SELECT count(i.object_type_name) FROM ${D} d JOIN ${T} i ON i.Identifier = d.domain_name || '|s3://0'`,
      { ListResources: 1, GetResource: 4 },
      0n,
    ],
    [
      'a semi join',
      `SELECT count(*) FROM ${D} WHERE domain_name IN (SELECT domain_name FROM ${L} WHERE uri = 's3://2')`,
      { ListResources: 1 + 4 },
      4n,
    ],
    [
      'an anti join',
      `SELECT count(*) FROM ${D} d WHERE NOT EXISTS (FROM ${T} i WHERE i.domain_name = d.domain_name AND i.uri = 's3://9')`,
      { ListResources: 1, GetResource: 4 },
      4n,
    ],
    [
      'rows that the engine has',
      `SELECT count(d.default_expiration_days) FROM (VALUES ('d0'), ('d3'), ('d3'), (NULL), ('')) v(k) JOIN ${D} d ON d.Identifier = v.k`,
      { GetResource: 2 },
      3n,
    ],
    [
      'a few gets, then a list where a list has it all',
      `SELECT count(d.domain_name) FROM (SELECT 'd' || (i % 40) AS k FROM range(80) r(i)) v JOIN ${D} d ON d.Identifier = v.k`,
      { ListResources: 1 },
      8n,
    ],
    [
      'nothing where there are no keys',
      `SELECT count(*) FROM ${D} d JOIN ${T} i USING (domain_name) WHERE d.domain_name = 'none'`,
      { GetResource: 1, ListResources: 1 },
      0n,
    ],
    [
      'nothing where predicates contradict each other',
      `SELECT count(*) FROM ${D} d JOIN ${T} i USING (domain_name) WHERE d.region = 'us-east-1' AND d.region = 'eu-west-1'`,
      {},
      0n,
    ],
  ])('%s', async (_name, sql, calls, count) => {
    bed = await TestBed.start({
      estate: Array.from({ length: 4 }, (_each, at) => [
        domain(`d${String(at)}`),
        ...['0', '1', '2'].map((uri) => integration(`d${String(at)}`, `s3://${uri}`)),
      ]).flat(),
    })
    expect(await counted(sql)).toEqual({ calls, found: [[Number(count)]] })
  })

  test('a key that names its region is asked there alone', async () => {
    bed = await TestBed.start({
      estate: [
        domain('a', 'us-east-1'),
        domain('b', 'eu-west-1'),
        integration('a', 's3://x', {}, 'us-east-1'),
        integration('b', 's3://y', {}, 'eu-west-1'),
      ],
    })
    const regions = `d.region IN ('us-east-1', 'eu-west-1', 'ap-south-1')`
    expect(
      await counted(
        `SELECT d.domain_name, i.uri FROM ${D} d JOIN ${L} i USING (region, domain_name) WHERE ${regions} ORDER BY 1`,
      ),
    ).toMatchObject({
      calls: { ListResources: 3 + 2 },
      found: [
        ['a', 's3://x'],
        ['b', 's3://y'],
      ],
    })
    expect(
      await objects(
        bed.session,
        `SELECT region, status, note FROM skyql.coverage WHERE table_name LIKE 'integ%' ORDER BY 1`,
      ),
    ).toEqual([
      { region: 'ap-south-1', status: 'skipped', note: 'no keys' },
      { region: 'eu-west-1', status: 'done', note: null },
      { region: 'us-east-1', status: 'done', note: null },
    ])
  })

  test('keys are asked for while the list that they come from goes on', async () => {
    bed = await TestBed.start({
      estate: Array.from({ length: 6 }, (_each, at) => [
        domain(`d${String(at)}`),
        integration(`d${String(at)}`, 's3://x'),
      ]).flat(),
      pageSize: 1,
      latencyMs: 20,
    })
    const tap = await WireTap.to(bed.emulator.url)
    try {
      const session = bed.open({ endpointUrl: tap.url })
      const sql = `SELECT count(*) FROM ${D} d JOIN ${T} i ON i.Identifier = d.domain_name || '|s3://x'`
      expect(await rows(session, sql)).toEqual([[6]])
      const order = tap.calls.map(({ operation }) => operation)
      expect(order.indexOf('GetResource')).toBeLessThan(order.lastIndexOf('ListResources'))
    } finally {
      tap.close()
    }
  })

  test('a chain asks level by level', async () => {
    bed = await TestBed.start({
      estate: [
        naming('a', 'b|s3://1'),
        domain('b'),
        domain('c'),
        integration('b', 's3://1', { ObjectTypeName: 'c' }),
        integration('b', 's3://2'),
      ],
    })
    const sql = `SELECT last.default_expiration_days FROM ${D} start JOIN ${T} i ON i.Identifier = start.dead_letter_queue_url JOIN ${D} last ON last.Identifier = i.object_type_name WHERE start.domain_name = 'a'`
    expect(await counted(sql)).toEqual({ calls: { GetResource: 3 }, found: [[366]] })
  })
})

describe('what keys cannot do', () => {
  test('NOT IN over NULL asks whether there is anything: all is listed', async () => {
    bed = await TestBed.start({
      estate: [naming('a', 'x|y'), naming('b', undefined), integration('a', 's3://1')],
    })
    const sql = `SELECT domain_name FROM ${D} WHERE dead_letter_queue_url NOT IN (SELECT Identifier FROM ${L})`
    expect(await rows(bed.session, sql)).toEqual([['a']])
  })

  test('an expression that fails on a row which the statement drops fails nothing', async () => {
    bed = await TestBed.start({
      estate: [naming('a', '7'), naming('b', 'seven'), integration('a', 's3://1')],
    })
    const sql = `SELECT i.uri FROM (SELECT * FROM ${D} WHERE length(domain_name) = 1) d JOIN ${L} i ON i.domain_name = CASE WHEN d.domain_name = 'b' THEN 'a' ELSE chr(CAST(d.dead_letter_queue_url AS INTEGER) + 90) END WHERE d.domain_name = 'a'`
    expect(await rows(bed.session, sql)).toEqual([['s3://1']])
  })

  test('a key that the service rejects is no reason to miss the rest', async () => {
    bed = await TestBed.start({
      estate: [naming('a', 'a|s3://1'), naming('b', 'b|odd'), integration('a', 's3://1')],
    })
    const tap = await WireTap.to(bed.emulator.url, undefined, ({ body }) =>
      body['Identifier'] === 'b|odd'
        ? JSON.stringify({
            __type: 'ValidationException',
            Message: 'Identifier b|odd is not valid',
          })
        : undefined,
    )
    try {
      const session = bed.open({ endpointUrl: tap.url })
      const sql = `SELECT i.uri FROM ${D} d JOIN ${T} i ON i.Identifier = d.dead_letter_queue_url`
      expect(await rows(session, sql)).toEqual([['s3://1']])
      expect(await rows(session, `SELECT DISTINCT status FROM skyql.coverage`)).toEqual([['done']])
    } finally {
      tap.close()
    }
  })

  test('no more calls than --max-calls, keys included', async () => {
    bed = await TestBed.start({
      estate: Array.from({ length: 8 }, (_each, at) => domain(`d${String(at)}`)),
    })
    const session = bed.open({ maxCalls: 5 })
    const sql = `SELECT count(*) FROM ${D} d JOIN ${T} i ON i.Identifier = d.domain_name || '|s3://x'`
    const failure = await failureOf(rows(session, sql))
    expect(failure.code).toBe('TOO_MANY_CALLS')
    expect(failure.message).toContain('may make 5')
  })
})

test('a join without a key that would list too much makes no call, and says how many it would', async () => {
  bed = await TestBed.start({ estate: [domain('a')] })
  const session = bed.open({ maxCalls: 20 })
  const everywhere = `d.region LIKE '%' AND i.region LIKE '%'`
  const sql = `SELECT count(*) FROM ${D} d JOIN ${T} i ON i.object_type_name = d.default_encryption_key WHERE ${everywhere}`
  const calls = await callsOf(session, async () => {
    const failure = await failureOf(rows(session, sql))
    expect(failure.code).toBe('TOO_MANY_CALLS')
    expect(failure.message).toMatch(/needs at least \d+ calls and may make 20/)
  })
  expect(calls).not.toHaveProperty('ListResources')
})

test('EXPLAIN as JSON says where keys come from', async () => {
  bed = await TestBed.start({ estate: [] })
  const sql = `EXPLAIN SELECT i.uri FROM ${D} d JOIN ${L} i USING (region, domain_name)`
  const result = await bed.session.run(readStatement(sql))
  expect(JSON.stringify(result.plan)).toContain(
    `"keysFrom":[{"table":"${D}","keys":{"DomainName":"domain_name","region":"region"}}]`,
  )
})

describe('what is missing is told', () => {
  test('keys that could not be had in full', async () => {
    bed = await TestBed.start({
      estate: [domain('a'), domain('b', 'eu-west-1'), integration('a', 's3://1')],
      faults: [`access-denied:region=eu-west-1:type=${DOMAIN}`],
    })
    const sql = `SELECT i.uri FROM ${D} d JOIN ${L} i USING (region, domain_name) WHERE d.region IN ('us-east-1', 'eu-west-1')`
    expect(await rows(bed.session, sql)).toEqual([['s3://1']])
    const units = await rows(
      bed.session,
      'SELECT table_name, region, status, note FROM skyql.coverage ORDER BY 1, 2',
    )
    expect(units).toEqual([
      ['domains', 'eu-west-1', 'failed', null],
      ['domains', 'us-east-1', 'done', null],
      ['integrations_list_only', 'eu-west-1', 'skipped', 'keys incomplete'],
      ['integrations_list_only', 'us-east-1', 'done', 'keys incomplete'],
    ])
  })

  test('a dependent scan that fails', async () => {
    bed = await TestBed.start({
      estate: [domain('a'), integration('a', 's3://1')],
      faults: [`access-denied:type=${INTEGRATION}`],
    })
    const sql = `SELECT d.domain_name, i.uri FROM ${D} d LEFT JOIN ${L} i USING (domain_name)`
    expect(await rows(bed.session, sql)).toEqual([['a', null]])
    const units = await rows(
      bed.session,
      'SELECT table_name, status FROM skyql.coverage ORDER BY 1',
    )
    expect(units).toEqual([
      ['domains', 'done'],
      ['integrations_list_only', 'failed'],
    ])
  })

  test('nobody answered: the error of the scan that gives the keys', async () => {
    bed = await TestBed.start({ estate: [domain('a')], faults: ['access-denied'] })
    const sql = `SELECT count(*) FROM ${D} d JOIN ${L} i USING (domain_name)`
    expect((await failureOf(rows(bed.session, sql))).code).toBe('ACCESS_DENIED')
  })
})
