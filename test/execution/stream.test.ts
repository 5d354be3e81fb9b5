import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StatementResult } from '../../src/session/index.js'
import { readStatement } from '../../src/sql/index.js'
import { callsOf, domain, failureOf, integration, rows, TestBed } from '../session/support.js'

/* Rows that come while others are still being fetched. */

const D = 'awscc.customerprofiles.domains'
const I = 'awscc.customerprofiles.integrations'
const PAGES = 25
const PAGE = 10

let bed: TestBed

beforeAll(async () => {
  bed = await TestBed.start({
    estate: [
      ...Array.from({ length: PAGES * PAGE }, (_, index) => domain(String(1000 + index))),
      domain('1999', 'eu-west-1'),
      domain('2000', 'eu-west-1'),
      integration('1000', 's3://a', {
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      }),
      integration('1000', 's3://b'),
    ],
    pageSize: PAGE,
    latencyMs: 5,
    faults: ['access-denied:region=ap-south-1'],
  })
})

afterAll(() => bed.close())

function streamed(sql: string, signal?: AbortSignal): Promise<StatementResult> {
  return bed.session.run(readStatement(sql), signal, { stream: true })
}

async function all({ batches }: StatementResult): Promise<unknown[][]> {
  const found: unknown[][] = []
  for await (const batch of batches) found.push(...batch.map((row) => [...row]))
  return found
}

/** List calls that were made when the first rows came. */
async function callsBeforeRows(sql: string): Promise<number> {
  const before = bed.session.statistics.calls['ListResources'] ?? 0
  const { batches } = await streamed(sql)
  for await (const batch of batches) {
    if (batch.length > 0) return (bed.session.statistics.calls['ListResources'] ?? 0) - before
  }
  throw new Error('no rows')
}

test.each([
  ['a list', `SELECT domain_name FROM ${D}`],
  [
    'a filter and an expression',
    `SELECT upper(domain_name) || '!' FROM ${D} WHERE domain_name > '10'`,
  ],
  [
    'UNION ALL',
    `SELECT domain_name FROM ${D} UNION ALL SELECT domain_name FROM ${D} WHERE domain_name > '11'`,
  ],
  [
    'a common table expression',
    `WITH t AS (SELECT domain_name AS n FROM ${D}) SELECT n FROM t WHERE n <> 'x'`,
  ],
  [
    'a LIMIT that filters stand below',
    `SELECT domain_name FROM ${D} WHERE domain_name LIKE '%5' LIMIT 7`,
  ],
  ['json', `SELECT uri, tags -> 0 ->> 'Key' AS k FROM ${I}`],
  ['unnest', `SELECT uri, unnest(json_extract(tags, '$[*].Key')) FROM ${I} WHERE tags IS NOT NULL`],
  ['no rows', `SELECT domain_name FROM ${D} WHERE domain_name = lower('X')`],
  ['LIMIT 0', `SELECT domain_name FROM ${D} LIMIT 0`],
])('%s gives the rows it gives at once', async (_name, sql) => {
  const result = await streamed(sql)
  const found = await all(result)
  expect(found.map(String).sort()).toEqual((await rows(bed.session, sql)).map(String).sort())
  expect(result.columns.length).toBeGreaterThan(0)
})

test('a LIMIT behind a condition stops the calls of an answer that comes whole, too', async () => {
  const sql = `SELECT domain_name FROM ${D} WHERE domain_name LIKE '%5' LIMIT 2`
  const before = bed.session.statistics.calls['ListResources'] ?? 0
  expect(await rows(bed.session, sql)).toHaveLength(2)
  expect((bed.session.statistics.calls['ListResources'] ?? 0) - before).toBeLessThan(PAGES)
  // None of what was cut off is taken for the whole.
  expect(await rows(bed.session, `SELECT count(*) FROM ${D}`)).toEqual([[PAGES * PAGE]])
})

describe('what comes before the last page', () => {
  test('the rows of a list', async () => {
    expect(await callsBeforeRows(`SELECT domain_name FROM ${D}`)).toBeLessThan(PAGES)
  })

  test.each([
    ['ORDER BY', `SELECT domain_name FROM ${D} ORDER BY 1`],
    ['an aggregate', `SELECT count(*) FROM ${D}`],
    ['DISTINCT', `SELECT DISTINCT default_expiration_days FROM ${D}`],
    ['a window', `SELECT row_number() OVER () FROM ${D}`],
    ['a join', `SELECT d.domain_name FROM ${D} d JOIN ${I} USING (domain_name)`],
    [
      'a subquery',
      `SELECT domain_name FROM ${D} WHERE domain_name = (SELECT max(domain_name) FROM ${D})`,
    ],
    ['UNION', `SELECT domain_name FROM ${D} UNION SELECT 'x'`],
    ['a value of its own', `SELECT domain_name FROM ${D} UNION ALL SELECT 'x'`],
    ['an OFFSET', `SELECT domain_name FROM ${D} WHERE length(domain_name) = 4 LIMIT 1000 OFFSET 1`],
    [
      'a LIMIT in a branch',
      `(SELECT domain_name FROM ${D} WHERE length(domain_name) = 4 LIMIT 1000) UNION ALL SELECT domain_name FROM ${D}`,
    ],
    ['row ids', `SELECT rowid FROM ${D}`],
    ['the time of the statement', `SELECT domain_name, now() FROM ${D}`],
    ['a sample', `SELECT domain_name FROM ${D} USING SAMPLE 100%`],
  ])('nothing of %s', async (_name, sql) => {
    expect(await callsBeforeRows(sql)).toBeGreaterThanOrEqual(PAGES)
  })

  test('nothing where an incomplete answer is an error', async () => {
    const strict = bed.open({ strict: true, regions: ['us-east-1', 'ap-south-1'] })
    const run = strict.run(readStatement(`SELECT domain_name FROM ${D}`), undefined, {
      stream: true,
    })
    expect(await failureOf(run)).toMatchObject({ code: 'SCAN_FAILED' })
  })
})

test('a LIMIT stops the calls, whatever filters stand below it', async () => {
  const sql = `SELECT domain_name FROM ${D} WHERE domain_name LIKE '%7' LIMIT 2`
  const calls = await callsOf(bed.session, async () => {
    expect(await all(await streamed(sql))).toHaveLength(2)
  })
  expect(calls['ListResources']).toBeLessThan(PAGES)
  const units = await rows(bed.session, 'SELECT status, note FROM skyql.coverage')
  expect(units).toEqual([['done', 'limited']])
})

test('a reader that turns away stops the calls, and the next statement has its turn', async () => {
  const calls = await callsOf(bed.session, async () => {
    const { batches } = await streamed(`SELECT domain_name FROM ${D}`)
    for await (const batch of batches) if (batch.length > 0) break
    expect(await rows(bed.session, 'SELECT 1')).toEqual([[1]])
  })
  expect(calls['ListResources']).toBeLessThan(PAGES)
})

test('a statement waits until the rows of the one before are read', async () => {
  const first = await streamed(`SELECT domain_name FROM ${D}`)
  const second = rows(bed.session, `SELECT count(*) FROM ${D} WHERE region = 'eu-west-1'`)
  expect(await all(first)).toHaveLength(PAGES * PAGE)
  expect(await second).toEqual([[2]])
})

test('an error that comes after rows says after how many', async () => {
  const where = `WHERE region IN ('us-east-1', 'eu-west-1')`
  const found: unknown[] = []
  const failure = await failureOf(
    (async () => {
      const { batches } = await streamed(
        `SELECT CASE WHEN domain_name = '1249' THEN error('stop here') ELSE domain_name END FROM ${D} ${where}`,
      )
      for await (const batch of batches) found.push(...batch)
    })(),
  )
  expect(failure.code).toBe('SQL_RUNTIME')
  expect(found.length).toBeGreaterThan(0)
  expect(failure.message).toContain(`after ${String(found.length)} row`)
})

test('what is cancelled half-way ends with an error, never as if it were complete', async () => {
  const abort = new AbortController()
  const { batches } = await streamed(`SELECT domain_name FROM ${D}`, abort.signal)
  const failure = await failureOf(
    (async () => {
      for await (const batch of batches) if (batch.length > 0) abort.abort()
    })(),
  )
  expect(failure.code).toBe('CANCELLED')
  expect(await rows(bed.session, 'SELECT 1')).toEqual([[1]])
})

test('closing a session ends what nobody reads', async () => {
  const session = bed.open()
  await session.run(readStatement(`SELECT domain_name FROM ${D}`), undefined, { stream: true })
  await session.close()
})

test('coverage of a stream is complete when its rows are', async () => {
  const result = await streamed(
    `SELECT domain_name FROM ${D} WHERE region IN ('eu-west-1', 'ap-south-1')`,
  )
  expect(await all(result)).toHaveLength(2)
  expect(result.coverage.map(({ region, status }) => [region, status]).sort()).toEqual([
    ['ap-south-1', 'failed'],
    ['eu-west-1', 'done'],
  ])
})
