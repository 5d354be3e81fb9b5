import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inputProblems } from '../../src/resource/index.js'
import type { Session } from '../../src/session/index.js'
import { callsOf, domain, failureOf, objects, rows, TestBed } from './support.js'

let bed: TestBed
let session: Session
const T = 'aws.customer_profiles.integrations'
const ONE = `domain_name = 'shop' AND uri = 's3://events'`

const FLOW = JSON.stringify({
  FlowName: 'events',
  KmsArn: 'arn:aws:kms:us-east-1:123456789012:key/aaaaaaaa-1111',
  SourceFlowConfig: {
    ConnectorProfileName: 'mine',
    ConnectorType: 'S3',
    SourceConnectorProperties: { S3: { BucketName: 'events' } },
  },
  Tasks: [{ TaskType: 'Map', SourceFields: ['Id'], DestinationField: 'Id' }],
  TriggerConfig: { TriggerType: 'OnDemand' },
})

beforeAll(async () => {
  bed = await TestBed.start({ estate: [domain('shop')] })
  session = bed.session
  await rows(
    session,
    `INSERT INTO ${T} (domain_name, uri, object_type_name) VALUES ('shop', 's3://events', 'CTR')`,
  )
})

afterAll(() => bed.close())

const type = (): Promise<unknown[][]> =>
  rows(session, `SELECT object_type_name FROM ${T} WHERE ${ONE}`)

describe('empty values that a read made up are not sent', () => {
  test.each([
    [
      'ON CONFLICT',
      `INSERT INTO ${T} (domain_name, uri, object_type_name) VALUES ('shop', 's3://events', 'Other') ON CONFLICT DO UPDATE SET object_type_name = excluded.object_type_name`,
      'Other',
    ],
    ['UPDATE', `UPDATE ${T} SET object_type_name = 'Third' WHERE ${ONE}`, 'Third'],
    [
      'REPLACE',
      `REPLACE INTO ${T} (domain_name, uri, object_type_name, flow_definition, event_trigger_names, tags) VALUES ('shop', 's3://events', 'Fourth', '${FLOW}', '[]', '{}')`,
      'Fourth',
    ],
  ])('%s', async (_, sql, wanted) => {
    const outcomes = await objects(session, sql)
    expect(outcomes.map(({ status }) => status)).toEqual(['SUCCESS'])
    expect(await type()).toEqual([[wanted]])
  })
})

describe('what the model of the service refuses is not sent', () => {
  const refused = [
    `REPLACE INTO ${T} (domain_name, uri, object_type_name, flow_definition) VALUES ('shop', 's3://events', 'no type!', '${FLOW}')`,
    `REPLACE INTO ${T} (domain_name, uri, object_type_name, flow_definition, role_arn) VALUES ('shop', 's3://events', 'A', '${FLOW}', 'nope')`,
    `UPDATE ${T} SET role_arn = 'nope' WHERE ${ONE}`,
    `UPDATE ${T} SET object_type_name = '1st' WHERE ${ONE}`,
    `UPDATE ${T} SET flow_definition = '{"FlowName":"!"}' WHERE ${ONE}`,
    `INSERT INTO ${T} (domain_name, uri, object_type_name) VALUES ('shop', 's3://b', 'B'), ('shop', 's3://c', 'no type!')`,
  ]
  test.each(refused)('%s', async (sql) => {
    const before = await rows(session, `SELECT uri, object_type_name FROM ${T} ORDER BY 1`)
    const calls = await callsOf(session, async () => {
      expect(['VALUE_TYPE', 'MISSING_PROPERTY']).toContain(
        (await failureOf(rows(session, sql))).code,
      )
    })
    expect(Object.keys(calls).filter((name) => !/^(Get|List)/.test(name))).toEqual([])
    expect(await rows(session, `SELECT uri, object_type_name FROM ${T} ORDER BY 1`)).toEqual(before)
    const previewed = await rows(session, `EXPLAIN ${sql}`).catch((error: unknown) => error)
    const told = previewed instanceof Error ? previewed.message : JSON.stringify(previewed)
    expect(told).toMatch(/refused|needs|must|not one of|does not fit|missing/i)
  })
})

test('the local cloud refuses as AWS does', async () => {
  const response = await fetch(`${bed.emulator.url}/domains/shop/integrations`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Uri: 's3://x', ObjectTypeName: 'A', EventTriggerNames: [] }),
  })
  expect(response.status).toBe(400)
  expect(response.headers.get('x-amzn-errortype')).toBe('BadRequestException')
  expect(await response.text()).toContain(
    "Value '[]' at 'eventTriggerNames' failed to satisfy constraint: Member must have length greater than or equal to 1",
  )
})

test('a session that signs nothing needs no credentials', async () => {
  const kept = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'].map(
    (name) => [name, process.env[name]] as const,
  )
  const nobody = bed.open({ anonymous: true })
  for (const [name] of kept) Reflect.deleteProperty(process.env, name)
  try {
    expect(await rows(nobody, `SELECT uri FROM ${T} WHERE domain_name = 'shop'`)).toEqual([
      ['s3://events'],
    ])
  } finally {
    for (const [name, value] of kept) process.env[name] = value
  }
})

/** Inputs that are right but for the one thing that each is about. */
const INPUTS: readonly (readonly [operation: string, input: object])[] = [
  ['PutIntegration', { DomainName: 'shop', Uri: 's3://x', ObjectTypeName: 'A' }],
  ['PutIntegration', { DomainName: 'shop', EventTriggerNames: [] }],
  ['PutIntegration', { Uri: 's3://x' }],
  ['PutIntegration', { DomainName: '', Uri: 's3://x' }],
  ['PutIntegration', { DomainName: 'shop', Uri: 5 }],
  ['PutIntegration', { DomainName: 'shop', Nothing: 1 }],
  ['PutIntegration', { DomainName: 'shop', ObjectTypeNames: { a: '' } }],
  ['CreateDomain', { DomainName: 'shop', DefaultExpirationDays: 0 }],
  ['CreateDomain', { DomainName: 'shop', DefaultExpirationDays: 7 }],
  ['CreateDomain', { DomainName: 'x'.repeat(65), DefaultExpirationDays: 7 }],
  ['CreateDomain', { DomainName: 'shop', DefaultExpirationDays: '7' }],
  [
    'UntagResource',
    { resourceArn: 'arn:aws:profile:us-east-1:123456789012:domains/a', tagKeys: [] },
  ],
]

const BOTOCORE = `
import json, sys, botocore.session
from botocore.validate import ParamValidator
model = botocore.session.Session().get_service_model('customer-profiles')
for name, params in json.load(sys.stdin):
    print(int(ParamValidator().validate(params, model.operation_model(name).input_shape).has_errors()))
`

test('what is refused is what the validator of botocore refuses', (context) => {
  const { status, stdout } = spawnSync('python3', ['-c', BOTOCORE], {
    input: JSON.stringify(INPUTS),
    encoding: 'utf8',
  })
  if (status !== 0) context.skip('botocore is not installed here')
  const theirs = stdout.trim().split('\n').map(Number)
  // Upper bounds, patterns and enumerations are the service's to check: that validator looks at lower bounds alone.
  const ours = INPUTS.map(([operation, input]) =>
    Number(
      inputProblems('customer-profiles', operation, input).some(
        ({ constraint }) => !/less than|pattern|enum/.test(constraint),
      ),
    ),
  )
  expect(ours).toEqual(theirs)
  expect(theirs).toContain(1)
  expect(theirs).toContain(0)
})

describe('times that are none are not sent', () => {
  const flowFrom = (from: string): string =>
    JSON.stringify({
      ...(JSON.parse(FLOW) as object),
      TriggerConfig: {
        TriggerType: 'Scheduled',
        TriggerProperties: {
          Scheduled: { ScheduleExpression: 'rate(5minutes)', FirstExecutionFrom: from },
        },
      },
    })
  const times = ['yesterday', '', '2026-13-45', '2026-02-30', '2026-01-01T25:00:00Z', '20260131']
  const statements = times.flatMap((time) => [
    `INSERT INTO ${T} (domain_name, uri, object_type_name, flow_definition) VALUES ('shop', 's3://times', 'A', '${flowFrom(time)}')`,
    `UPDATE ${T} SET flow_definition = '${flowFrom(time)}' WHERE ${ONE}`,
    `INSERT INTO awscc.scheduler.schedules (name, flexible_time_window, schedule_expression, target, start_date) VALUES ('s', '{"Mode":"OFF"}', 'rate(1 day)', '{"Arn":"a","RoleArn":"r"}', '${time}')`,
  ])
  test.each(statements)('%s', async (sql) => {
    const calls = await callsOf(session, async () => {
      expect(await failureOf(rows(session, sql))).toMatchObject({ code: 'VALUE_TYPE' })
    })
    expect(Object.keys(calls).filter((name) => !/^(Get|List)/.test(name))).toEqual([])
  })
})
