import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EstateEntry } from '../../src/emulator/index.js'
import { AppError } from '../../src/errors/index.js'
import type { Session } from '../../src/session/index.js'
import { domain, integration, objects, TestBed } from '../session/support.js'

/*
 * Each class of query under each fault of the local cloud: an answer is complete, or the coverage says whose rows
 * are missing. Faults are seeded; SKYQL_SOAK tries more seeds. That a list of AWS does not show yet what was
 * made a second ago, nobody can tell: of fresh resources a row is right or not there yet.
 */

const D = 'awscc.customerprofiles.domains'
const I = 'awscc.customerprofiles.integrations'
const PLACES = [
  ['main', '123456789012', 'us-east-1'],
  ['main', '123456789012', 'eu-west-1'],
  ['other', '222222222222', 'us-east-1'],
  ['other', '222222222222', 'eu-west-1'],
] as const
const BOTH = `region IN ('us-east-1', 'eu-west-1')`
const ROW = 'connection, region'

/** By class. Each row begins with where it is from, but for those of an aggregate over all. */
const CLASSES: readonly (readonly [string, string])[] = [
  ['list', `SELECT ${ROW}, domain_name FROM ${D} WHERE connection = 'main'`],
  ['get', `SELECT ${ROW}, default_expiration_days FROM ${D} WHERE Identifier = 'd1' AND ${BOTH}`],
  [
    'hydrate',
    `SELECT ${ROW}, domain_name, default_expiration_days FROM ${D} WHERE connection = 'main'`,
  ],
  ['child list', `SELECT ${ROW}, domain_name, uri FROM ${I} WHERE connection = 'other'`],
  ['multi-region', `SELECT ${ROW}, domain_name FROM ${D} WHERE ${BOTH} AND connection = 'main'`],
  ['multi-account', `SELECT ${ROW}, account_id, domain_name FROM ${D} WHERE ${BOTH}`],
  [
    'join',
    `SELECT d.connection, d.region, d.domain_name, i.uri, d.default_expiration_days FROM ${D} d
     JOIN ${I} i ON i.connection = d.connection AND i.region = d.region AND i.domain_name = d.domain_name
     WHERE d.region IN ('us-east-1', 'eu-west-1') AND i.region IN ('us-east-1', 'eu-west-1')`,
  ],
  [
    'aggregate',
    `SELECT ${ROW}, count(*) AS n, sum(default_expiration_days) AS days FROM ${D} WHERE ${BOTH} GROUP BY ALL`,
  ],
  ['limit', `SELECT ${ROW}, domain_name FROM ${D} WHERE ${BOTH} LIMIT 5`],
]

const FAULTS = [
  'throttle:0.04',
  'http500:0.08',
  'drop:0.06:before',
  'drop:0.06:after',
  'slow-page:0.3:60',
  'access-denied:0.08',
  'access-denied:region=eu-west-1',
  'access-denied:op=AssumeRole',
  'access-denied:0.3:op=GetResource',
  'expired-token:0.08',
  'type-not-found:account=222222222222:region=us-east-1',
  'unsupported-action:0.2:op=ListResources',
]

const estate: readonly EstateEntry[] = PLACES.flatMap(([, account, region]) =>
  [1, 2, 3, 4].flatMap((index) => [
    { ...domain(`d${String(index)}`, region), account },
    { ...integration(`d${String(index)}`, `s3://${String(index)}`, {}, region), account },
  ]),
)

const file = join(mkdtempSync(join(tmpdir(), 'chaos-')), 'connections.yaml')
writeFileSync(
  file,
  `connections:
  - name: main
  - name: other
    role_arn: arn:aws:iam::222222222222:role/inventory
`,
)

type Found = Record<string, unknown>
const clean = new Map<string, Found[]>()
let quiet: TestBed

beforeAll(async () => {
  quiet = await TestBed.start({ estate, pageSize: 2 })
  const session = quiet.open({ connectionsFile: file })
  for (const [name, sql] of CLASSES) clean.set(name, await objects(session, sql))
  const all = await objects(session, `SELECT ${ROW}, domain_name FROM ${D} WHERE ${BOTH}`)
  expect(all).toHaveLength(16)
  // Any five of them do.
  clean.set('limit', all)
})
afterAll(() => quiet.close())

const seeds =
  process.env['SKYQL_SOAK'] === undefined ? [1] : Array.from({ length: 25 }, (_, n) => n)

describe.each(FAULTS)('%s', (fault) => {
  test.each(seeds)(
    'seed %i',
    async (seed) => {
      const bed = await TestBed.start({ estate, pageSize: 2, faults: [fault], faultSeed: seed })
      try {
        const session = bed.open({ connectionsFile: file, seed })
        for (const [name, sql] of CLASSES) await check(session, name, sql)
      } finally {
        await bed.close()
      }
    },
    120_000,
  )
})

/** Faults that only meet what was made a short while ago. */
describe.each(['notfound-after-create:1:600000', 'stale-list:1:600000'])('%s', (fault) => {
  const days = 366
  const isFresh = (row: Found): boolean => row['domain_name'] === 'fresh'

  test('what was there before is complete', async () => {
    let later = 0
    const clock = (): number => Date.now() + later
    const bed = await TestBed.start({ estate, pageSize: 2, faults: [fault], clock })
    try {
      later = 3_600_000
      const session = bed.open({ connectionsFile: file })
      const made = await objects(
        bed.open(),
        `INSERT INTO ${D} (DomainName, DefaultExpirationDays) VALUES ('fresh', ${String(days)})`,
      )
      expect(made).toMatchObject([{ status: 'SUCCESS' }])
      for (const [name, sql] of CLASSES) {
        const answer = await objects(session, sql)
        const units = await objects(session, 'SELECT status FROM skyql.coverage')
        expect([name, units.filter(({ status }) => status === 'failed')]).toEqual([name, []])
        const whole = clean.get(name) ?? []
        if (name === 'aggregate') {
          for (const row of answer) {
            const before = whole.find((each) => placeOf(each) === placeOf(row))
            const more = Number(row['n']) - Number(before?.['n'])
            const isHere = row['connection'] === 'main' && row['region'] === 'us-east-1'
            expect(isHere ? [0, 1] : [0]).toContain(more)
            expect(Number(row['days'])).toBe(Number(before?.['days']) + more * days)
          }
          continue
        }
        for (const row of answer.filter(isFresh)) {
          expect(row).toMatchObject({ connection: 'main', region: 'us-east-1' })
          expect([days, undefined]).toContain(row['default_expiration_days'])
        }
        const texts = (rows: readonly Found[]): string[] =>
          rows
            .filter((row) => !isFresh(row))
            .map((row) => JSON.stringify(row))
            .sort()
        if (name === 'limit') expect(answer).toHaveLength(5)
        else expect([name, texts(answer)]).toEqual([name, texts(whole)])
      }
      // The service's own word for one resource is fresh where the list is not.
      const one = await objects(
        session,
        `SELECT domain_name FROM ${D} WHERE Identifier = 'fresh' AND connection = 'main' AND region = 'us-east-1'`,
      )
      expect(one).toHaveLength(fault.startsWith('stale') ? 1 : 0)
    } finally {
      await bed.close()
    }
  })
})

async function check(session: Session, name: string, sql: string): Promise<void> {
  const whole = clean.get(name) ?? []
  const answer = await objects(session, sql).catch((error: unknown) => AppError.from(error))
  const units = await objects(session, 'SELECT * FROM skyql.coverage')
  const failed = units.filter(({ status }) => status === 'failed')
  if (AppError.is(answer)) {
    // Only a statement that nobody answered fails, and it says so in its coverage.
    expect([name, failed.length]).toEqual([name, units.length])
    expect(units.length).toBeGreaterThan(0)
    return
  }
  const lacking = units.filter(({ status }) => status === 'failed' || status === 'incomplete')
  const silent = (row: Found): boolean =>
    !lacking.some(
      (unit) => unit['connection'] === row['connection'] && unit['region'] === row['region'],
    )
  if (name === 'aggregate') {
    const told = new Map(answer.map((row) => [placeOf(row), row]))
    for (const row of whole) {
      if (silent(row)) expect([name, told.get(placeOf(row))]).toEqual([name, row])
    }
    for (const row of answer) {
      const most = whole.find((each) => placeOf(each) === placeOf(row))
      expect(Number(row['n'])).toBeLessThanOrEqual(Number(most?.['n']))
    }
    return
  }
  // No row that is not there, none twice.
  const texts = answer.map((row) => JSON.stringify(row))
  const known = new Set(whole.map((row) => JSON.stringify(row)))
  // A resource that was listed and could not be read has its name, and NULL for what nobody told.
  const unread = new Set(
    whole
      .filter((row) => !silent(row))
      .map((row) => JSON.stringify({ ...row, default_expiration_days: null })),
  )
  const unknown = texts.filter((text) => !known.has(text) && !unread.has(text))
  expect([name, unknown]).toEqual([name, []])
  expect(new Set(texts).size).toBe(texts.length)
  const missing = whole.filter((row) => !texts.includes(JSON.stringify(row)))
  if (name === 'limit') {
    if (answer.length < 5) expect([name, missing.filter(silent)]).toEqual([name, []])
    return
  }
  expect([name, missing.filter(silent)]).toEqual([name, []])
}

const placeOf = (row: Found): string => `${String(row['connection'])} ${String(row['region'])}`
