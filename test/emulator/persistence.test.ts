import {
  appendFileSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EmulatorBehaviour } from '../../src/emulator/index.js'
import { startEmulator } from '../../src/emulator/index.js'
import { Child, removeBundle, temporaryDir } from './child.js'
import { DOMAIN, INTEGRATION, catalog } from './plane.js'
import { WireClient } from './wire-client.js'

let dir = ''
let now = Date.UTC(2026, 0, 1)
beforeEach(() => {
  dir = temporaryDir()
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))
afterAll(removeBundle)

/** One life of the emulator over the same state folder. */
async function life<T>(
  work: (client: WireClient) => Promise<T>,
  options: EmulatorBehaviour = {},
): Promise<T> {
  const emulator = await startEmulator({ catalog, stateDir: dir, clock: () => now, ...options })
  const client = new WireClient(emulator.url)
  try {
    return await work(client)
  } finally {
    client.close()
    await emulator.close()
  }
}

const log = (): string => join(dir, 'state.jsonl')

const create = (client: WireClient, uri: string, more: object = {}): Promise<unknown> =>
  client.call('CreateResource', {
    TypeName: INTEGRATION,
    DesiredState: JSON.stringify({ DomainName: 'd', Uri: uri }),
    ...more,
  })

const get = (client: WireClient, uri: string): Promise<string> =>
  client.outcome('GetResource', { TypeName: INTEGRATION, Identifier: `d|${uri}` })

interface Answer {
  readonly ProgressEvent: { readonly RequestToken: string; readonly OperationStatus: string }
}

describe('the state log', () => {
  it('brings back resources, requests and ClientTokens, service-made values included', async () => {
    const before = await life(async (client) => {
      const made = (await create(client, 'u1', { ClientToken: 'once' })) as Answer
      await create(client, 'gone')
      await client.call('DeleteResource', { TypeName: INTEGRATION, Identifier: 'd|gone' })
      const PatchDocument = '[{"op":"add","path":"/Scope","value":"DOMAIN"}]'
      await client.call('UpdateResource', {
        TypeName: INTEGRATION,
        Identifier: 'd|u1',
        PatchDocument,
      })
      const read = await client.call('GetResource', { TypeName: INTEGRATION, Identifier: 'd|u1' })
      return { made, read }
    })
    for (let again = 0; again < 2; again++) {
      await life(async (client) => {
        expect(
          await client.call('GetResource', { TypeName: INTEGRATION, Identifier: 'd|u1' }),
        ).toEqual(before.read)
        expect(await get(client, 'gone')).toMatch(/NotFound/)
        const repeated = (await create(client, 'u1', { ClientToken: 'once' })) as Answer
        expect(repeated.ProgressEvent.RequestToken).toBe(before.made.ProgressEvent.RequestToken)
        const { RequestToken } = repeated.ProgressEvent
        const status = (await client.call('GetResourceRequestStatus', { RequestToken })) as Answer
        expect(status.ProgressEvent.OperationStatus).toBe('SUCCESS')
      })
    }
  })

  it('resumes requests that were under way', async () => {
    const handlerMs = 60_000
    const made = (await life((client) => create(client, 'slow'), { handlerMs })) as Answer
    const { RequestToken } = made.ProgressEvent
    const status = (): Promise<string> =>
      life(async (client) => {
        const answer = (await client.call('GetResourceRequestStatus', { RequestToken })) as Answer
        return answer.ProgressEvent.OperationStatus
      })
    expect(await status()).toBe('IN_PROGRESS')
    expect(
      await life((client) =>
        client.outcome('DeleteResource', { TypeName: INTEGRATION, Identifier: 'd|slow' }),
      ),
    ).toMatch(/ConcurrentOperation/)
    now += handlerMs
    expect(await status()).toBe('SUCCESS')
    expect(await life((client) => get(client, 'slow'))).toBe('200')
  })

  it('drops a torn last line at whatever byte it broke off', async () => {
    await life((client) => create(client, 'first'))
    const whole = statSync(log()).size
    await life((client) => create(client, 'second'))
    const both = readFileSync(log())
    for (const size of [whole + 1, whole + 40, both.length - 1]) {
      writeFileSync(log(), both)
      truncateSync(log(), size)
      await life(async (client) => {
        expect(await get(client, 'first')).toBe('200')
        expect(await get(client, 'second')).toMatch(/NotFound/)
        await create(client, 'third')
      })
      await life(async (client) => expect(await get(client, 'third')).toBe('200'))
    }
  })

  it('is made shorter on start and tells of a line broken in the middle', async () => {
    await life(async (client) => {
      for (let i = 0; i < 50; i++) {
        await create(client, 'u')
        await client.call('DeleteResource', { TypeName: INTEGRATION, Identifier: 'd|u' })
      }
    })
    const long = statSync(log()).size
    now += 8 * 24 * 3_600_000
    await life((client) => client.call('ListResourceRequests', {}))
    await life((client) => client.call('ListResourceRequests', {}))
    expect(statSync(log()).size).toBeLessThan(long / 10)
    appendFileSync(log(), '{"event":\n{"event":"seeded","fingerprint":"x"}\n')
    await expect(life(() => Promise.resolve())).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining('state.jsonl') as string,
    })
  })

  it('is for its owner alone', async () => {
    await life((client) => create(client, 'u'))
    expect(statSync(log()).mode & 0o077).toBe(0)
  })

  it('makes a seeded resource once: deleted stays deleted', async () => {
    const properties = { DomainName: 'seeded', DefaultExpirationDays: 1 }
    const estate = [{ type: DOMAIN, region: 'us-east-1', properties }]
    const domain = { TypeName: DOMAIN, Identifier: 'seeded' }
    await life((client) => client.call('DeleteResource', domain), { estate })
    await life(
      async (client) => expect(await client.outcome('GetResource', domain)).toMatch(/NotFound/),
      { estate },
    )
  })
})

describe('kill -9 in the middle of a thousand writes', () => {
  const rounds = process.env['SKYQL_SOAK'] === undefined ? 3 : 50

  it(`loses no acknowledged write, ${rounds} times`, { timeout: rounds * 20_000 }, async () => {
    const acknowledged = new Set<string>()
    for (let round = 0; round < rounds; round++) {
      const child = await Child.start('server', dir)
      const client = new WireClient(child.url)
      const enough = 60 + ((round * 137) % 800)
      let next = 0
      let killed: Promise<void> | undefined
      const before = acknowledged.size
      const writer = async (): Promise<void> => {
        while (next < 1000) {
          const uri = `r${round}-${next++}`
          try {
            await create(client, uri)
          } catch {
            return
          }
          acknowledged.add(uri)
          if (acknowledged.size - before >= enough) killed ??= child.kill()
        }
      }
      await Promise.all(Array.from({ length: 8 }, writer))
      await killed
      client.close()
      expect(next).toBeLessThan(1000)
    }
    const child = await Child.start('server', dir)
    const client = new WireClient(child.url)
    const lost: string[] = []
    for (const uri of acknowledged) if ((await get(client, uri)) !== '200') lost.push(uri)
    client.close()
    await child.kill()
    expect(acknowledged.size).toBeGreaterThan(rounds * 60)
    expect(lost).toEqual([])
  })
})
