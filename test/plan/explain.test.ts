import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExplainReport } from '../../src/plan/index.js'
import { readStatement } from '../../src/sql/index.js'
import { callsOf, failureOf, rows, TestBed } from '../session/support.js'
import { logicEstate } from './logic-estate.js'

/* Statements and the plans that EXPLAIN prints of them. SKYQL_UPDATE=1 writes what is the case into the files. */

const folder = new URL('./explain/', import.meta.url)
const update = process.env['SKYQL_UPDATE'] !== undefined
const I = 'awscc.customerprofiles.integrations'
const D = 'awscc.customerprofiles.domains'

let bed: TestBed

beforeAll(async () => {
  bed = await TestBed.start({ estate: logicEstate })
})

afterAll(() => bed.close())

async function explained(sql: string): Promise<string> {
  const lines = await rows(bed.session, `EXPLAIN ${sql}`)
  return lines.map(([line]) => String(line)).join('\n')
}

async function report(sql: string): Promise<ExplainReport> {
  const { plan } = await bed.session.run(readStatement(sql))
  return plan as ExplainReport
}

for (const file of readdirSync(folder)) {
  const cases = readFileSync(new URL(file, folder), 'utf8')
    .split(/^# /m)
    .slice(1)
    .map((block) => {
      const [head = '', expected = ''] = block.split(/^----\n/m)
      const [title = '', ...lines] = head.split('\n')
      return { title, sql: lines.join('\n').trim(), expected: expected.trim() }
    })
  describe(file, () => {
    const found: string[] = []
    test.each(cases)('$title', async ({ title, sql, expected }) => {
      const calls = await callsOf(bed.session, async () => {
        const text = await explained(sql)
        found.push(`# ${title}\n${sql}\n----\n${text}\n`)
        if (!update) expect(text).toBe(expected)
      })
      expect(calls).toEqual({})
    })
    afterAll(() => {
      if (update) writeFileSync(new URL(file, folder), found.join('\n'))
    })
  })
}

test('the value of a plan has everything that its text has', async () => {
  const plan = await report(
    `EXPLAIN SELECT uri, tags FROM ${I} WHERE domain_name = 'retail' AND uri LIKE '%a' LIMIT 5`,
  )
  expect(plan).toEqual({
    version: 1,
    statement: 'query',
    sql: `SELECT uri, tags FROM ${I} WHERE domain_name = 'retail' AND uri LIKE '%a' LIMIT 5`,
    tree: [
      {
        operator: 'limit',
        detail: '5',
        children: [
          {
            operator: 'scan',
            detail: I,
            scan: 1,
            children: [],
            pushed: ["domain_name = 'retail'"],
            remaining: ["suffix(uri, 'a')"],
          },
        ],
      },
    ],
    scans: [
      {
        id: 1,
        tables: [I],
        type: 'AWS::CustomerProfiles::Integration',
        access: 'list',
        calls: [
          `ListResources AWS::CustomerProfiles::Integration {"DomainName":"retail"} in us-east-1 (the session’s) -> ${I}`,
          '  GetResource AWS::CustomerProfiles::Integration for each, where the list did not bring DomainName, Uri, Tags',
        ],
        scope: {
          regions: ['us-east-1'],
          from: 'session',
          connections: ['default'],
          connectionsFrom: 'session',
        },
        hydrate: {
          when: 'missing',
          columns: [{ column: 'tags', why: expect.any(String) as string }],
        },
        limit: null,
        estimate: { calls: 1, exact: false },
      },
    ],
    estimate: { calls: 1, exact: false },
  })
})

test('ANALYZE runs the query and tells what each scan cost', async () => {
  const sql = `SELECT count(*) FROM ${D} d JOIN ${I} i USING (domain_name) WHERE i.region = 'us-east-1'`
  const calls = await callsOf(bed.session, async () => {
    const plan = await report(`EXPLAIN ANALYZE ${sql}`)
    const [domains, integrations] = plan.scans
    expect(domains?.actual).toMatchObject({ calls: 1, pages: 1, rows: 2, retries: 0, throttles: 0 })
    expect(domains?.actual?.units).toEqual({ done: 1, empty: 0, failed: 0, skipped: 0 })
    expect(integrations?.actual).toMatchObject({ calls: 2, rows: 3 })
    expect(plan.actual).toMatchObject({ calls: 3, rows: 1 })
    expect(plan.actual?.ms).toBeGreaterThanOrEqual(plan.actual?.duckdb_ms ?? Infinity)
  })
  expect(calls).toEqual({ ListResources: 3 })
  const text = (await rows(bed.session, `EXPLAIN ANALYZE ${sql}`)).flat().join('\n')
  expect(text).toMatch(/actual: 1 call, 1 page, 2 rows, /)
  expect(text).toMatch(/actual: 3 calls, 1 row, [\d.]+ m?s, DuckDB's part/)
})

test('ANALYZE of a write does not run it', async () => {
  const calls = await callsOf(bed.session, async () => {
    const failure = await failureOf(
      rows(bed.session, `EXPLAIN ANALYZE DELETE FROM ${D} WHERE Identifier = 'retail'`),
    )
    expect(failure.code).toBe('UNSUPPORTED_STATEMENT')
  })
  expect(calls).toEqual({})
})

test('checking EXPLAIN ANALYZE makes no call', async () => {
  const calls = await callsOf(bed.session, () =>
    bed.session.check(readStatement(`EXPLAIN ANALYZE SELECT * FROM ${D}`)),
  )
  expect(calls).toEqual({})
})
