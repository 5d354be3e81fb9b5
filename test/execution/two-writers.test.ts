import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AppError } from '../../src/errors/index.js'
import type { Session } from '../../src/session/index.js'
import { ResourceLocks } from '../../src/execution/index.js'
import { callsOf, domain, integration, objects, rows, TestBed } from '../session/support.js'
import { WireTap } from '../session/wire-tap.js'
import { skyql } from '../support/skyql.js'

/* What several change at the same time: each change that is acknowledged is there, and the others are told. */

const T = 'awscc.customerprofiles.integrations'
const D = 'awscc.customerprofiles.domains'
const HERE = `region = 'us-east-1'`
const RUNS = process.env['SKYQL_SOAK'] === undefined ? 2 : 200

let bed: TestBed
let tap: WireTap | undefined
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skyql-writers-'))
})

afterEach(async () => {
  tap?.close()
  tap = undefined
  await bed.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Outcome {
  readonly identifier: string
  readonly status: string
  readonly message: string | null
}

/** What came of a statement; one whose every write failed is an error, which is an outcome, too. */
async function outcomes(session: Session, sql: string): Promise<Outcome[]> {
  try {
    return (await objects(session, sql)) as unknown as Outcome[]
  } catch (error) {
    const { message, details } = error as AppError
    return [{ identifier: details.identifier ?? '', status: 'FAILED', message }]
  }
}

/** A session whose first call of an operation comes just after a statement of somebody else. */
async function overtaken(operation: string, sql: string, nth = 1): Promise<Session> {
  tap = await WireTap.to(bed.emulator.url)
  let seen = 0
  tap.before = async (call) => {
    if (call.operation === operation && ++seen === nth) await rows(bed.session, sql)
  }
  return bed.open({ endpointUrl: tap.url })
}

async function tagsOf(identifier: string): Promise<string[]> {
  const sql = `SELECT tags FROM ${T} WHERE ${HERE} AND Identifier = '${identifier}'`
  const [row] = await rows(bed.session, sql)
  return ((row?.[0] ?? []) as { Key: string }[]).map(({ Key }) => Key).sort()
}

const TAGGED = { Tags: [{ Key: 'first', Value: '1' }] }

const addTag = (key: string, where: string): string =>
  `UPDATE ${T} SET tags = tags || '[{"Key":"${key}","Value":"1"}]' WHERE ${HERE} AND ${where}`

describe('six writers that each add a tag', () => {
  test.each([
    ['with one journal', (index: number) => join(folder, index < 0 ? '' : 'one')],
    ['that know nothing of each other', (index: number) => join(folder, String(index))],
  ])('%s lose none', async (_, journalOf) => {
    bed = await TestBed.start({
      estate: [domain('d'), integration('d', 'u', TAGGED)],
      latencyMs: 5,
    })
    const writers = Array.from({ length: 6 }, (__, index) =>
      bed.open({ journalDir: journalOf(index) }),
    )
    const all = await Promise.all(
      writers.map((session, index) =>
        outcomes(session, addTag(`w${String(index)}`, `Identifier = 'd|u'`)),
      ),
    )
    const done = all.flatMap(([one], index) =>
      one?.status === 'SUCCESS' ? [`w${String(index)}`] : [],
    )
    expect(await tagsOf('d|u')).toEqual(['first', ...done.sort()])
    for (const [one] of all)
      expect(one).toMatchObject({ status: expect.stringMatching(/^(?:SUCCESS|FAILED)$/) as string })
    expect(done.length).toBeGreaterThan(0)
  })

  test('in order on one machine, all of them do', async () => {
    bed = await TestBed.start({ estate: [domain('d'), integration('d', 'u')], latencyMs: 5 })
    const journalDir = join(folder, 'one')
    const writers = Array.from({ length: 6 }, () => bed.open({ journalDir }))
    await Promise.all(
      writers.map((session, index) =>
        outcomes(session, addTag(`w${String(index)}`, `Identifier = 'd|u'`)),
      ),
    )
    expect(await tagsOf('d|u')).toEqual(['w0', 'w1', 'w2', 'w3', 'w4', 'w5'])
  })
})

describe('what changes between the read and the write', () => {
  test.each([
    ['alone, just before the patch', 'UpdateResource', `Identifier = 'd|u'`],
    ['in a set, before it is read again', 'UpdateResource', `domain_name = 'd'`],
  ])('a value is computed from what is there: %s', async (_, operation, where) => {
    const estate = [domain('d'), integration('d', 'u', TAGGED), integration('d', 'v', TAGGED)]
    bed = await TestBed.start({ estate })
    const session = await overtaken(operation, addTag('theirs', `Identifier = 'd|u'`))
    const all = await outcomes(session, addTag('ours', where))
    expect(all.map(({ status }) => status)).not.toContain('FAILED')
    expect(await tagsOf('d|u')).toEqual(['first', 'ours', 'theirs'])
  })

  test('a number is counted on from what is there', async () => {
    bed = await TestBed.start({ estate: [domain('d')] })
    const session = await overtaken(
      'UpdateResource',
      `UPDATE ${D} SET default_expiration_days = 777 WHERE ${HERE} AND Identifier = 'd'`,
    )
    const [one] = await outcomes(
      session,
      `UPDATE ${D} SET default_expiration_days = default_expiration_days + 1 WHERE ${HERE} AND Identifier = 'd'`,
    )
    expect(one?.status).toBe('SUCCESS')
    expect(
      await rows(bed.session, `SELECT default_expiration_days FROM ${D} WHERE ${HERE}`),
    ).toEqual([[778]])
  })

  test.each([
    [
      'an update',
      `UPDATE ${T} SET object_type_name = 'new' WHERE ${HERE} AND domain_name = 'd' AND object_type_name = 'old'`,
    ],
    [
      'a deletion',
      `DELETE FROM ${T} WHERE ${HERE} AND domain_name = 'd' AND object_type_name = 'old'`,
    ],
    [
      'a deletion by another table',
      `DELETE FROM ${T} i WHERE ${HERE} AND i.domain_name IN (SELECT domain_name FROM ${D} WHERE ${HERE}) AND i.object_type_name = 'old'`,
    ],
  ])('%s leaves alone what its condition does not hold for any more', async (_, sql) => {
    const old = (uri: string): ReturnType<typeof integration> =>
      integration('d', uri, { ObjectTypeName: 'old' })
    bed = await TestBed.start({ estate: [domain('d'), old('a'), old('b'), old('c')] })
    tap = await WireTap.to(bed.emulator.url)
    let begun = false
    tap.before = async ({ operation }) => {
      // Just before the first write, when the set has been chosen.
      if (begun || !['UpdateResource', 'DeleteResource'].includes(operation)) return
      begun = true
      await rows(
        bed.session,
        `UPDATE ${T} SET object_type_name = 'theirs' WHERE ${HERE} AND Identifier = 'd|c'`,
      )
    }
    // One at a time: the third is looked at after the first was sent.
    const session = bed.open({ endpointUrl: tap.url, mutationsInFlight: 1 })
    const all = await outcomes(session, sql)
    expect(all.map(({ identifier, status }) => [identifier, status])).toEqual([
      ['d|a', 'SUCCESS'],
      ['d|b', 'SUCCESS'],
      ['d|c', 'FAILED'],
    ])
    expect(all[2]?.message).toMatch(/was changed by somebody else/)
    const kept = `SELECT object_type_name FROM ${T} WHERE ${HERE} AND Identifier = 'd|c'`
    expect(await rows(bed.session, kept)).toEqual([['theirs']])
  })

  test('what another deleted first is gone, and no failure', async () => {
    bed = await TestBed.start({
      estate: [domain('d'), integration('d', 'a'), integration('d', 'b')],
    })
    const session = await overtaken(
      'DeleteResource',
      `DELETE FROM ${T} WHERE ${HERE} AND Identifier = 'd|a'`,
    )
    const all = await outcomes(
      session,
      `DELETE FROM ${T} WHERE ${HERE} AND domain_name = 'd' AND object_type_name IS NULL`,
    )
    expect(all.map(({ status }) => status).sort()).toEqual(['SUCCESS', 'UNCHANGED'])
  })
})

describe('calls', () => {
  test.each([
    ['a constant', `object_type_name = 'x'`],
    ['a value of the resource', `tags = tags || '[{"Key":"n","Value":"1"}]'`],
  ])('an UPDATE of one that is named reads it once: %s', async (_, assignment) => {
    bed = await TestBed.start({ estate: [domain('d'), integration('d', 'u', TAGGED)] })
    const calls = await callsOf(bed.session, () =>
      rows(bed.session, `UPDATE ${T} SET ${assignment} WHERE ${HERE} AND Identifier = 'd|u'`),
    )
    expect(calls['GetResource']).toBe(1)
    expect(calls['UpdateResource']).toBe(1)
  })

  test('a DELETE of one that is named reads nothing', async () => {
    bed = await TestBed.start({ estate: [domain('d'), integration('d', 'u')] })
    const calls = await callsOf(bed.session, () =>
      rows(bed.session, `DELETE FROM ${T} WHERE ${HERE} AND Identifier = 'd|u'`),
    )
    expect(calls['GetResource']).toBeUndefined()
  })
})

test(`eight writers over many resources, ${String(RUNS)} times: what is acknowledged is there`, async () => {
  const resources = process.env['SKYQL_SOAK'] === undefined ? 6 : 50
  bed = await TestBed.start({
    estate: [
      domain('d'),
      ...Array.from({ length: resources }, (_, at) => integration('d', `u${String(at)}`)),
    ],
  })
  const writers = Array.from({ length: 8 }, (_, index) =>
    // Half of them share a machine.
    bed.open({ journalDir: join(folder, index < 4 ? 'one' : String(index)) }),
  )
  const expected = new Map<string, string[]>()
  for (let run = 0; run < RUNS; run++) {
    const all = await Promise.all(
      writers.map((session, writer) =>
        outcomes(session, addTag(`r${String(run)}w${String(writer)}`, `domain_name = 'd'`)),
      ),
    )
    all.forEach((each, writer) => {
      for (const { identifier, status, message } of each) {
        const key = `r${String(run)}w${String(writer)}`
        if (status === 'SUCCESS')
          expected.set(identifier, [...(expected.get(identifier) ?? []), key])
        else expect(message).toMatch(/changed by somebody else|another operation|[Cc]oncurrent/)
      }
    })
    for (const [identifier, tags] of expected)
      expect(await tagsOf(identifier)).toEqual([...tags].sort())
    await rows(bed.session, `UPDATE ${T} SET tags = '[]' WHERE ${HERE} AND domain_name = 'd'`)
    expected.clear()
  }
}, 3_600_000)

test('documents compare before they put, since their services take no patches', async () => {
  bed = await TestBed.start({ estate: [domain('d')] })
  const table = 'aws.customer_profiles.integrations'
  await rows(
    bed.session,
    `INSERT INTO ${table} (domain_name, uri, object_type_name, tags, region) VALUES ('d', 's3://b', 'A', '{"first":"1"}', 'us-east-1')`,
  )
  const writers = Array.from({ length: 4 }, () => bed.open({ journalDir: join(folder, 'one') }))
  const all = await Promise.all(
    writers.map((session, index) =>
      outcomes(
        session,
        `UPDATE ${table} SET object_type_name = object_type_name || '${String(index)}' WHERE ${HERE} AND domain_name = 'd' AND uri = 's3://b'`,
      ),
    ),
  )
  const [row] = await rows(
    bed.session,
    `SELECT object_type_name FROM ${table} WHERE ${HERE} AND domain_name = 'd'`,
  )
  const done = all.flatMap(([one], index) => (one?.status === 'SUCCESS' ? [String(index)] : []))
  expect(String(row?.[0]).slice(1).split('').sort()).toEqual(done)
  expect(done).toEqual(['0', '1', '2', '3'])
})

test('processes of one machine wait for each other', async () => {
  bed = await TestBed.start({ estate: [domain('d'), integration('d', 'u')] })
  const runs = Array.from({ length: 4 }, (_, index) =>
    skyql(
      [
        'exec',
        '--yes',
        '--region',
        'us-east-1',
        '--endpoint-url',
        bed.emulator.url,
        addTag(`p${String(index)}`, `Identifier = 'd|u'`),
      ],
      { cwd: folder },
    ),
  )
  expect((await Promise.all(runs)).map(({ code }) => code)).toEqual(runs.map(() => 0))
  expect(await tagsOf('d|u')).toEqual(['p0', 'p1', 'p2', 'p3'])
})

test('a lock that a dead process left is taken over', async () => {
  bed = await TestBed.start()
  const { signal } = new AbortController()
  const locks = join(folder, 'locks')
  let give: () => void = () => undefined
  const held = new Promise<void>((resolve) => (give = resolve))
  const holding = new ResourceLocks(locks).hold('key', signal, () => held)
  await expect
    .poll(() => readdirSync(locks).filter((name) => name.endsWith('.lock')))
    .toHaveLength(1)
  const [name = ''] = readdirSync(locks).filter((each) => each.endsWith('.lock'))
  const mark = JSON.parse(readFileSync(join(locks, name), 'utf8')) as Record<string, unknown>
  give()
  await holding
  expect(readdirSync(locks)).toEqual([])
  // No process has this number: it is above what the system gives out.
  writeFileSync(join(locks, name), JSON.stringify({ ...mark, pid: 2 ** 22 + 1, id: 'dead' }))
  const taken = await new ResourceLocks(locks).hold('key', signal, () => Promise.resolve('taken'))
  expect(taken).toBe('taken')
  expect(readdirSync(locks)).toEqual([])
})
