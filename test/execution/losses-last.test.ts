import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { domain, objects, rows, TestBed } from '../session/support.js'
import { WireTap } from '../session/wire-tap.js'

/* What cannot be undone comes last in a transaction, so that a failure finds nothing gone for nothing. */

const D = 'awscc.customerprofiles.domains'
const RUNS = process.env['SKYQL_SOAK'] === undefined ? 12 : 500

let bed: TestBed | undefined
let tap: WireTap | undefined

afterEach(async () => {
  tap?.close()
  await bed?.close()
  bed = tap = undefined
})

const remove = (name: string): string => `DELETE FROM ${D} WHERE Identifier = '${name}'`
const make = (name: string): string =>
  `INSERT INTO ${D} (DomainName, DefaultExpirationDays) VALUES ('${name}', 7)`
const change = (name: string): string =>
  `UPDATE ${D} SET default_expiration_days = 9 WHERE Identifier = '${name}'`

async function names(): Promise<unknown[]> {
  const found = await rows(bed!.open(), `SELECT domain_name FROM ${D}`)
  return found.map(([name]) => name).sort()
}

test('a deletion before a creation that fails takes nothing', async () => {
  bed = await TestBed.start({ estate: [domain('old'), domain('there')] })
  const session = bed.open()
  await rows(session, `SET on_failure = 'rollback'`)
  for (const sql of ['BEGIN', remove('old'), make('there'), make('new')]) await rows(session, sql)
  const found = await objects(session, 'COMMIT')
  expect(found.map(({ status }) => status)).toEqual(['SKIPPED', 'FAILED', expect.any(String)])
  expect(await names()).toEqual(['old', 'there'])
})

test('nothing is deleted after a creation whose end nobody knows', async () => {
  bed = await TestBed.start({ estate: [domain('old')] })
  tap = await WireTap.to(bed.emulator.url, (target, text) =>
    target.endsWith('CreateResource') ? '{}' : text,
  )
  const session = bed.open({ endpointUrl: tap.url })
  await rows(session, `SET on_failure = 'rollback'`)
  for (const sql of ['BEGIN', remove('old'), make('new')]) await rows(session, sql)
  const found = await objects(session, 'COMMIT')
  expect(found).toMatchObject([
    { status: 'SKIPPED', message: 'not begun, since how #2 ends is not known' },
    { status: 'UNKNOWN' },
  ])
  expect(tap.of('DeleteResource')).toEqual([])
})

test('a creation of the same name waits for the deletion, and all other deletions for it', async () => {
  bed = await TestBed.start({ estate: [domain('a'), domain('b')] })
  const { session } = bed
  for (const sql of ['BEGIN', remove('b'), remove('a'), make('a')]) await rows(session, sql)
  const shown = (await rows(session, 'SHOW CHANGES')).flat().join('\n')
  expect(shown).toMatch(/#1 - delete .*, after #3$/m)
  expect(shown).toMatch(/#3 \+ create .*, after #2$/m)
  expect((await objects(session, 'COMMIT')).map(({ status }) => status)).toEqual([
    'SUCCESS',
    'SUCCESS',
    'SUCCESS',
  ])
})

test('what a failed creation had to have deleted first is told', async () => {
  bed = await TestBed.start({ estate: [domain('a')] })
  tap = await WireTap.to(bed.emulator.url, undefined, ({ operation }) =>
    operation === 'CreateResource'
      ? JSON.stringify({ __type: 'InvalidRequestException', Message: 'refused' })
      : undefined,
  )
  const session = bed.open({ endpointUrl: tap.url })
  await rows(session, `SET on_failure = 'rollback'`)
  for (const sql of ['BEGIN', remove('a'), make('a')]) await rows(session, sql)
  expect(await objects(session, 'COMMIT')).toMatchObject([
    { status: 'SUCCESS', message: expect.stringContaining('cannot be undone') as string },
    { status: 'FAILED' },
  ])
})

describe('the preview says what cannot be undone', () => {
  test('in SHOW CHANGES', async () => {
    bed = await TestBed.start({ estate: [domain('a')] })
    for (const sql of ['BEGIN', make('b'), remove('a')]) await rows(bed.session, sql)
    const shown = (await rows(bed.session, 'SHOW CHANGES')).flat().join('\n')
    expect(shown).toContain('note: cannot be undone: what a deleted resource held is gone')
    expect(shown).toContain('what cannot be undone, whatever on_failure says: #2')
  })

  test('in the question of COMMIT', async () => {
    bed = await TestBed.start({ estate: [domain('a')] })
    const asked: string[] = []
    const session = bed.open({
      yes: false,
      host: {
        notify: () => undefined,
        confirm: ({ lines }) => {
          asked.push(...lines)
          return Promise.resolve(true)
        },
      },
    })
    for (const sql of ['BEGIN', make('b'), remove('a'), 'COMMIT']) await rows(session, sql)
    expect(asked).toContain('what cannot be undone, whatever on_failure says: #2')
  })
})

const OLD = ['o0', 'o1', 'o2', 'o3']

/** What is done to each name, in any order; a name that is deleted may be made anew. */
const transactions = fc
  .record({
    old: fc.tuple(...OLD.map(() => fc.constantFrom('delete', 'anew', 'change', 'leave'))),
    made: fc.integer({ min: 0, max: 3 }),
    order: fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
    fails: fc.nat({ max: 6 }),
    inFlight: fc.constantFrom(1, 2, 8),
  })
  .map(({ old, made, order, fails, inFlight }) => {
    const parts = [
      ...OLD.flatMap((name, index) => {
        if (old[index] === 'leave') return []
        if (old[index] === 'change') return [[change(name)]]
        return [old[index] === 'anew' ? [remove(name), make(name)] : [remove(name)]]
      }),
      ...Array.from({ length: made }, (_, index) => [make(`n${String(index)}`)]),
    ]
    const shuffled = parts
      .map((each, index) => ({ each, key: order[index] ?? 0 }))
      .sort((a, b) => a.key - b.key)
      .flatMap(({ each }) => each)
    const anew = OLD.filter((_, index) => old[index] === 'anew')
    return { statements: shuffled, anew, fails, inFlight }
  })

test(`${String(RUNS)} transactions that fail somewhere`, { timeout: 1_800_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(transactions, async ({ statements, anew, fails, inFlight }) => {
      bed = await TestBed.start({ estate: OLD.map((name) => domain(name)) })
      let writes = 0
      tap = await WireTap.to(bed.emulator.url, undefined, ({ operation }) => {
        const isForward = operation === 'CreateResource' || operation === 'UpdateResource'
        if (!isForward || writes++ !== fails) return undefined
        return JSON.stringify({ __type: 'InvalidRequestException', Message: 'refused' })
      })
      try {
        const session = bed.open({ endpointUrl: tap.url, mutationsInFlight: inFlight })
        await rows(session, `SET on_failure = 'rollback'`)
        for (const sql of ['BEGIN', ...statements]) await rows(session, sql)
        const found = await objects(session, 'COMMIT')
        if (!found.some(({ status }) => status === 'FAILED')) return
        // Only what was to be made anew may be gone.
        const now = await names()
        expect(OLD.filter((name) => !anew.includes(name) && !now.includes(name))).toEqual([])
        // Nothing that was made stays.
        expect(now.filter((name) => String(name).startsWith('n'))).toEqual([])
      } finally {
        tap.close()
        await bed.close()
        bed = tap = undefined
      }
    }),
    { numRuns: RUNS },
  )
})
