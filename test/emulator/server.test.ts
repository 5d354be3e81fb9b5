import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import type { Emulator, EmulatorBehaviour } from '../../src/emulator/index.js'
import { startEmulator } from '../../src/emulator/index.js'
import { DOMAIN, INTEGRATION, catalog } from './plane.js'
import { WireClient } from './wire-client.js'

const running: Emulator[] = []
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.close()
})

async function cloud(
  options: EmulatorBehaviour & { clock?: () => number } = {},
): Promise<WireClient> {
  const emulator = await startEmulator({ catalog, ...options })
  running.push(emulator)
  return new WireClient(emulator.url)
}

const GET = { TypeName: DOMAIN, Identifier: 'd' }

describe('the wire', () => {
  it('has the shape of awsJson1.0 errors, 400 for client faults', async () => {
    const client = await cloud()
    const answer = await client.send('CloudApiService.GetResource', JSON.stringify(GET))
    expect(answer.status).toBe(400)
    expect(answer.headers['content-type']).toBe('application/x-amz-json-1.0')
    expect(answer.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/)
    expect(JSON.parse(answer.body)).toEqual({
      __type: 'com.amazon.cloudapiservice#ResourceNotFoundException',
      Message: expect.stringContaining('HandlerErrorCode: NotFound') as string,
    })
  })

  it('can use the statuses of the service model', async () => {
    const client = await cloud({ modeledStatus: true, rate: 4, clock: () => 0 })
    expect(await client.outcome('GetResource', GET)).toMatch(/^404 ResourceNotFound/)
    expect(await client.outcome('ListResources', { TypeName: 'AWS::IAM::Policy' })).toMatch(/^405 /)
    expect(await client.outcome('GetResource', {})).toMatch(/^400 ValidationException/)
    await client.outcome('GetResource', GET)
    expect(await client.outcome('GetResource', GET)).toMatch(/^429 ThrottlingException/)
  })

  it('refuses what is no call', async () => {
    const client = await cloud()
    const error = async (target: string, body: string): Promise<string> =>
      (JSON.parse((await client.send(target, body)).body) as { __type: string }).__type
    expect(await error('CloudApiService.Nothing', '{}')).toMatch(/#UnknownOperationException$/)
    expect(await error('Other.GetResource', '{}')).toMatch(/#UnknownOperationException$/)
    expect(await error('CloudApiService.GetResource', '{')).toMatch(/#SerializationException$/)
    expect(await error('CloudApiService.GetResource', '[]')).toMatch(/#SerializationException$/)
    expect(await error('CloudApiService.GetResource', '{"TypeName":1}')).toMatch(/#Serialization/)
    const huge = await client
      .send('CloudApiService.GetResource', ' '.repeat(2_000_001))
      .catch(() => ({ status: 413 }))
    expect(huge.status).toBe(413)
  })

  it('takes region and account from the signature', async () => {
    const client = await cloud({ accounts: { AKIDOTHER: '222222222222' }, account: '333333333333' })
    const arn = async (accessKey: string, region: string): Promise<string> => {
      const signer = { accessKey, region }
      const TypeName = 'AWS::Logs::LogGroup'
      await client.call(
        'CreateResource',
        { TypeName, DesiredState: '{"LogGroupName":"g"}' },
        signer,
      )
      const got = await client.call('GetResource', { TypeName, Identifier: 'g' }, signer)
      const { ResourceDescription } = got as { ResourceDescription: { Properties: string } }
      return (JSON.parse(ResourceDescription.Properties) as { Arn: string }).Arn
    }
    expect(await arn('111111111111', 'eu-west-1')).toBe(
      'arn:aws:logs:eu-west-1:111111111111:log-group/g',
    )
    expect(await arn('AKIDOTHER', 'eu-west-1')).toBe(
      'arn:aws:logs:eu-west-1:222222222222:log-group/g',
    )
    expect(await arn('AKIDWHO', 'us-gov-west-1')).toBe(
      'arn:aws-us-gov:logs:us-gov-west-1:333333333333:log-group/g',
    )
  })

  it('says who it is to a browser, and nothing more', async () => {
    const emulator = await startEmulator({ catalog })
    running.push(emulator)
    const answer = await fetch(emulator.url)
    expect(await answer.json()).toEqual({ service: 'skyql local cloud' })
    expect((await fetch(emulator.url, { method: 'PUT' })).status).toBe(405)
    const rebound = request(emulator.url, { headers: { host: 'evil.example:80' } }).end()
    const [response] = (await once(rebound, 'response')) as [IncomingMessage]
    expect(response.resume().statusCode).toBe(403)
  })

  it('starts with an estate, each entry checked', async () => {
    const estate = [
      {
        type: DOMAIN,
        region: 'us-east-1',
        properties: { DomainName: 'd', DefaultExpirationDays: 1 },
      },
      {
        type: INTEGRATION,
        region: 'us-east-1',
        properties: { DomainName: 'd', CreatedAt: '2025-01-01T00:00:00Z' },
      },
    ]
    const client = await cloud({ estate })
    const listed = (await client.call('ListResources', {
      TypeName: INTEGRATION,
      ResourceModel: '{"DomainName":"d"}',
    })) as { ResourceDescriptions: { Properties: string }[] }
    expect(listed.ResourceDescriptions).toHaveLength(1)
    expect(listed.ResourceDescriptions[0]?.Properties).toContain('2025-01-01T00:00:00Z')
    const wrong = [{ type: DOMAIN, region: 'us-east-1', properties: { Nothing: 1 } }]
    await expect(cloud({ estate: wrong })).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('extraneous key [Nothing] is not permitted') as string,
    })
    const unknown = [{ type: 'AWS::No::Thing', region: 'us-east-1', properties: {} }]
    await expect(cloud({ estate: unknown })).rejects.toMatchObject({ code: 'CONFIGURATION' })
  })

  it('refuses options that make no sense, and a port that is taken', async () => {
    await expect(cloud({ pageSize: 0 })).rejects.toMatchObject({ code: 'USAGE' })
    await expect(cloud({ latencyMs: Number.NaN })).rejects.toMatchObject({ code: 'USAGE' })
    await expect(cloud({ account: '12' })).rejects.toMatchObject({ code: 'USAGE' })
    const first = await startEmulator({ catalog })
    running.push(first)
    await expect(startEmulator({ catalog, port: first.port })).rejects.toMatchObject({
      code: 'CONFIGURATION',
    })
  })
})
