import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RequestJournal } from '../../src/execution/journal/request-journal.js'
import type { Session } from '../../src/session/index.js'
import { domain, integration, objects, rows, TestBed } from '../session/support.js'
import { WireTap } from '../session/wire-tap.js'

/* A DELETE of what is not there does what was asked, however and whenever the service says that it is gone. */

const D = 'awscc.customerprofiles.domains'
const T = 'awscc.customerprofiles.integrations'
const GONE = (type: string): string => JSON.stringify({ __type: type, Message: 'not there' })

let bed: TestBed
let tap: WireTap | undefined
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skyql-deletions-'))
})

afterEach(async () => {
  tap?.close()
  tap = undefined
  await bed.close()
  rmSync(folder, { recursive: true })
})

async function refusing(...types: string[]): Promise<Session> {
  let call = 0
  tap = await WireTap.to(bed.emulator.url, undefined, ({ operation }) =>
    operation === 'DeleteResource'
      ? GONE(types[Math.min(call++, types.length - 1)] ?? '')
      : undefined,
  )
  return bed.open({ endpointUrl: tap.url, journalDir: folder })
}

async function unfinished(): Promise<unknown[]> {
  return (await new RequestJournal(folder).records()).filter(({ end }) => end === undefined)
}

for (const type of [
  'ResourceNotFoundException',
  'com.amazonaws.cloudcontrol#ResourceNotFoundException',
  'ResourceNotFound',
]) {
  test(`${type} at once`, async () => {
    bed = await TestBed.start({ estate: [domain('d')] })
    const session = await refusing(type)
    expect(await objects(session, `DELETE FROM ${D} WHERE Identifier = 'd'`)).toMatchObject([
      { operation: 'DELETE', identifier: 'd', status: 'UNCHANGED', request_token: null },
    ])
    expect(bed.messages.filter(({ code }) => code === '2102')).toMatchObject([
      { level: 'warning', text: expect.stringContaining('nothing was deleted') as string },
    ])
    expect(await unfinished()).toEqual([])
  })
}

test('a try that nobody answered may be what deleted it', async () => {
  bed = await TestBed.start({ estate: [domain('d')] })
  const session = await refusing('InternalFailure', 'ResourceNotFoundException')
  expect(await objects(session, `DELETE FROM ${D} WHERE Identifier = 'd'`)).toMatchObject([
    { identifier: 'd', status: expect.stringMatching(/^(SUCCESS|UNCHANGED)$/) as string },
  ])
  expect(await unfinished()).toEqual([])
})

test('of many only what is not there is noted', async () => {
  bed = await TestBed.start({ estate: [domain('d'), integration('d', 'a'), integration('d', 'b')] })
  tap = await WireTap.to(bed.emulator.url, undefined, ({ operation, body }) =>
    operation === 'DeleteResource' && body['Identifier'] === 'd|b'
      ? GONE('ResourceNotFoundException')
      : undefined,
  )
  const session = bed.open({ endpointUrl: tap.url })
  const found = await objects(session, `DELETE FROM ${T} WHERE Identifier IN ('d|a', 'd|b')`)
  expect(found.map(({ identifier, status }) => [identifier, status]).sort()).toEqual([
    ['d|a', 'SUCCESS'],
    ['d|b', 'UNCHANGED'],
  ])
})

test('in a transaction, with what follows', async () => {
  bed = await TestBed.start({ estate: [domain('d'), integration('d', 'a')] })
  const session = await refusing('ResourceNotFoundException')
  await rows(session, 'BEGIN')
  await rows(session, `DELETE FROM ${T} WHERE Identifier = 'd|a'`)
  await rows(session, `DELETE FROM ${D} WHERE Identifier = 'd'`)
  const found = await objects(session, 'COMMIT')
  expect(found.map(({ status }) => status)).toEqual(['UNCHANGED', 'UNCHANGED'])
})

test('of two deleters both succeed', async () => {
  bed = await TestBed.start({ estate: [domain('d')], handlerMs: 300 })
  const sql = `DELETE FROM ${D} WHERE Identifier = 'd'`
  const both = await Promise.all([objects(bed.open(), sql), objects(bed.open(), sql)])
  expect(
    both
      .flat()
      .map(({ status }) => status)
      .sort(),
  ).toEqual(['SUCCESS', 'UNCHANGED'])
})
