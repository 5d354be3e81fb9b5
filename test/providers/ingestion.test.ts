import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EstateEntry } from '../../src/emulator/index.js'
import { ingestionPolicy } from '../../src/plan/index.js'
import type { JsonObject } from '../../src/util/index.js'
import { failureOf, objects, rows, TestBed } from '../session/support.js'

const ROLE = 'arn:aws:iam::123456789012:role/ingestion'
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555'
const T = 'aws.customer_profiles.integrations'

const OTHER = KEY.replace('1111', '9999')

function policies(kmsKey: string): JsonObject {
  const PolicyDocument = ingestionPolicy({ kmsKey, region: 'us-east-1' })
  return { Policies: [{ PolicyName: 'p', PolicyDocument }] }
}

const role = (RoleName: string, more: JsonObject): EstateEntry => ({
  type: 'AWS::IAM::Role',
  region: 'us-east-1',
  properties: { RoleName, AssumeRolePolicyDocument: { Statement: [] }, ...more },
})

let bed: TestBed

beforeAll(async () => {
  bed = await TestBed.start(
    {
      faults: ['step-failure:1:3'],
      estate: [
        {
          type: 'AWS::CustomerProfiles::Domain',
          region: 'us-east-1',
          properties: { DomainName: 'shop', DefaultExpirationDays: 366 },
        },
        {
          type: 'AWS::CustomerProfiles::Domain',
          region: 'us-east-1',
          properties: { DomainName: 'sealed', DefaultExpirationDays: 9, DefaultEncryptionKey: KEY },
        },
        role('fitting', policies(KEY.replace(/key.*/, 'key/1*'))),
        role('theirs', policies(OTHER)),
        role('managed', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }),
      ],
    },
    { providerFolders: [] },
  )
})
afterAll(() => bed.close())

async function warningsOf(statement: string): Promise<string[]> {
  const before = bed.messages.length
  await objects(bed.session, statement)
  const said = bed.messages.slice(before).filter(({ code }) => code === '2122')
  return said.map(({ level, text }) => `${level}: ${text}`)
}

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString()

function insert(name: string, days: number | undefined, more: Record<string, string> = {}): string {
  const { source = 'Salesforce', ...columns } = more
  const flow = {
    FlowName: name,
    KmsArn: KEY,
    SourceFlowConfig: {
      ConnectorType: source,
      ConnectorProfileName: 'crm',
      SourceConnectorProperties: { [source]: { Object: 'Contact' } },
    },
    Tasks: [
      { SourceFields: ['Id'], TaskType: 'Filter', ConnectorOperator: { [source]: 'PROJECTION' } },
    ],
    TriggerConfig: {
      TriggerType: 'Scheduled',
      TriggerProperties: {
        Scheduled: {
          ScheduleExpression: 'rate(1hours)',
          ...(days === undefined ? {} : { FirstExecutionFrom: daysAgo(days) }),
        },
      },
    },
  }
  const values: Record<string, string> = {
    DomainName: 'shop',
    Uri: `arn:aws:appflow:us-east-1:123456789012:flow/${name}`,
    ObjectTypeName: 'contacts',
    FlowDefinition: JSON.stringify(flow),
    ...columns,
  }
  const names = Object.keys(values)
  const texts = Object.values(values).map((value) => `'${value}'`)
  return `INSERT INTO ${T} (${names.join(', ')}, region) VALUES (${texts.join(', ')}, 'us-east-1')`
}

const workflows = (): Promise<Record<string, unknown>[]> =>
  objects(
    bed.session,
    `SELECT workflow_id, status FROM aws.customer_profiles.integration_workflows WHERE domain_name = 'shop' AND region = 'us-east-1'`,
  )

test('data from more than 60 days back is ingested by a workflow, then by an integration', async () => {
  const [outcome] = await objects(bed.session, insert('history', 200, { RoleArn: ROLE }))
  expect(outcome).toMatchObject({ operation: 'CREATE', status: 'SUCCESS' })
  const [workflow] = await workflows()
  expect(workflow).toMatchObject({ status: 'COMPLETE' })
  const [row] = await objects(
    bed.session,
    `SELECT workflow_id, role_arn FROM ${T} WHERE domain_name = 'shop' AND uri LIKE '%/history' AND region = 'us-east-1'`,
  )
  expect(row).toEqual({ workflow_id: workflow?.['workflow_id'], role_arn: ROLE })
  const records = await rows(
    bed.session,
    `SELECT execution_status FROM aws.appflow.flow_execution_records WHERE flow_name = 'history-4' AND region = 'us-east-1'`,
  )
  // Each batch failed three times, and was taken by the third retry.
  expect(records.flat()).toEqual(['Successful', 'Error', 'Error', 'Error'])
})

describe('what a workflow would not take', () => {
  const LOST = {
    ObjectTypeNames: JSON.stringify({ SegmentIdentify: 'contacts' }),
    EventTriggerNames: JSON.stringify(['trigger']),
  }
  const hinted = (hint: string, name: string, days: number, more: Record<string, string>): string =>
    insert(name, days, { RoleArn: ROLE, ...more }).replace('INSERT', `INSERT /*+ ${hint} */`)
  const integration = (name: string): Promise<unknown[][]> =>
    rows(
      bed.session,
      `SELECT workflow_id IS NOT NULL FROM ${T} WHERE domain_name = 'shop' AND uri LIKE '%/${name}' AND region = 'us-east-1'`,
    )

  test.each(Object.entries(LOST))(
    '%s is refused before anything is sent',
    async (column, value) => {
      const before = (await workflows()).length
      const statement = insert('lossy', 200, { RoleArn: ROLE, [column]: value })
      for (const text of [statement, `EXPLAIN ${statement}`]) {
        const told = await rows(bed.session, text).then(
          (found) => JSON.stringify(found),
          (error: unknown) => (error as Error).message,
        )
        expect(told).toContain(`takes no ${column}: say /*+ workflow */`)
        expect(told).toContain('/*+ put */')
      }
      expect(await workflows()).toHaveLength(before)
      expect(await integration('lossy')).toEqual([])
    },
  )

  test('is left out where the statement says so, and the new one has its name', async () => {
    const [made] = await objects(
      bed.session,
      `${hinted('workflow', 'willing', 200, LOST)
        .replace('Uri, ', '')
        .replace(/'arn:aws:appflow[^']*', /, '')} RETURNING uri, identifier, workflow_id`,
    )
    const uri = 'arn:aws:appflow:us-east-1:123456789012:flow/willing'
    expect(made).toMatchObject({ uri, Identifier: `shop|${uri}` })
    expect(await integration('willing')).toEqual([[true]])
  })

  test('is taken by PutIntegration where that is asked for', async () => {
    await rows(bed.session, hinted('put', 'asked', 200, { ObjectTypeNames: LOST.ObjectTypeNames }))
    expect(await integration('asked')).toEqual([[false]])
  })

  test.each([
    ['workflow, put', 200, 'exclude each other'],
    ['workflow', 10, 'goes with data from more than 60 days back'],
  ])('%s of %d days is refused', async (hint, days, message) => {
    expect(await failureOf(rows(bed.session, hinted(hint, 'odd', days, {})))).toMatchObject({
      message: expect.stringContaining(message) as string,
    })
    expect(await integration('odd')).toEqual([])
  })
})

test('batches have the size that is asked for', async () => {
  await rows(bed.session, insert('small', 65, { RoleArn: ROLE, BatchInterval: '20 days' }))
  const records = (name: string): Promise<unknown[][]> =>
    rows(
      bed.session,
      `SELECT execution_status FROM aws.appflow.flow_execution_records WHERE flow_name = '${name}' AND region = 'us-east-1'`,
    )
  expect(await records('small-4')).not.toEqual([])
  expect(
    await failureOf(
      rows(bed.session, insert('odd', 65, { RoleArn: ROLE, BatchInterval: 'often' })),
    ),
  ).toMatchObject({
    message: expect.stringContaining("'often' is no interval of batches") as string,
  })
})

test('without a role nothing is sent, and the error names the command that prints its policy', async () => {
  const before = (await workflows()).length
  expect(await failureOf(rows(bed.session, insert('bare', 61)))).toMatchObject({
    code: 'MISSING_PROPERTY',
    message: expect.stringContaining('skyql policy --for appflow-ingestion --domain') as string,
  })
  expect(await workflows()).toHaveLength(before)
})

test.each([
  ['a start within 60 days', 'recent', 59, {}],
  ['no start at all', 'standing', undefined, {}],
  ['Zendesk, however far back', 'tickets', 400, { source: 'Zendesk' }],
])('%s takes an integration, and no role', async (_what, name, days, more) => {
  const before = (await workflows()).length
  await rows(bed.session, insert(name, days, more))
  expect(await workflows()).toHaveLength(before)
  const found = await rows(
    bed.session,
    `SELECT uri FROM awscc.customerprofiles.integrations WHERE uri LIKE '%/${name}' AND region = 'us-east-1'`,
  )
  expect(found).toHaveLength(1)
})

describe('a role for the key of another domain', () => {
  const bulk = (name: string, role: string): Promise<string[]> =>
    warningsOf(
      insert(name, 61, {
        DomainName: 'sealed',
        RoleArn: `arn:aws:iam::123456789012:role/x/${role}`,
      }),
    )

  test('is warned of, and the write goes on', async () => {
    expect(await bulk('one', 'theirs')).toEqual([
      `warning: role arn:aws:iam::123456789012:role/x/theirs was made for ${OTHER}: it cannot ingest into domain sealed, whose key is ${KEY}; skyql policy --for appflow-ingestion --domain sealed prints what a role for it may do`,
    ])
    const made = await rows(
      bed.session,
      `SELECT uri FROM ${T} WHERE domain_name = 'sealed' AND region = 'us-east-1'`,
    )
    expect(made).toHaveLength(1)
  })

  test('is said once, of one that cannot be read too', async () => {
    expect(await bulk('two', 'theirs')).toEqual([])
    expect(await bulk('three', 'nobody')).toEqual([
      expect.stringMatching(/^info: whether role .*nobody may use the key of domain sealed is not/),
    ])
    expect(await bulk('four', 'nobody')).toEqual([])
  })

  test('is not what one is that fits, or whose policies are not its own', async () => {
    expect(await bulk('five', 'fitting')).toEqual([])
    expect(await bulk('six', 'managed')).toEqual([
      expect.stringMatching(/^info: whether role .* is up to .*AdministratorAccess$/),
    ])
  })

  test('is warned of where a workflow is inserted by itself', async () => {
    const other = bed.open({ providerFolders: [] })
    const flow = {
      FlowName: 'direct',
      KmsArn: KEY,
      SourceFlowConfig: {
        ConnectorType: 'Salesforce',
        ConnectorProfileName: 'crm',
        SourceConnectorProperties: { Salesforce: { Object: 'Contact' } },
      },
      Tasks: [{ SourceFields: ['Id'], TaskType: 'Filter' }],
      TriggerConfig: { TriggerType: 'OnDemand' },
    }
    const config = JSON.stringify({ AppflowIntegration: { FlowDefinition: flow } })
    const before = bed.messages.length
    await rows(
      other,
      `INSERT INTO aws.customer_profiles.integration_workflows (DomainName, WorkflowType, IntegrationConfig, ObjectTypeName, RoleArn, region)
       VALUES ('sealed', 'APPFLOW_INTEGRATION', '${config}', 'contacts', 'arn:aws:iam::123456789012:role/theirs', 'us-east-1')`,
    )
    expect(bed.messages.slice(before).filter(({ code }) => code === '2122')).toMatchObject([
      {
        level: 'warning',
        text: expect.stringContaining('cannot ingest into domain sealed') as string,
      },
    ])
  })
})
