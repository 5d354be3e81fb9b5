import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LocalCloud } from '../../src/emulator/index.js'
import { openLocalCloud, startEmulator } from '../../src/emulator/index.js'
import { claim, readHolder, release } from '../../src/emulator/local/holder-file.js'
import { Child, removeBundle, temporaryDir } from './child.js'
import { DOMAIN, catalog } from './plane.js'
import { WireClient } from './wire-client.js'

let dir = ''
const open: LocalCloud[] = []
const children: Child[] = []
beforeEach(() => {
  dir = temporaryDir()
})
afterEach(async () => {
  for (const cloud of open.splice(0)) await cloud.close()
  for (const child of children.splice(0)) if (isAlive(child.pid)) await child.kill()
  rmSync(dir, { recursive: true, force: true })
})
afterAll(removeBundle)

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function openHere(): Promise<LocalCloud> {
  const cloud = await openLocalCloud({ dir, catalog })
  open.push(cloud)
  return cloud
}

async function startChild(): Promise<Child> {
  const child = await Child.start('local', dir)
  children.push(child)
  return child
}

async function at<T>(url: string, work: (client: WireClient) => Promise<T>): Promise<T> {
  const client = new WireClient(url)
  try {
    return await work(client)
  } finally {
    client.close()
  }
}

const create = (url: string, name: string): Promise<unknown> =>
  at(url, (client) =>
    client.call('CreateResource', {
      TypeName: DOMAIN,
      DesiredState: JSON.stringify({ DomainName: name, DefaultExpirationDays: 1 }),
    }),
  )

const get = (url: string, name: string): Promise<string> =>
  at(url, (client) => client.outcome('GetResource', { TypeName: DOMAIN, Identifier: name }))

describe('a folder of local state', () => {
  it('is served by one process and used by all', async () => {
    const first = await startChild()
    const here = await openHere()
    const second = await startChild()
    expect([await here.endpoint(), second.url]).toEqual([first.url, first.url])
    await create(second.url, 'd')
    expect(await get(await here.endpoint(), 'd')).toBe('200')
  })

  it('has one holder out of many that start at once', async () => {
    const urls = (await Promise.all(Array.from({ length: 4 }, startChild))).map(({ url }) => url)
    expect(new Set(urls).size).toBe(1)
  })

  it('passes on when the holder closes, nothing lost', async () => {
    const first = await startChild()
    const second = await startChild()
    await create(first.url, 'd')
    expect(await first.close()).toBe(0)
    const url = await second.ask()
    expect(url).not.toBe(first.url)
    expect(await get(url, 'd')).toBe('200')
  })

  it('is taken over from a holder that was killed, by one of those left', async () => {
    const first = await startChild()
    const others = [await startChild(), await startChild(), await startChild()]
    await create(first.url, 'd')
    await first.kill()
    const urls = await Promise.all(others.map((child) => child.ask()))
    expect(new Set(urls).size).toBe(1)
    expect(urls[0]).not.toBe(first.url)
    expect(await get(urls[0] ?? '', 'd')).toBe('200')
    // The file of the dead holder is gone, too.
    expect(readdirSync(dir).filter((name) => name.startsWith('holder-'))).toHaveLength(1)
  })

  it('loses no acknowledged write while holders are killed one after the other', async () => {
    const acknowledged: string[] = []
    const here = await startChild()
    for (let round = 0; round < 3; round++) {
      const other = await startChild()
      const holder = round === 0 ? here : other
      const url = await holder.ask()
      let killed: Promise<void> | undefined
      for (let i = 0; i < 200; i++) {
        const name = `r${round}-${i}`
        try {
          await create(url, name)
        } catch {
          break
        }
        acknowledged.push(name)
        if (i === 40 + round * 7) killed = holder.kill()
      }
      await killed
    }
    const cloud = await openHere()
    const url = await cloud.endpoint()
    const lost: string[] = []
    for (const name of acknowledged) if ((await get(url, name)) !== '200') lost.push(name)
    expect(acknowledged.length).toBeGreaterThan(120)
    expect(lost).toEqual([])
  })

  it('belongs to a stranger no longer, whose address or pid merely look alive', async () => {
    // A dead holder whose pid is ours, as after a restart in a container, and one whose port is another's.
    claim(dir, 7, { pid: process.pid, url: 'http://127.0.0.1:9', nonce: 'dead' })
    const cloud = await openHere()
    expect(readHolder(dir)?.number).toBe(8)
    await create(await cloud.endpoint(), 'd')
    expect(await get(await cloud.endpoint(), 'd')).toBe('200')
  })

  it('can be opened again after it was closed, and keeps what it had', async () => {
    const first = await openHere()
    await create(await first.endpoint(), 'd')
    await first.close()
    await expect(first.endpoint()).rejects.toMatchObject({ code: 'INTERNAL' })
    const second = await openHere()
    expect(await get(await second.endpoint(), 'd')).toBe('200')
    expect(readdirSync(dir)).toContain('.gitignore')
  })

  it('is the same that an emulator serves, which has it for itself', async () => {
    const emulator = await startEmulator({ catalog, stateDir: dir })
    const cloud = await openHere()
    expect(await cloud.endpoint()).toBe(emulator.url)
    await create(emulator.url, 'd')
    await expect(startEmulator({ catalog, stateDir: dir })).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining(emulator.url) as string,
    })
    await emulator.close()
    const url = await cloud.endpoint()
    expect(url).not.toBe(emulator.url)
    expect(await get(url, 'd')).toBe('200')
  })

  it('cannot be where nothing can be written', async () => {
    const file = join(dir, 'file')
    writeFileSync(file, '')
    await expect(openLocalCloud({ dir: join(file, 'inside'), catalog })).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
    })
  })

  it('is not opened over a broken log, and does not stay locked', async () => {
    const log = join(dir, 'state.jsonl')
    writeFileSync(log, 'nonsense\n')
    await expect(openHere()).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
    rmSync(log)
    await openHere()
  })
})

describe('claims', () => {
  const holder = (nonce: string): { pid: number; url: string; nonce: string } => ({
    pid: process.pid,
    url: 'http://127.0.0.1:9',
    nonce,
  })

  it('are each for one number, and never behind a later holder', () => {
    expect(claim(dir, 1, holder('a'))).toBe(true)
    expect(claim(dir, 1, holder('b'))).toBe(false)
    release(dir, 1, holder('a'))
    expect(readHolder(dir)?.holder.released).toBe(true)
    expect(claim(dir, 2, holder('c'))).toBe(true)
    // One that saw number 1 released before c came, and whose file c has swept away, comes too late.
    expect(claim(dir, 1, holder('late'))).toBe(false)
    expect(readHolder(dir)).toMatchObject({ number: 2, holder: { nonce: 'c' } })
  })
})
