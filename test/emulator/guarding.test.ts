import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openLocalCloud, startEmulator, type Emulator } from '../../src/emulator/index.js'
import { refusedPage } from '../../src/emulator/http/refuse-page.js'
import { silentHost, strangeHand } from '../../src/io/index.js'
import { likePattern } from '../../src/util/index.js'
import { catalog } from './plane.js'

/* Who may speak to the local cloud, and whom it believes. */

let emulator: Emulator
const folders: string[] = []
beforeAll(async () => {
  emulator = await startEmulator({ catalog })
})
afterAll(async () => {
  await emulator.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'skyql-guard-'))
  folders.push(made)
  return made
}

const JSON_TYPE = 'application/x-amz-json-1.0'
const LIST = JSON.stringify({ TypeName: 'AWS::S3::Bucket' })

function post(headers: Record<string, string>, body = LIST): Promise<number> {
  const all = {
    'x-amz-target': 'CloudApiService.ListResources',
    'content-type': JSON_TYPE,
    ...headers,
  }
  return new Promise((resolve, reject) => {
    request(emulator.url, { method: 'POST', headers: all }, (answer) => {
      answer.resume().on('end', () => {
        resolve(answer.statusCode ?? 0)
      })
    })
      .on('error', reject)
      .end(body)
  })
}

describe('a call from a page', () => {
  test.each([
    [{ origin: 'http://evil.com', 'content-type': 'text/plain' }, 403],
    [{ origin: 'http://evil.com' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'http://127.0.0.1' }, 403],
    [{ origin: 'http://localhost:1' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ host: 'evil.com' }, 403],
    [{ host: '127.0.0.1.evil.com' }, 403],
    [{ host: 'localhost.evil.com:80' }, 403],
    [{ host: '10.0.0.1' }, 403],
    [{ 'content-type': 'text/plain' }, 415],
    [{ 'content-type': 'multipart/form-data; boundary=a' }, 415],
    [{ 'content-type': 'text/plain; application/json' }, 415],
    [{ 'content-type': 'application/xml' }, 415],
    [{ 'content-type': 'application/json5' }, 415],
    [{ 'content-type': 'x application/json' }, 415],
  ])('%j is refused', async (headers, status) => {
    expect(await post(headers as Record<string, string>)).toBe(status)
  })

  test('and those of clients, and of its own address, are answered', async () => {
    const own = new URL(emulator.url).host
    expect(await post({})).toBe(200)
    expect(await post({ 'content-type': 'application/x-amz-json-1.1; charset=utf-8' })).toBe(200)
    expect(await post({ origin: `http://${own}` })).toBe(200)
    expect(await post({ host: `localhost:${own.split(':')[1] ?? ''}` })).toBe(200)
    expect(await post({ 'x-much': 'a'.repeat(40_000) }).catch(() => 431)).toBe(431)
  })
})

describe('a local cloud for other machines', () => {
  // What a name points to is for its owner to say: a page can make its own point here.
  test.each([
    [{ host: 'evil.com' }, undefined],
    [{ host: 'evil.com:4577', origin: 'http://evil.com:4577' }, 403],
    [{ host: 'evil.com:4577', 'sec-fetch-site': 'same-origin' }, 403],
    [{ host: '10.0.0.1:4577' }, undefined],
    [{ host: '10.0.0.1:4577', origin: 'http://10.0.0.1:4577' }, undefined],
    [{ host: '10.0.0.1:4577', origin: 'http://10.0.0.2:4577' }, 403],
    [{ host: '[fd00::1]:4577', origin: 'http://[fd00::1]:4577' }, undefined],
    [{ host: '10.0.0.1.evil.com', origin: 'http://10.0.0.1.evil.com' }, 403],
    [{ host: '10.0.0.1:4577', 'sec-fetch-site': 'cross-site' }, 403],
  ])('%j is answered with %s', (headers, status) => {
    expect(refusedPage(headers, false)).toBe(status)
  })
})

describe('a pattern', () => {
  test('of LIKE says what a regular expression says, in time that many % do not multiply', () => {
    const letters = fc.stringMatching(/^[ab%_]{0,8}$/)
    fc.assert(
      fc.property(letters, fc.stringMatching(/^[abAB]{0,8}$/), (pattern, text) => {
        const expected = new RegExp(`^${pattern.replace(/%/g, '.*').replace(/_/g, '.')}$`, 'is')
        expect(likePattern(pattern).test(text)).toBe(expected.test(text))
      }),
    )
    expect(likePattern('_').test('İ'), 'one letter, whose small form is two').toBe(true)
    expect(likePattern('__').test('İ')).toBe(false)
    expect(likePattern('%ΑΣ').test('ας')).toBe(false)
    expect(likePattern(`${'%a'.repeat(40)}b`).test('a'.repeat(20_000))).toBe(false)
  })
})

test('a body that a backtracking engine would never be done with is judged', async () => {
  const desired = { DatabaseArn: `arn:${':'.repeat(30_000)}\n`, ApplicationId: 'a' }
  const body = {
    TypeName: 'AWS::SystemsManagerSAP::Application',
    DesiredState: JSON.stringify(desired),
  }
  const headers = { 'x-amz-target': 'CloudApiService.CreateResource' }
  expect(await post(headers, JSON.stringify(body))).toBe(400)
  expect(await post({}), 'and the next call is answered').toBe(200)
})

describe('a file that names the local cloud', () => {
  const holder = (url: string): string => JSON.stringify({ pid: process.pid, url, nonce: 'n' })
  const opening = (dir: string): Promise<unknown> =>
    openLocalCloud({ dir, catalog, io: silentHost }).then((cloud) => cloud.close())

  test.each([
    'http://evil.com/',
    'http://169.254.169.254/',
    'http://10.0.0.1:80',
    'https://127.0.0.1/',
    'http://127.0.0.1.evil.com',
    'http://127.0.0.1@evil.com/',
    'ftp://localhost',
    '',
  ])('is refused with the address %j', async (url) => {
    const dir = folder()
    writeFileSync(join(dir, 'holder-1.json'), holder(url), { mode: 0o600 })
    await expect(opening(dir)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
  })

  test.each([
    ['others can write it', (dir: string) => chmodSync(join(dir, 'holder-1.json'), 0o666)],
    ['others can write its folder', (dir: string) => chmodSync(dir, 0o777)],
  ])('is refused where %s', async (_, spoil) => {
    const dir = folder()
    writeFileSync(join(dir, 'holder-1.json'), holder('http://127.0.0.1:1'), { mode: 0o600 })
    spoil(dir)
    await expect(opening(dir)).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining('others can write') as string,
    })
  })
})

describe('a strange hand', () => {
  test.each([
    [0o600, false],
    [0o644, false],
    [0o666, true],
    [0o602, true],
    [0o777, true],
  ])('is seen in mode %o: %s', (mode, isStrange) => {
    const path = join(folder(), 'file')
    writeFileSync(path, '')
    chmodSync(path, mode)
    expect(strangeHand(path) !== undefined).toBe(isStrange)
  })

  test('is seen behind a link, and nowhere where nothing is', () => {
    const dir = folder()
    mkdirSync(join(dir, 'open'))
    chmodSync(join(dir, 'open'), 0o777)
    symlinkSync(join(dir, 'open'), join(dir, 'link'))
    expect(strangeHand(join(dir, 'link'))).toContain('others can write')
    expect(strangeHand(join(dir, 'nothing'))).toBeUndefined()
  })
})
