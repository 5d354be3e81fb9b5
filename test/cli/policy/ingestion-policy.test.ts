import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmulator, type Emulator } from '../../../src/emulator/index.js'
import { ingestionPolicy } from '../../../src/plan/index.js'
import { catalog } from '../../emulator/plane.js'
import { skyql } from '../../support/skyql.js'

const KEY = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555'
const OTHER = KEY.replace('1111', '9999')
const GUIDE = new URL(
  '../../../../shared/reference/seeds/connect-appflow-integrations.md',
  import.meta.url,
)

interface Role {
  readonly AssumeRolePolicyDocument: { readonly Statement: readonly object[] }
  readonly Policies: readonly { readonly PolicyDocument: object }[]
}

const isThere = existsSync(GUIDE)
if (!isThere) console.log(`skipped: ${GUIDE.pathname} is not there`)

it.skipIf(!isThere)('is the policy of the guide, statement by statement', () => {
  const [, json = ''] = /```\s*\n(\{[\s\S]*?\n\})\s*\n```/.exec(readFileSync(GUIDE, 'utf8')) ?? []
  const text = json
    .replaceAll('{{YourKMSKeyConsumedByTheDomain}}', KEY)
    .replaceAll('{{region}}', 'us-east-1')
  const guide = JSON.parse(text) as { Statement: { Sid: string }[] }
  expect(guide.Statement.map(({ Sid }) => Sid)).toEqual([
    'CreateFlowResources',
    'UseConnectorResources',
    'AccessFlowResources',
    'KMSAppflow',
    'KMSCustomerProfiles',
  ])
  expect(ingestionPolicy({ kmsKey: KEY, region: 'us-east-1' })).toEqual(guide)
})

describe('skyql policy --for appflow-ingestion', () => {
  let emulator: Emulator
  beforeAll(async () => {
    const policy = {
      PolicyName: 'p',
      PolicyDocument: ingestionPolicy({ kmsKey: OTHER, region: 'us-east-1' }),
    }
    emulator = await startEmulator({
      catalog,
      estate: [
        {
          type: 'AWS::CustomerProfiles::Domain',
          region: 'us-east-1',
          properties: { DomainName: 'shop', DefaultExpirationDays: 9, DefaultEncryptionKey: KEY },
        },
        {
          type: 'AWS::CustomerProfiles::Domain',
          region: 'us-east-1',
          properties: { DomainName: 'bare', DefaultExpirationDays: 9 },
        },
        {
          type: 'AWS::IAM::Role',
          region: 'us-east-1',
          properties: {
            RoleName: 'theirs',
            AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
            Policies: [policy],
          },
        },
      ],
    })
  })
  afterAll(() => emulator.close())
  const policy = (...args: string[]) =>
    skyql(['policy', '--for', 'appflow-ingestion', '--endpoint-url', emulator.url, ...args], {
      env: { AWS_ACCESS_KEY_ID: '123456789012', AWS_SECRET_ACCESS_KEY: 'x' },
    })

  it('looks up the key of the domain, and prints a role with its trust', async () => {
    const { code, stdout, stderr } = await policy('--domain', 'shop', '--region', 'us-east-1')
    expect([code, stderr]).toEqual([0, ''])
    const role = JSON.parse(stdout) as Role
    expect(role.Policies.map(({ PolicyDocument }) => PolicyDocument)).toEqual([
      ingestionPolicy({ kmsKey: KEY, region: 'us-east-1' }),
    ])
    expect(role.AssumeRolePolicyDocument.Statement).toMatchObject([
      {
        Principal: { Service: 'profile.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
      },
    ])
  })

  it('prints one document for a key without a call', async () => {
    const args = ['--kms-key', KEY, '--part', 'policy', '--endpoint-url', 'http://127.0.0.1:9']
    const { code, stdout } = await policy(...args)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual(ingestionPolicy({ kmsKey: KEY, region: 'us-east-1' }))
  })

  it('warns of a key, a role and a region that are those of others', async () => {
    const other = await policy('--domain', 'shop', '--kms-key', OTHER, '--region', 'us-east-1')
    expect(other.stderr).toMatch(/domain shop is encrypted with another key, .*1111/)
    const role = await policy('--domain', 'shop', '--role', 'theirs', '--region', 'us-east-1')
    expect(role.stderr).toMatch(
      /role theirs was made for .*9999.*: it cannot ingest into domain shop/,
    )
    const region = await policy('--kms-key', KEY, '--region', 'eu-west-1')
    expect(region.stderr).toMatch(/the key is one of us-east-1, and the policy is for eu-west-1/)
  })

  it.each([
    [[], 2, /takes --domain NAME or --kms-key ARN/],
    [['--kms-key', 'alias/mine'], 2, /'alias\/mine' is not the ARN of a key/],
    [
      ['--domain', 'nowhere', '--region', 'us-east-1'],
      1,
      /there is no Customer Profiles domain nowhere/,
    ],
    [
      ['--domain', 'bare', '--region', 'us-east-1'],
      2,
      /domain bare has no encryption key of its own/,
    ],
  ])('says what is wrong with %j', async (args, expected, message) => {
    const { code, stdout, stderr } = await policy(...args)
    expect([code, stdout]).toEqual([expected, ''])
    expect(stderr).toMatch(message)
  })
})
