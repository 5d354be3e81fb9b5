import { afterEach, describe, expect, test } from 'vitest'
import type { StatementResult } from '../../src/session/index.js'
import { readStatement } from '../../src/sql/index.js'
import { domain, failureOf, integration, rows, TestBed } from '../session/support.js'

/* A reader who stops a query and takes the rows that came by then. */

const D = 'awscc.customerprofiles.domains'
const I = 'awscc.customerprofiles.integrations'
const BOTH = `region IN ('us-east-1', 'eu-west-1')`

let bed: TestBed
afterEach(() => bed.close())

/** Calls of one region that never end before anybody's patience. */
const start = (
  faults: readonly string[] = ['slow-page:1:60000:region=eu-west-1'],
): Promise<TestBed> =>
  TestBed.start({
    estate: [
      ...Array.from({ length: 30 }, (_, index) => domain(String(1000 + index))),
      domain('2000', 'eu-west-1'),
      integration('1000', 's3://a'),
    ],
    pageSize: 10,
    faults,
  })

/** Runs a query, and stops it when so many rows were fetched. */
async function stoppedAfter(fetched: number, sql: string): Promise<StatementResult> {
  const cancel = new AbortController()
  const answer = bed.session.run(readStatement(sql), cancel.signal, { keepRows: true })
  const watch = setInterval(() => {
    if (bed.session.progress.rows >= fetched) cancel.abort()
  }, 5)
  try {
    return await answer
  } finally {
    clearInterval(watch)
  }
}

async function all({ batches }: StatementResult): Promise<unknown[][]> {
  const found: unknown[][] = []
  for await (const batch of batches) found.push(...batch.map((row) => [...row]))
  return found
}

describe('a query that is stopped while it fetches', () => {
  test('has the rows so far, and says who did not answer', async () => {
    bed = await start()
    const result = await stoppedAfter(30, `SELECT region, domain_name FROM ${D} WHERE ${BOTH}`)
    expect(result.cut).toBe('rows')
    expect(await all(result)).toHaveLength(30)
    expect(
      result.coverage.map(({ region, status, error }) => [region, status, error?.code]).sort(),
    ).toEqual([
      ['eu-west-1', 'failed', 'CANCELLED'],
      ['us-east-1', 'done', undefined],
    ])
  })

  test.each([
    ['an aggregate', 30, `SELECT count(*) FROM ${D} WHERE ${BOTH}`, [[30]]],
    [
      'a join',
      31,
      `SELECT d.domain_name, i.uri FROM ${D} d LEFT JOIN ${I} i USING (domain_name)
       WHERE d.${BOTH} AND d.domain_name < '1002'
       ORDER BY 1`,
      [
        ['1000', 's3://a'],
        ['1001', null],
      ],
    ],
  ])('answers %s over them', async (_name, fetched, sql, expected) => {
    bed = await start()
    const result = await stoppedAfter(fetched, sql)
    expect(result.cut).toBe('computed')
    expect(await all(result)).toEqual(expected)
  })

  test('has nothing to show where nothing came', async () => {
    bed = await start(['slow-page:1:60000'])
    const error = await failureOf(stoppedAfter(0, `SELECT domain_name FROM ${D}`))
    expect(error.code).toBe('CANCELLED')
  })

  test('keeps nothing of it for the statements after it', async () => {
    bed = await start(['slow-page:1:1500:region=eu-west-1'])
    await rows(bed.session, 'SET cache_ttl = 600')
    await stoppedAfter(30, `SELECT domain_name FROM ${D} WHERE ${BOTH}`)
    expect(await rows(bed.session, `SELECT count(*) FROM ${D} WHERE ${BOTH}`)).toEqual([[31]])
  })
})

test('a query that is stopped while it is computed has no rows', async () => {
  bed = await start([])
  const cancel = new AbortController()
  setTimeout(() => cancel.abort(), 200)
  const sql = `SELECT count(*) FROM ${D}, range(100000000000) a, range(100000) b`
  const answer = bed.session.run(readStatement(sql), cancel.signal, { keepRows: true })
  expect((await failureOf(answer)).code).toBe('CANCELLED')
})
