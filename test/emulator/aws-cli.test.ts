import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Emulator } from '../../src/emulator/index.js'
import { startEmulator } from '../../src/emulator/index.js'
import { DOMAIN, INTEGRATION, catalog } from './plane.js'

const run = promisify(execFile)

async function awsVersion(): Promise<string | undefined> {
  try {
    return (await run('aws', ['--version'])).stdout.trim()
  } catch {
    return undefined
  }
}

const version = await awsVersion()
if (version === undefined) console.log('skipped: the aws program is not installed')

describe.skipIf(version === undefined)('the aws program', () => {
  let emulator: Emulator | undefined
  beforeAll(async () => {
    emulator = await startEmulator({ catalog, handlerMs: 50, pageSize: 2 })
  })
  afterAll(() => emulator?.close())

  async function aws<T>(...args: string[]): Promise<T> {
    const { stdout } = await run('aws', ['cloudcontrol', ...args, '--output', 'json'], {
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: '/nonexistent',
        AWS_ACCESS_KEY_ID: '111111111111',
        AWS_SECRET_ACCESS_KEY: 'x',
        AWS_REGION: 'eu-central-1',
        AWS_DEFAULT_REGION: 'eu-central-1',
        AWS_ENDPOINT_URL: emulator?.url ?? '',
        AWS_PAGER: '',
      },
    })
    return (stdout === '' ? undefined : JSON.parse(stdout)) as T
  }

  interface Answer {
    readonly ProgressEvent: {
      readonly RequestToken: string
      readonly OperationStatus: string
      readonly Identifier?: string
    }
  }
  const token = ({ ProgressEvent }: Answer): [string, string] => [
    '--request-token',
    ProgressEvent.RequestToken,
  ]
  const type = ['--type-name', INTEGRATION] as const

  it('does all eight operations and waits', async () => {
    const domain = '{"DomainName":"d","DefaultExpirationDays":1}'
    await aws('create-resource', '--type-name', DOMAIN, '--desired-state', domain)
    const model = '{"DomainName":"d","Uri":"s3://b"}'
    const created = await aws<Answer>('create-resource', ...type, '--desired-state', model)
    expect(created.ProgressEvent).toMatchObject({
      OperationStatus: 'IN_PROGRESS',
      Identifier: 'd|s3://b',
    })
    await aws('wait', 'resource-request-success', ...token(created))
    const done = await aws<Answer>('get-resource-request-status', ...token(created))
    expect(done.ProgressEvent.OperationStatus).toBe('SUCCESS')
    for (const uri of ['s3://c', 's3://d']) {
      const other = JSON.stringify({ DomainName: 'd', Uri: uri })
      await aws('create-resource', ...type, '--desired-state', other)
    }
    await expect(aws('cancel-resource-request', ...token(created))).rejects.toThrow(
      /An error occurred \(ValidationException\).*already in status SUCCESS/,
    )

    const id = ['--identifier', 'd|s3://b'] as const
    const patch = '[{"op":"add","path":"/Tags","value":[{"Key":"a","Value":"b"}]}]'
    const updated = await aws<Answer>('update-resource', ...type, ...id, '--patch-document', patch)
    await aws('wait', 'resource-request-success', ...token(updated))
    const got = await aws<{ ResourceDescription: { Properties: string } }>(
      'get-resource',
      ...type,
      ...id,
    )
    expect(JSON.parse(got.ResourceDescription.Properties)).toMatchObject({
      Tags: [{ Key: 'a', Value: 'b' }],
    })

    // The program turns pages by itself.
    const listed = await aws<{ ResourceDescriptions: { Identifier: string }[] }>(
      'list-resources',
      ...type,
      '--resource-model',
      '{"DomainName":"d"}',
    )
    expect(listed.ResourceDescriptions.map(({ Identifier }) => Identifier)).toEqual([
      'd|s3://b',
      'd|s3://c',
      'd|s3://d',
    ])
    const deleted = await aws<Answer>('delete-resource', ...type, ...id)
    await aws('wait', 'resource-request-success', ...token(deleted))
    await expect(aws('get-resource', ...type, ...id)).rejects.toThrow(
      /An error occurred \(ResourceNotFoundException\)/,
    )
    const requests = await aws<{ ResourceRequestStatusSummaries: unknown[] }>(
      'list-resource-requests',
      '--resource-request-status-filter',
      'Operations=DELETE',
    )
    expect(requests.ResourceRequestStatusSummaries).toHaveLength(1)
  })
})
