import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AppError } from '../../../src/errors/index.js'
import type { Message } from '../../../src/io/index.js'
import { readStatement } from '../../../src/sql/index.js'
import { foldRecords } from '../../../src/execution/journal/fold-records.js'
import type { RequestRecord } from '../../../src/execution/journal/request-record.js'
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

/** Runs a write that is given up as soon as it was accepted. */
async function giveUp(sql: string): Promise<AppError> {
  const controller = new AbortController()
  const notify = ({ code }: Message): void => {
    if (code === '2101') controller.abort()
  }
  const session = bed.open({ journalDir: folder, host: { notify } })
  const failure = await failureOf(rows(session, sql, controller.signal))
  expect(failure.code).toBe('CANCELLED')
  await session.close()
  return failure
}

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
  bed = await TestBed.start({ handlerMs: 700 })
  const first = await giveUp(`${INSERT} ('a', 1)`)
  const again = bed.open({ journalDir: folder })
  expect(await objects(again, `${INSERT} ('a', 1)`)).toMatchObject([
    { status: 'SUCCESS', identifier: 'a', request_token: first.details.requestToken },
  ])
  expect(again.statistics.calls['CreateResource']).toBeUndefined()
  expect(bed.messages).toContainEqual(expect.objectContaining({ code: '2107' }))
  expect(await records()).toMatchObject([{ end: { status: 'SUCCESS' } }])
})

test('what was taken up and is gone by now is made anew', async () => {
  bed = await TestBed.start({ handlerMs: 300 })
  await giveUp(`${INSERT} ('a', 1)`)
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

describe('resume', () => {
  const CONNECTOR = 'awscc.appflow.connector_profiles'

  async function resume(script: readonly string[] = []): Promise<Record<string, unknown>[]> {
    const session = bed.open({ journalDir: folder })
    const result = await session.resume(script.map(readStatement))
    const found: Record<string, unknown>[] = []
    for await (const batch of result.batches) {
      for (const row of batch) {
        found.push(Object.fromEntries(result.columns.map(({ name }, index) => [name, row[index]])))
      }
    }
    await session.close()
    return found
  }

  test('nothing to resume is nothing', async () => {
    bed = await TestBed.start()
    expect(await resume()).toEqual([])
  })

  test('follows an accepted request to its end', async () => {
    bed = await TestBed.start({ handlerMs: 400 })
    const { details } = await giveUp(`${INSERT} ('a', 1)`)
    expect(await resume()).toMatchObject([
      {
        operation: 'CREATE',
        identifier: 'a',
        status: 'SUCCESS',
        request_token: details.requestToken,
      },
    ])
    expect(await resume()).toEqual([])
  })

  test('sends what nobody answered once more, under its own token', async () => {
    bed = await TestBed.start({ faults: ['drop:0.8:after:op=CreateResource'], faultSeed: 2 })
    const names = Array.from({ length: 12 }, (_, index) => `d${String(index)}`)
    const values = names.map((name) => `('${name}', 1)`).join(', ')
    const dying = bed.open({ journalDir: folder })
    const outcomes = await objects(dying, `${INSERT} ${values}`)
    await dying.close()
    const lost = outcomes.filter(({ status }) => status === 'UNKNOWN')
    expect(lost.length).toBeGreaterThan(0)
    let left = lost.length
    for (let round = 0; left > 0 && round < 20; round++) {
      left = (await resume()).filter(({ status }) => status !== 'SUCCESS').length
    }
    expect((await records()).map(({ end }) => end?.status)).toEqual(names.map(() => 'SUCCESS'))
    expect(await rows(bed.session, `SELECT count(*) FROM ${D}`)).toEqual([[12]])
  })

  test('a body with secrets comes from the script, else from the list of requests', async () => {
    const secret = 'hunter2hunter2'
    const insert = (name: string): string =>
      `INSERT INTO ${CONNECTOR} (ConnectorProfileName, ConnectorType, ConnectionMode, ConnectorProfileConfig)
       VALUES ('${name}', 'Salesforce', 'Public', '{"ConnectorProfileCredentials": {"Salesforce": {"AccessToken": "${secret}"}}}')`
    // The first call of each create is dropped before it arrives, the next ones too.
    bed = await TestBed.start({ faults: ['drop:1:before:op=CreateResource:region=us-east-1'] })
    const session = bed.open({ journalDir: folder })
    await failureOf(rows(session, insert('one')))
    await session.close()
    expect(readFileSync(path, 'utf8')).not.toContain(secret)
    expect(await records()).toMatchObject([{ secrets: true, left: true }])

    // Without the script: nothing of it is to be found, so it never arrived.
    const [outcome] = await resume()
    expect(outcome).toMatchObject({ status: 'NOT_RECEIVED' })
    expect(outcome?.['message']).toContain('never arrived')
  })

  test('requests that went elsewhere are left alone', async () => {
    bed = await TestBed.start({ handlerMs: 60_000 })
    await giveUp(`${INSERT} ('a', 1)`)
    const other = await TestBed.start({}, { journalDir: folder })
    const { failures } = await other.session.resume()
    expect(failures).toEqual([])
    expect(other.messages).toContainEqual(expect.objectContaining({ code: '2109' }))
    expect(other.session.statistics.calls).toEqual({})
    await other.close()
    expect(await records()).toMatchObject([{ left: true }])
  })
})
