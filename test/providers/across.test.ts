import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '../../src/session/index.js'
import { ImmutaServer } from '../helpers/immuta-server.js'
import { callsOf, domain, integration, objects, rows, TestBed } from '../session/support.js'

/* One statement over Cloud Control, the API of Customer Profiles, and Immuta. */

let immuta: ImmutaServer
let bed: TestBed
let session: Session
const config = mkdtempSync(join(tmpdir(), 'skyql-across-'))

beforeAll(async () => {
  immuta = await ImmutaServer.start()
  process.env['IMMUTA_URL'] = immuta.url
  process.env['IMMUTA_API_KEY'] = immuta.key
  mkdirSync(join(config, 'skyql'))
  writeFileSync(
    join(config, 'skyql', 'config.yaml'),
    `limits:
  - { calls_per_second: 900, services: [customerprofiles], per: [region] }
  - { calls_per_second: 800, services: [customer_profiles], per: [region] }
  - { calls_per_second: 700, services: [integrations], per: [] }
`,
  )
  process.env['XDG_CONFIG_HOME'] = config
  bed = await TestBed.start(
    {
      estate: [
        ...[domain('1'), domain('2'), domain('9', 'eu-west-1')],
        ...[integration('1', 's3://a'), integration('2', 's3://b'), integration('2', 's3://c')],
      ],
    },
    { regions: ['us-east-1', 'eu-west-1'] },
  )
  session = bed.session
  immuta.add('Trino')
  immuta.add('Snowflake', { host: 'h' })
})

afterAll(async () => {
  delete process.env['XDG_CONFIG_HOME']
  await bed.close()
  await immuta.close()
  rmSync(config, { recursive: true })
})

const SQL = `SELECT d.region, d.domain_name, i.uri, m.type
  FROM awscc.customerprofiles.domains d
  JOIN aws.customer_profiles.integrations i ON i.domain_name = d.domain_name AND i.region = d.region
  LEFT JOIN immuta.integrations.integrations m ON m.id = CAST(d.domain_name AS BIGINT)
  ORDER BY i.uri`

const COVERAGE = `SELECT type_name, region, status FROM skyql.coverage ORDER BY ALL`

test('joins them, each asked in its own words and places', async () => {
  immuta.asked.length = 0
  const calls = await callsOf(session, async () => {
    expect(await rows(session, SQL)).toEqual([
      ['us-east-1', '1', 's3://a', 'Trino'],
      ['us-east-1', '2', 's3://b', 'Snowflake'],
      ['us-east-1', '2', 's3://c', 'Snowflake'],
    ])
  })
  expect(calls).toMatchObject({ ListResources: 2, ListIntegrations: 3 })
  expect(immuta.asked.length).toBeGreaterThan(0)
  expect(await rows(session, COVERAGE)).toEqual([
    ['AWS::CustomerProfiles::Domain', 'eu-west-1', 'done'],
    ['AWS::CustomerProfiles::Domain', 'us-east-1', 'done'],
    ['aws.customer_profiles.integrations', 'eu-west-1', 'empty'],
    ['aws.customer_profiles.integrations', 'us-east-1', 'done'],
    ['immuta.integrations.integrations', 'global', 'done'],
  ])
})

test('holds each to limits of its own', async () => {
  await rows(session, SQL)
  const limits = await objects(session, 'SHOW LIMITS')
  expect(limits.map(({ calls_per_second }) => calls_per_second)).toEqual(
    expect.arrayContaining([900, 800, 700]),
  )
})

test('tells which of them did not answer, and shows what the others did', async () => {
  immuta.isAdministrator = false
  try {
    expect(await rows(session, SQL)).toEqual([
      ['us-east-1', '1', 's3://a', null],
      ['us-east-1', '2', 's3://b', null],
      ['us-east-1', '2', 's3://c', null],
    ])
    expect(
      await rows(session, `SELECT type_name, error FROM skyql.coverage WHERE status = 'failed'`),
    ).toEqual([
      [
        'immuta.integrations.integrations',
        expect.stringContaining('Insufficient permissions') as string,
      ],
    ])
  } finally {
    immuta.isAdministrator = true
  }
})
