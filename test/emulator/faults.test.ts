import { afterEach, describe, expect, it } from 'vitest'
import type { AppError } from '../../src/errors/index.js'
import type { Emulator, EmulatorBehaviour } from '../../src/emulator/index.js'
import { parseFault, startEmulator } from '../../src/emulator/index.js'
import { RateLimiter } from '../../src/emulator/faults/rate-limiter.js'
import { WireClient } from './wire-client.js'
import { DOMAIN, HERE, INTEGRATION, catalog } from './plane.js'

const running: Emulator[] = []
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.close()
})

async function cloud(options: EmulatorBehaviour & { clock?: () => number }): Promise<WireClient> {
  const emulator = await startEmulator({ catalog, ...options })
  running.push(emulator)
  return new WireClient(emulator.url)
}

const create = (client: WireClient, i: number): Promise<string> =>
  client.outcome('CreateResource', {
    TypeName: INTEGRATION,
    DesiredState: JSON.stringify({ DomainName: 'd', Uri: `u${i}` }),
  })

describe('fault texts', () => {
  it('are read', () => {
    expect(parseFault('throttle:0.05')).toEqual({ kind: 'throttle', probability: 0.05 })
    expect(parseFault('throttle')).toEqual({ kind: 'throttle', probability: 1 })
    expect(parseFault('slow-page:0.1:2000')).toEqual({
      kind: 'slow-page',
      probability: 0.1,
      milliseconds: 2000,
    })
    expect(parseFault('notfound-after-create:1')).toMatchObject({ milliseconds: 3000 })
    expect(parseFault('drop:0.5')).toMatchObject({ moment: 'either' })
    expect(parseFault('drop:0.5:after:op=CreateResource')).toEqual({
      kind: 'drop',
      probability: 0.5,
      moment: 'after',
      operation: 'CreateResource',
    })
    expect(parseFault('access-denied:region=eu-west-1')).toEqual({
      kind: 'access-denied',
      probability: 1,
      region: 'eu-west-1',
    })
    expect(parseFault('failed-general:0.1:type=AWS::S3::Bucket:region=us-east-1')).toEqual({
      kind: 'failed-general',
      probability: 0.1,
      typeName: 'AWS::S3::Bucket',
      region: 'us-east-1',
    })
  })

  it('that make no sense are refused with what would', () => {
    const refused = (text: string): [string, string, string] => {
      try {
        parseFault(text)
      } catch (reason) {
        const { code, message, details } = reason as AppError
        return [code, message, details.hint ?? '']
      }
      throw new Error(`${text} was taken`)
    }
    expect(refused('throtle:0.1')).toEqual([
      'USAGE',
      "fault 'throtle:0.1': unknown fault 'throtle'",
      expect.stringContaining('Did you mean throttle?'),
    ])
    expect(refused('throttle:2')[1]).toContain("'2' is no probability")
    expect(refused('throttle:0.1:5')[2]).toBe('Write throttle:PROBABILITY.')
    expect(refused('slow-page:1:soon')[2]).toBe('Write slow-page:PROBABILITY:MILLISECONDS.')
    expect(refused('drop:1:later')[2]).toContain('before, after or either')
    expect(refused('drop:1:after:op=Create')[2]).toContain('CreateResource')
    expect(refused('throttle:1:zone=a')[2]).toContain('region=')
    expect(refused('')[1]).toContain("unknown fault ''")
  })
})

describe('faults', () => {
  it('strike the same calls for the same seed, in whatever order calls race', async () => {
    const outcomes = async (seed: number, order: readonly number[]): Promise<string[]> => {
      const client = await cloud({
        faults: [
          parseFault('throttle:0.3'),
          parseFault('http500:0.1'),
          parseFault('drop:0.2:before'),
        ],
        faultSeed: seed,
      })
      const seen: string[] = []
      await Promise.all(order.map(async (i) => (seen[i] = await create(client, i))))
      return seen
    }
    const forth = Array.from({ length: 60 }, (_, i) => i)
    const first = await outcomes(7, forth)
    expect(await outcomes(7, [...forth].reverse())).toEqual(first)
    expect(await outcomes(8, forth)).not.toEqual(first)
    expect(new Set(first)).toEqual(
      new Set(['200', '400 ThrottlingException: Rate exceeded', '500', 'dropped']),
    )
  })

  it('drop calls before or after the work', async () => {
    const before = await cloud({ faults: [parseFault('drop:1:before:op=CreateResource')] })
    const after = await cloud({ faults: [parseFault('drop:1:after:op=CreateResource')] })
    const get = { TypeName: INTEGRATION, Identifier: 'd|u1' }
    expect(await create(before, 1)).toBe('dropped')
    expect(await before.outcome('GetResource', get)).toMatch(/^400 ResourceNotFoundException/)
    expect(await create(after, 1)).toBe('dropped')
    expect(await after.outcome('GetResource', get)).toBe('200')
  })

  it('fail events with the throttle of a service behind, or by a hook', async () => {
    const event = async (fault: string): Promise<Record<string, unknown>> => {
      const client = await cloud({ faults: [parseFault(fault)] })
      const DesiredState = '{"DomainName":"d","Uri":"u"}'
      const { ProgressEvent } = (await client.call('CreateResource', {
        TypeName: INTEGRATION,
        DesiredState,
      })) as { ProgressEvent: { RequestToken: string } }
      const { RequestToken } = ProgressEvent
      return (await client.call('GetResourceRequestStatus', { RequestToken })) as Record<
        string,
        unknown
      >
    }
    expect(await event('failed-throttling')).toMatchObject({
      ProgressEvent: { OperationStatus: 'FAILED', ErrorCode: 'Throttling' },
    })
    expect(await event('failed-general')).toMatchObject({
      ProgressEvent: {
        ErrorCode: 'GeneralServiceException',
        StatusMessage: expect.stringContaining('Rate exceeded') as string,
      },
    })
    const hooked = await event('hook-failure')
    const { ProgressEvent } = hooked as { ProgressEvent: Record<string, string> }
    expect(ProgressEvent['StatusMessage']).toBe(ProgressEvent['HooksRequestToken'])
    expect(hooked['HooksProgressEvent']).toMatchObject([
      {
        HookStatus: 'HOOK_COMPLETE_FAILED',
        HookStatusMessage: 'The local hook refused this resource.',
      },
    ])
  })

  it('hide fresh resources from reads and lists for a while', async () => {
    let now = Date.UTC(2026, 0, 1)
    const client = await cloud({
      clock: () => now,
      faults: [parseFault('notfound-after-create:1:3000'), parseFault('stale-list:1:1000')],
    })
    await client.call('CreateResource', {
      TypeName: DOMAIN,
      DesiredState: '{"DomainName":"d","DefaultExpirationDays":1}',
    })
    const get = (): Promise<string> =>
      client.outcome('GetResource', { TypeName: DOMAIN, Identifier: 'd' })
    const listed = async (): Promise<number> => {
      const answer = await client.call('ListResources', { TypeName: DOMAIN })
      return (answer as { ResourceDescriptions: unknown[] }).ResourceDescriptions.length
    }
    expect([await get(), await listed()]).toEqual([expect.stringMatching(/NotFound/), 0])
    now += 1500
    expect([await get(), await listed()]).toEqual([expect.stringMatching(/NotFound/), 1])
    now += 1500
    expect([await get(), await listed()]).toEqual(['200', 1])
  })

  it('deny a region and leave others alone', async () => {
    const client = await cloud({ faults: [parseFault('access-denied:region=eu-west-1')] })
    const list = (region: string): Promise<string> =>
      client.outcome('ListResources', { TypeName: DOMAIN }, { region })
    expect(await list('us-east-1')).toBe('200')
    expect(await list('eu-west-1')).toMatch(
      /^400 AccessDeniedException: .*cloudformation:ListResources/,
    )
  })
})

describe('the rate', () => {
  it('is a bucket for each account and region', () => {
    const limiter = new RateLimiter(2)
    const passes = (now: number, region = 'us-east-1'): boolean =>
      limiter.admits({ ...HERE, region }, now)
    expect([passes(0), passes(0), passes(0)]).toEqual([true, true, false])
    expect(passes(0, 'eu-west-1')).toBe(true)
    expect([passes(500), passes(500)]).toEqual([true, false])
    expect([passes(9500), passes(9500), passes(9500)]).toEqual([true, true, false])
  })

  it('answers ThrottlingException beyond', async () => {
    const client = await cloud({ rate: 1, clock: () => 0 })
    await client.call('ListResourceRequests', {})
    expect(await client.outcome('ListResourceRequests', {})).toBe(
      '400 ThrottlingException: Rate exceeded',
    )
  })
})
