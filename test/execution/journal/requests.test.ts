import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { foldRecords, type RequestRecord } from '../../../src/execution/journal/request-record.js'
import { readLog } from '../../../src/execution/journal/read-log.js'
import { failureOf, objects, rows, TestBed } from '../../session/support.js'
import { WireTap } from '../../session/wire-tap.js'

const D = 'awscc.customerprofiles.domains'
const INSERT = `INSERT INTO ${D} (DomainName, DefaultExpirationDays) VALUES`

let bed: TestBed
let tap: WireTap | undefined
let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skyql-requests-'))
  path = join(folder, 'requests.jsonl')
})

afterEach(async () => {
  tap?.close()
  tap = undefined
  await bed.close()
  rmSync(folder, { recursive: true })
})

async function records(): Promise<RequestRecord[]> {
  return foldRecords((await readLog(path)).entries)
}

test('a write is in the journal with what it sends, its place and how it ended', async () => {
  bed = await TestBed.start({}, { journalDir: folder })
  await rows(bed.session, `${INSERT} ('a', 1), ('b', 2)`)
  const found = await records()
  expect(found).toMatchObject([
    {
      statement: 1,
      row: 0,
      attempt: 1,
      operation: 'CREATE',
      typeName: 'AWS::CustomerProfiles::Domain',
      place: { target: bed.emulator.url, connection: 'default', region: 'us-east-1' },
      identifier: 'a',
      body: '{"DomainName":"a","DefaultExpirationDays":1}',
      secrets: false,
      requestToken: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      end: { status: 'SUCCESS', identifier: 'a' },
    },
    { row: 1, identifier: 'b', end: { status: 'SUCCESS' } },
  ])
  // Neither names nor numbers of the statement itself are kept.
  expect(found[0]?.sql).toBe(`${INSERT} ('…', 0), ('…', 0)`)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('the line is on the disk before the call leaves', async () => {
  bed = await TestBed.start()
  tap = await WireTap.to(bed.emulator.url)
  const session = bed.open({ endpointUrl: tap.url, journalDir: folder })
  await rows(session, `${INSERT} ('a', 1)`)
  const [call] = tap.of('CreateResource')
  const first = JSON.parse(readFileSync(path, 'utf8').split('\n')[0] ?? '') as {
    entry: { kind: string; token: string }
  }
  expect(first.entry).toMatchObject({ kind: 'begin', token: call?.body['ClientToken'] })
})

test('where the journal cannot be written nothing is sent', async () => {
  writeFileSync(join(folder, 'file'), '')
  bed = await TestBed.start({}, { journalDir: join(folder, 'file', 'journal') })
  const failure = await failureOf(rows(bed.session, `${INSERT} ('a', 1)`))
  expect(failure).toMatchObject({ code: 'FILE_UNWRITABLE' })
  expect(failure.details.hint).toContain('--journal')
  expect(bed.session.statistics.calls['CreateResource']).toBeUndefined()
})

test('insert, delete, insert of the same row makes a new resource', async () => {
  bed = await TestBed.start({}, { journalDir: folder })
  tap = await WireTap.to(bed.emulator.url)
  const session = bed.open({ endpointUrl: tap.url, journalDir: folder })
  for (let round = 0; round < 3; round++) {
    await rows(session, `${INSERT} ('a', 1)`)
    expect(await rows(session, `SELECT domain_name FROM ${D}`)).toEqual([['a']])
    await rows(session, `DELETE FROM ${D} WHERE Identifier = 'a'`)
    expect(await rows(session, `SELECT domain_name FROM ${D}`)).toEqual([])
  }
  const tokens = tap.of('CreateResource').map(({ body }) => body['ClientToken'])
  expect(new Set(tokens).size).toBe(3)
})

test('requests that are not awaited are not warned about', async () => {
  bed = await TestBed.start({ handlerMs: 60_000 }, { journalDir: folder, wait: false })
  await rows(bed.session, `${INSERT} ('a', 1)`)
  expect(await records()).toMatchObject([{ end: { status: 'NOT_AWAITED' } }])
})

test('the same statement again takes up what was left, and makes one resource', async () => {
  bed = await TestBed.start({ handlerMs: 700 }, { journalDir: folder })
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 350)
  const first = await failureOf(rows(bed.session, `${INSERT} ('a', 1)`, controller.signal))
  expect(first.code).toBe('CANCELLED')
  const again = bed.open({ journalDir: folder })
  expect(await objects(again, `${INSERT} ('a', 1)`)).toMatchObject([
    { status: 'SUCCESS', identifier: 'a', request_token: first.details.requestToken },
  ])
  expect(again.statistics.calls['CreateResource']).toBeUndefined()
  expect(bed.messages).toContainEqual(expect.objectContaining({ code: '2107' }))
  expect(await records()).toMatchObject([{ end: { status: 'SUCCESS' } }])
})

test('what was taken up and is gone by now is made anew', async () => {
  bed = await TestBed.start({ handlerMs: 500 }, { journalDir: folder })
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 250)
  await failureOf(rows(bed.session, `${INSERT} ('a', 1)`, controller.signal))
  const other = bed.open()
  for (;;) {
    const [outcome] = await objects(other, `DELETE FROM ${D} WHERE Identifier = 'a'`)
    if (outcome?.['status'] === 'SUCCESS') break
  }
  const again = bed.open({ journalDir: folder })
  expect(await objects(again, `${INSERT} ('a', 1)`)).toMatchObject([{ status: 'SUCCESS' }])
  expect(await rows(again, `SELECT domain_name FROM ${D}`)).toEqual([['a']])
  expect((await records()).map(({ end }) => end?.status)).toEqual(['SUCCESS', 'SUCCESS'])
})

test('a write whose answer never came is known by its token alone, and made once', async () => {
  bed = await TestBed.start({ faults: ['drop:1:after:op=CreateResource'] })
  const dropped = bed.open({ journalDir: folder })
  const failure = await failureOf(rows(dropped, `${INSERT} ('a', 1)`))
  expect(failure.message).toContain('is not known')
  expect(failure.details.hint).toContain('--resume')
  const [left] = await records()
  expect(left).toMatchObject({ left: true })
  expect(left?.requestToken).toBeUndefined()
})
