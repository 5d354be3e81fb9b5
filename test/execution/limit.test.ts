import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Session } from '../../src/session/index.js'
import { callsOf, domain, integration, rows, TestBed } from '../session/support.js'

const D = 'awscc.customerprofiles.domains'
const T = 'awscc.customerprofiles.integrations'

let bed: TestBed
let session: Session
let bare: Session

beforeEach(async () => {
  bed = await TestBed.start({
    estate: [
      ...Array.from({ length: 40 }, (_, index) => domain(`d${String(index)}`)),
      ...Array.from({ length: 10 }, (_, index) => domain(`e${String(index)}`, 'eu-west-1')),
      ...Array.from({ length: 20 }, (_, index) => integration(`d${String(index)}`, 's3://a')),
    ],
    pageSize: 10,
  })
  session = bed.session
  bare = bed.open({ disabledRules: ['limit'] })
})

afterEach(() => bed.close())

async function counted(sql: string): Promise<{ calls: unknown; found: unknown[][] }> {
  let found: unknown[][] = []
  const calls = await callsOf(session, async () => {
    found = await rows(session, sql)
  })
  return { calls, found }
}

test.each([
  ['the first page is enough', `SELECT domain_name FROM ${D} LIMIT 3`, { ListResources: 1 }, 3],
  ['the offset counts', `SELECT domain_name FROM ${D} LIMIT 5 OFFSET 10`, { ListResources: 2 }, 5],
  [
    'only so many are read one by one',
    `SELECT default_expiration_days FROM ${D} LIMIT 3`,
    { ListResources: 1, GetResource: 3 },
    3,
  ],
  ['in a subquery', `SELECT count(*) FROM (FROM ${D} LIMIT 7)`, { ListResources: 1 }, 1],
  ['more than there are', `SELECT domain_name FROM ${D} LIMIT 100`, { ListResources: 4 }, 40],
  ['none', `SELECT domain_name FROM ${D} LIMIT 0`, {}, 0],
  [
    'under parents, one after the other',
    `SELECT uri FROM ${T} LIMIT 2`,
    { ListResources: 4 + 2 },
    2,
  ],
  [
    'in a region that is named',
    `SELECT domain_name FROM ${D} WHERE region = 'us-east-1' LIMIT 3`,
    { ListResources: 1 },
    3,
  ],
])('%s', async (_name, sql, calls, count) => {
  const own = await counted(sql)
  expect(own.found).toHaveLength(count)
  expect(own.calls).toEqual(calls)
  expect(await rows(bare, sql)).toHaveLength(count)
})

test('regions that need not be asked are told as skipped', async () => {
  const where = `WHERE region >= 'us-' OR region < 'ap-' OR region = 'eu-west-1'`
  const all = await rows(bare, `SELECT region, domain_name FROM ${D} ${where}`)
  const { found } = await counted(
    `SELECT region, domain_name FROM ${D} WHERE region >= 'eu-' LIMIT 4`,
  )
  expect(found).toHaveLength(4)
  for (const row of found) expect(all).toContainEqual(row)
  const units = await rows(
    session,
    `SELECT status, note FROM skyql.coverage WHERE region IN ('eu-west-1', 'us-west-2') ORDER BY 1`,
  )
  expect(units).toEqual([
    ['done', 'limited'],
    ['skipped', 'limited'],
  ])
})

test.each([
  ['ORDER BY', `SELECT domain_name FROM ${D} ORDER BY domain_name LIMIT 1`],
  ['DISTINCT', `SELECT DISTINCT default_expiration_days FROM ${D} LIMIT 3`],
  ['an aggregate', `SELECT count(*) FROM ${D} LIMIT 1`],
  ['a window', `SELECT domain_name, count(*) OVER () FROM ${D} LIMIT 1`],
  ['another filter', `SELECT domain_name FROM ${D} WHERE domain_name LIKE '%39' LIMIT 1`],
  [
    'a filter that is no comparison',
    `SELECT domain_name FROM ${D} WHERE length(region || domain_name) = 12 LIMIT 40`,
  ],
  ['a filter without columns', `SELECT domain_name FROM ${D} WHERE random() < 2 LIMIT 40`],
  [
    'a second reference',
    `SELECT count(*) FROM (SELECT * FROM ${D} LIMIT 1) UNION ALL SELECT count(*) FROM ${D}`,
  ],
  ['a join', `SELECT d.domain_name FROM ${D} d JOIN ${T} t USING (domain_name) LIMIT 1`],
])('%s needs all rows', async (_name, sql) => {
  const { calls, found } = await counted(sql)
  expect((calls as Record<string, number>)['ListResources']).toBeGreaterThanOrEqual(4)
  expect((await rows(bare, sql)).length).toBe(found.length)
})
