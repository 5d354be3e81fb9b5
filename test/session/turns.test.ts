import { afterEach, expect, test } from 'vitest'
import { readStatement } from '../../src/sql/index.js'
import { domain, failureOf, integration, rows, TestBed } from './support.js'

const T = 'awscc.customerprofiles.integrations'
const D = 'awscc.customerprofiles.domains'

let bed: TestBed

afterEach(() => bed.close())

test('an answer that is not read yet loses nothing to the next statement', async () => {
  bed = await TestBed.start({ estate: [domain('d')] })
  const first = await bed.session.run(readStatement('SELECT range FROM range(100000)'))
  const reader = first.batches[Symbol.asyncIterator]()
  const head = await reader.next()
  expect(await rows(bed.session, `SELECT domain_name FROM ${D}`)).toEqual([['d']])
  let count = head.done === true ? 0 : head.value.length
  let sum = 0n
  for (let next = await reader.next(); next.done !== true; next = await reader.next()) {
    count += next.value.length
    for (const [value] of next.value) sum += BigInt(value as number)
  }
  expect(count).toBe(100_000)
  expect(sum + BigInt((2047 * 2048) / 2)).toBe(4_999_950_000n)
})

test('an answer that fails late is no shorter answer', async () => {
  bed = await TestBed.start()
  const failure = await failureOf(
    rows(
      bed.session,
      `SELECT CASE WHEN range < 900000 THEN 1 ELSE error('late') END FROM range(1000000)`,
    ),
  )
  expect(failure.message).toMatch(/late/)
})

test('statements that are asked at once run one after another', async () => {
  bed = await TestBed.start({
    estate: [
      domain('d'),
      domain('e', 'eu-west-1'),
      ...Array.from({ length: 20 }, (_, index) => integration('d', `s3://${String(index)}`)),
    ],
    latencyMs: 2,
  })
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      index % 2 === 0
        ? rows(bed.session, `SELECT count(object_type_name), count(*) FROM ${T}`)
        : rows(bed.session, `SELECT domain_name FROM ${D} WHERE region = 'eu-west-1'`),
    ),
  )
  answers.forEach((answer, index) => {
    expect(answer).toEqual(index % 2 === 0 ? [[0, 20]] : [['e']])
  })
})

test('an answer that is left early does not stand in the way', async () => {
  bed = await TestBed.start()
  const result = await bed.session.run(readStatement('SELECT range FROM range(1000000)'))
  for await (const batch of result.batches) {
    expect(batch.length).toBeGreaterThan(0)
    break
  }
  expect(await rows(bed.session, 'SELECT 1')).toEqual([[1]])
})

test('a long computation can be cancelled', async () => {
  bed = await TestBed.start()
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 200)
  const failure = await failureOf(
    rows(
      bed.session,
      'SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3',
      controller.signal,
    ),
  )
  expect(failure).toMatchObject({ code: 'CANCELLED' })
  expect(await rows(bed.session, 'SELECT 1')).toEqual([[1]])
})

test('the signal of a statement that has ended stops no other', async () => {
  bed = await TestBed.start()
  const controller = new AbortController()
  expect(await rows(bed.session, 'SELECT 1', controller.signal)).toEqual([[1]])
  const next = rows(bed.session, 'SELECT sum(range) FROM range(30000000)')
  controller.abort()
  expect(await next).toHaveLength(1)
})

test('a signal that fired before starts nothing', async () => {
  bed = await TestBed.start()
  expect(
    await failureOf(rows(bed.session, `SELECT * FROM ${D}`, AbortSignal.abort())),
  ).toMatchObject({ code: 'CANCELLED' })
  expect(bed.session.statistics.calls).toEqual({})
})

test('a session that is closed stops what runs and takes no more', async () => {
  bed = await TestBed.start({ estate: [domain('d')], latencyMs: 500 })
  const session = bed.open()
  const streaming = await session.run(readStatement('SELECT range FROM range(1000000)'))
  const running = failureOf(rows(session, `SELECT * FROM ${D}`))
  const waiting = failureOf(rows(session, 'SELECT 1'))
  await session.close()
  expect(await running).toMatchObject({ code: 'CANCELLED' })
  expect(await waiting).toMatchObject({ code: 'CANCELLED' })
  const read = async (): Promise<void> => {
    for await (const batch of streaming.batches) expect(batch).toBeDefined()
  }
  expect(await failureOf(read())).toMatchObject({ code: 'CANCELLED' })
  expect(await failureOf(rows(session, 'SELECT 1'))).toMatchObject({ code: 'CANCELLED' })
})

test('a write-only column is NULL, and once a statement it is said why', async () => {
  bed = await TestBed.start({
    estate: [domain('d'), integration('d', 'a'), integration('d', 'b')],
  })
  expect(
    await rows(
      bed.session,
      `SELECT x.flow_definition FROM ${T} x JOIN ${T} y ON x.flow_definition IS NULL AND y.flow_definition IS NULL AND x.uri = y.uri`,
    ),
  ).toEqual([[null], [null]])
  const notes = bed.messages.filter(({ code }) => code === '1103')
  expect(notes).toHaveLength(1)
  expect(notes[0]).toMatchObject({
    level: 'info',
    text: expect.stringContaining('flow_definition') as string,
  })
})
