import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LearnedLists, MANY, type Evidence } from '../../src/execution/learned/learned-lists.js'
import type { ExplainReport } from '../../src/plan/index.js'
import type { Session } from '../../src/session/index.js'
import { readStatement } from '../../src/sql/index.js'
import { callsOf, domain, integration, INTEGRATION, rows, TestBed } from '../session/support.js'
import { WireTap } from '../session/wire-tap.js'

/* What a list row says is taken where it is all that GetResource has; whether it is, is learned. */

const I = 'awscc.customerprofiles.integrations'
const TAGGED = 120
const TAGS = `SELECT uri, tags FROM ${I} WHERE domain_name = 'retail' ORDER BY uri`

let bed: TestBed
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'skyql-learned-'))
  bed = await TestBed.start({
    estate: [
      domain('retail'),
      domain('small'),
      ...Array.from({ length: TAGGED }, (_, index) =>
        integration('retail', `s3://${String(1000 + index)}`, {
          Tags: [
            { Key: 'n', Value: String(index) },
            { Key: 'team', Value: 'x' },
          ],
        }),
      ),
      integration('small', 's3://with', { Tags: [{ Key: 'n', Value: '1' }] }),
      integration('small', 's3://without'),
    ],
    pageSize: 25,
  })
})

afterAll(async () => {
  await bed.close()
  rmSync(folder, { recursive: true })
})

async function gets(session: Session, sql: string): Promise<number> {
  const calls = await callsOf(session, () => rows(session, sql))
  return calls['GetResource'] ?? 0
}

describe('a list that brings all of a value', () => {
  test('is believed after many resources, within one statement, and from then on', async () => {
    const session = bed.open()
    const whole = await rows(bed.open({ disabledRules: ['hydrate-columns'] }), TAGS)
    expect(whole).toHaveLength(TAGGED)
    const calls = await callsOf(session, async () =>
      expect(await rows(session, TAGS)).toEqual(whole),
    )
    expect(calls['GetResource']).toBe(MANY)
    expect(await gets(session, TAGS)).toBe(0)
    expect(await rows(session, TAGS)).toEqual(whole)
  })

  test('still costs a get for a row that lacks it', async () => {
    const session = bed.open()
    await rows(session, TAGS)
    expect(await gets(session, `SELECT uri, tags FROM ${I} WHERE domain_name = 'small'`)).toBe(1)
  })

  test('is not believed for a few resources, however often they are asked', async () => {
    const session = bed.open()
    const few = `SELECT uri, tags FROM ${I} WHERE domain_name = 'retail' AND uri < 's3://1003'`
    const some = `SELECT tags FROM ${I} WHERE domain_name = 'small'`
    for (let run = 0; run < 3; run++) expect(await gets(session, some)).toBe(2)
    expect(await rows(session, few)).toHaveLength(3)
  })

  test('EXPLAIN says so', async () => {
    const session = bed.open()
    const why = async (): Promise<string | undefined> => {
      const { plan } = await session.run(readStatement(`EXPLAIN ${TAGS}`))
      return (plan as ExplainReport).scans[0]?.hydrate.columns[0]?.why
    }
    expect(await why()).toContain('until the list was seen often enough')
    await rows(session, TAGS)
    expect(await why()).toContain('it was seen to bring all of it')
  })
})

describe('a list that brings a part', () => {
  /** Lists show the first tag alone; of `rare` resources, or of all. */
  async function halved(isHalved: (uri: string) => boolean): Promise<WireTap> {
    return WireTap.to(bed.emulator.url, (target, text) => {
      if (!target.endsWith('ListResources')) return text
      const page = JSON.parse(text) as { ResourceDescriptions?: { Properties: string }[] }
      for (const row of page.ResourceDescriptions ?? []) {
        const model = JSON.parse(row.Properties) as { Uri: string; Tags?: unknown[] }
        if (model.Tags === undefined || !isHalved(model.Uri)) continue
        row.Properties = JSON.stringify({ ...model, Tags: model.Tags.slice(0, 1) })
      }
      return JSON.stringify(page)
    })
  }

  test('never makes a value less than GetResource has', async () => {
    const tap = await halved(() => true)
    const session = bed.open({ endpointUrl: tap.url })
    const whole = await rows(bed.open({ disabledRules: ['hydrate-columns'] }), TAGS)
    for (let run = 0; run < 2; run++) {
      const calls = await callsOf(session, async () => {
        expect(await rows(session, TAGS)).toEqual(whole)
      })
      expect(calls['GetResource']).toBe(TAGGED)
    }
    const { plan } = await session.run(readStatement(`EXPLAIN ${TAGS}`))
    expect((plan as ExplainReport).scans[0]?.hydrate.columns[0]?.why).toContain('only a part')
    await session.close()
    tap.close()
  })

  test('is not asked for more by a list-only table', async () => {
    const session = bed.open()
    expect(await gets(session, `SELECT * FROM ${I}_list_only`)).toBe(0)
  })
})

describe('between runs', () => {
  const open = (cacheDir: string, host = bed.emulator.url): Session =>
    bed.open({ cacheDir, endpointUrl: host })

  function file(cacheDir: string): string {
    const lists = join(cacheDir, 'lists', 'v1')
    const [name = ''] = readdirSync(lists)
    return join(lists, name)
  }

  test('it is remembered, for the endpoint where it was learned', async () => {
    const cacheDir = join(folder, 'kept')
    expect(await gets(open(cacheDir), TAGS)).toBe(MANY)
    expect(await gets(open(cacheDir), TAGS)).toBe(0)
    const elsewhere = await WireTap.to(bed.emulator.url)
    expect(await gets(open(cacheDir, elsewhere.url), TAGS)).toBe(MANY)
    elsewhere.close()
  })

  test('a torn or hostile file is left out, and said', async () => {
    const cacheDir = join(folder, 'hostile')
    await rows(open(cacheDir), TAGS)
    const path = file(cacheDir)
    const lines = readFileSync(path, 'utf8').trim().split('\n')
    rmSync(path)
    const hostile = [
      ...lines.slice(0, 10),
      '["__proto__","Tags","000000000000"]',
      `["${INTEGRATION}","Tags",{"toString":1}]`,
      `["${INTEGRATION}","Tags"]`,
      '{"length":3,"0":"a"}',
      'null',
      '[[[[[[',
      `["${INTEGRATION}","Ta`,
    ]
    appendFileSync(path, hostile.join('\n'))
    bed.messages.length = 0
    // The lines that make sense count; resources that were seen before teach nothing, and are got all the same.
    const made = await gets(open(cacheDir), TAGS)
    expect(made).toBeGreaterThanOrEqual(MANY - 10)
    expect(made).toBeLessThanOrEqual(MANY)
    expect(bed.messages.map(({ code, text }) => [code, text])).toContainEqual([
      '1104',
      expect.stringContaining('7 lines of it make no sense'),
    ])
    // What is appended to a torn line is read again.
    expect(await gets(open(cacheDir), TAGS)).toBe(0)
  })

  test('tables of documents are remembered, too', async () => {
    const cacheDir = join(folder, 'documents')
    const sql = 'SELECT tags, matching FROM aws.customer_profiles.domains'
    const tag = `UPDATE aws.customer_profiles.domains SET tags = '{"a": "b"}' WHERE domain_name = 'small'`
    await rows(bed.open(), tag)
    await rows(open(cacheDir), sql)
    expect(readFileSync(file(cacheDir), 'utf8')).toContain('"aws.customer_profiles.domains"')
    bed.messages.length = 0
    await rows(open(cacheDir), sql)
    expect(bed.messages.filter(({ code }) => code === '1104')).toEqual([])
  })

  test('runs side by side lose nothing of each other', async () => {
    const cacheDir = join(folder, 'together')
    const part = (from: number, to: number): string =>
      `SELECT tags FROM ${I} WHERE Identifier >= 'retail|s3://${String(from)}' AND uri < 's3://${String(to)}' AND domain_name = 'small' OR domain_name = 'retail'`
    const sessions = Array.from({ length: 6 }, () => open(cacheDir))
    await Promise.allSettled(
      sessions.map((session, index) => rows(session, part(1000 + index * 20, 1020 + index * 20))),
    )
    bed.messages.length = 0
    expect(await gets(open(cacheDir), TAGS)).toBe(0)
    expect(bed.messages.filter(({ code }) => code === '1104')).toEqual([])
  })

  test('a folder that cannot be written costs the memory alone', async () => {
    expect(await rows(open('/dev/null/nowhere'), TAGS)).toHaveLength(TAGGED)
  })
})

test('a property is whole only after many resources, and never once one disagreed', () => {
  const evidence: fc.Arbitrary<Evidence> = fc.oneof(
    {
      weight: 40,
      arbitrary: fc.nat(80).map((n) => ({ typeName: 'T', property: 'p', resource: String(n) })),
    },
    { weight: 1, arbitrary: fc.constant({ typeName: 'T', property: 'p' }) },
  )
  fc.assert(
    fc.property(fc.array(evidence, { maxLength: 300 }), (all) => {
      const lists = new LearnedLists()
      for (const each of all) lists.add(each)
      const agreed = new Set(all.map(({ resource }) => resource).filter(Boolean)).size
      const isPartial = all.some(({ resource }) => resource === undefined)
      const expected = isPartial ? 'partial' : agreed >= MANY ? 'whole' : 'unknown'
      expect(lists.trust('T', 'p')).toBe(expected)
    }),
  )
})
