import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Session } from '../../src/session/index.js'
import { readStatement } from '../../src/sql/index.js'
import { domain, rows, TestBed } from '../session/support.js'

const T = 'awscc.customerprofiles.domains'

/** Below what is worth it rows go into each relation by themselves, above it they are shared. */
describe.each([
  ['a few', 7],
  ['thousands of', 5_000],
])('%s rows', (_, count) => {
  let bed: TestBed
  let session: Session
  beforeAll(async () => {
    const estate = Array.from({ length: count }, (__, index) => domain(`d${String(index)}`))
    bed = await TestBed.start({ estate })
    session = bed.session
  })
  afterAll(() => bed.close())

  test('are there in whatever relation reads them', async () => {
    const one = `SELECT count(*), count(DISTINCT domain_name), count(tags) FROM ${T}`
    expect(await rows(session, one)).toEqual([[count, count, 0]])
    const two = `SELECT count(*), count(DISTINCT b.region) FROM ${T} a JOIN ${T} b ON a.domain_name = b.domain_name`
    expect(await rows(session, two)).toEqual([[count, 1]])
    const three = `SELECT count(*) FROM (SELECT domain_name FROM ${T} UNION ALL SELECT region FROM ${T} UNION ALL SELECT account_id FROM ${T})`
    expect(await rows(session, three)).toEqual([[3 * count]])
    expect(await rows(session, `SELECT count(*) FROM ${T}`)).toEqual([[count]])
    expect(await rows(session, `SELECT count(*), max(rowid) FROM ${T}`)).toEqual([
      [count, count - 1],
    ])
  })

  test('are there when they stream, lot by lot', async () => {
    const sql = `SELECT domain_name, tags FROM ${T}`
    const { batches } = await session.run(readStatement(sql), undefined, { stream: true })
    const found: unknown[] = []
    for await (const batch of batches) found.push(...batch)
    expect(new Set(found.map((row) => (row as unknown[])[0])).size).toBe(count)
    expect(found).toHaveLength(count)
  })

  test('are there when they are kept', async () => {
    await rows(session, `CREATE TEMPORARY TABLE kept AS SELECT domain_name FROM ${T}`)
    expect(await rows(session, 'SELECT count(DISTINCT domain_name) FROM kept')).toEqual([[count]])
  })

  test('of one statement are gone in the next', async () => {
    const none = `SELECT domain_name FROM ${T} WHERE region = 'eu-west-1'`
    expect(await rows(session, none)).toEqual([])
    const all = await rows(session, `SELECT domain_name FROM ${T}`)
    expect(all).toHaveLength(count)
    expect(await rows(session, none)).toEqual([])
  })
})
