import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AwsProgram, awsVersion } from '../emulator/services/aws-program.js'
import { callsOf, failureOf, objects, rows, TestBed } from './support.js'

const KEY = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555'
const NOW = Date.parse('2026-03-01T00:00:00Z')

const version = await awsVersion()
const source = {
  ConnectorType: 'Salesforce',
  ConnectorProfileName: 'crm',
  SourceConnectorProperties: { Salesforce: { Object: 'Contact' } },
}
const tasks = [{ TaskType: 'Filter', SourceFields: ['Id'] }]

function flow(FlowName: string): object {
  const TriggerConfig = { TriggerType: 'OnDemand' }
  return { FlowName, KmsArn: KEY, SourceFlowConfig: source, Tasks: tasks, TriggerConfig }
}

let now = NOW
let bed: TestBed
const ask = (sql: string): Promise<Record<string, unknown>[]> =>
  objects(
    bed.session,
    `${sql.includes('WHERE') ? `${sql} AND` : `${sql} WHERE`} region = 'us-east-1'`,
  )

beforeAll(async () => {
  bed = await TestBed.start(
    { clock: () => now, stepMs: 1_000, faults: ['step-failure:1:2'] },
    { providerFolders: [], wait: false },
  )
  const properties = { Salesforce: { InstanceUrl: 'https://crm.example.com' } }
  const config = JSON.stringify({ ConnectorProfileProperties: properties })
  for (const statement of [
    `INSERT INTO awscc.customerprofiles.domains (DomainName, DefaultExpirationDays, region) VALUES ('shop', 9, 'us-east-1')`,
    `INSERT INTO awscc.appflow.connector_profiles (ConnectorProfileName, ConnectorType, ConnectionMode, ConnectorProfileConfig, region)
     VALUES ('crm', 'Salesforce', 'Public', '${config}', 'us-east-1'), ('desk', 'Zendesk', 'Private', NULL, 'us-east-1')`,
    `INSERT INTO awscc.appflow.flows (FlowName, Description, Tasks, SourceFlowConfig, DestinationFlowConfigList, TriggerConfig, Tags, region)
     VALUES ('export', 'nightly', '${JSON.stringify(tasks)}', '${JSON.stringify(source)}',
       '[{"ConnectorType": "S3", "DestinationConnectorProperties": {"S3": {"BucketName": "lake"}}}]',
       '{"TriggerType": "OnDemand"}', '[{"Key": "team", "Value": "crm"}]', 'us-east-1')`,
    `INSERT INTO aws.customer_profiles.integrations (DomainName, ObjectTypeName, FlowDefinition, region)
     VALUES ('shop', 'contacts', '${JSON.stringify(flow('standing'))}', 'us-east-1')`,
    `INSERT INTO aws.customer_profiles.integration_workflows (DomainName, WorkflowType, IntegrationConfig, ObjectTypeName, RoleArn, region)
     VALUES ('shop', 'APPFLOW_INTEGRATION', '${JSON.stringify({
       AppflowIntegration: {
         FlowDefinition: flow('history'),
         Batches: [
           { StartTime: '2026-01-01T00:00:00Z', EndTime: '2026-02-01T00:00:00Z' },
           { StartTime: '2026-02-01T00:00:00Z', EndTime: '2026-03-01T00:00:00Z' },
         ],
       },
     })}', 'contacts', 'arn:aws:iam::123456789012:role/ingestion', 'us-east-1')`,
  ]) {
    await rows(bed.session, statement)
    now += 500
  }
  now = NOW + 4_500
})
afterAll(() => bed.close())

describe('aws.appflow', () => {
  it('lists flows of its own, of integrations, and of batches that have begun', async () => {
    expect(
      await ask(
        `SELECT flow_name, source_connector_type AS src, destination_connector_type AS dst, trigger_type AS trigger, flow_status, tags FROM aws.appflow.flows`,
      ),
    ).toEqual([
      {
        flow_name: 'export',
        src: 'Salesforce',
        dst: 'S3',
        trigger: 'OnDemand',
        flow_status: 'Active',
        tags: { team: 'crm' },
      },
      {
        flow_name: 'standing',
        src: 'Salesforce',
        dst: 'CustomerProfiles',
        trigger: 'OnDemand',
        flow_status: 'Active',
        tags: {},
      },
      {
        flow_name: 'history-1',
        src: 'Salesforce',
        dst: 'CustomerProfiles',
        trigger: 'OnDemand',
        flow_status: 'Active',
        tags: {},
      },
    ])
  })

  it('reads one flow, with what its list has', async () => {
    let found: unknown
    const calls = await callsOf(bed.session, async () => {
      found = await ask(
        `SELECT source_connector_type, destination_connector_type, trigger_type, description FROM aws.appflow.flows WHERE flow_name = 'export'`,
      )
    })
    expect([calls, found]).toEqual([
      { DescribeFlow: 1 },
      [
        {
          source_connector_type: 'Salesforce',
          destination_connector_type: 'S3',
          trigger_type: 'OnDemand',
          description: 'nightly',
        },
      ],
    ])
    expect(await ask(`SELECT * FROM aws.appflow.flows WHERE flow_name = 'nowhere'`)).toEqual([])
  })

  it('says of all flows why their runs failed', async () => {
    let found: unknown
    const calls = await callsOf(bed.session, async () => {
      found = await ask(
        `SELECT flow_name, execution_status, execution_message, data_pull_start_time FROM aws.appflow.flow_execution_records`,
      )
    })
    const batch = { flow_name: 'history-1', data_pull_start_time: '2026-01-01T00:00:00.000Z' }
    const message = expect.stringMatching(/did not answer/) as string
    expect([calls, found]).toEqual([
      { ListFlows: 1, DescribeFlowExecutionRecords: 3 },
      [
        { ...batch, execution_status: 'InProgress', execution_message: null },
        { ...batch, execution_status: 'Error', execution_message: message },
        { ...batch, execution_status: 'Error', execution_message: message },
      ],
    ])
  })

  it('of the flows of a workflow by a join', async () => {
    const found = await objects(
      bed.session,
      `SELECT r.flow_name, count(*) FILTER (r.execution_status = 'Error') AS failed
       FROM aws.customer_profiles.integration_workflow_steps s
       JOIN aws.appflow.flow_execution_records r ON r.flow_name = s.flow_name
       WHERE s.domain_name = 'shop' AND s.region = 'us-east-1' AND r.region = 'us-east-1' AND s.status <> 'NOT_STARTED'
       GROUP BY ALL`,
    )
    expect(found).toEqual([{ flow_name: 'history-1', failed: 2 }])
  })

  it('has no runs of a flow that is not there', async () => {
    const table = 'aws.appflow.flow_execution_records'
    expect(await ask(`SELECT * FROM ${table} WHERE flow_name = 'nowhere'`)).toEqual([])
  })

  it('is looked at before an integration without a Uri is made a second time', async () => {
    const again = rows(
      bed.session,
      `INSERT INTO aws.customer_profiles.integrations (DomainName, ObjectTypeName, FlowDefinition, region)
       VALUES ('shop', 'orders', '${JSON.stringify(flow('standing'))}', 'us-east-1')`,
    )
    expect(await failureOf(again)).toMatchObject({ code: 'ALREADY_EXISTS' })
  })

  it('lists connector profiles, by kind too, without their credentials', async () => {
    const table = 'aws.appflow.connector_profiles'
    expect(
      await ask(
        `SELECT connector_profile_name AS name, connection_mode AS mode, connector_profile_properties AS properties FROM ${table}`,
      ),
    ).toEqual([
      {
        name: 'crm',
        mode: 'Public',
        properties: { Salesforce: { instanceUrl: 'https://crm.example.com' } },
      },
      { name: 'desk', mode: 'Private', properties: null },
    ])
    expect(
      await ask(`SELECT connector_profile_name FROM ${table} WHERE connector_type = 'Zendesk'`),
    ).toEqual([{ connector_profile_name: 'desk' }])
    expect(
      await ask(`SELECT connector_type FROM ${table} WHERE connector_profile_name = 'crm'`),
    ).toEqual([{ connector_type: 'Salesforce' }])
  })

  it.skipIf(version === undefined)('is what the aws program is told', async () => {
    const aws = new AwsProgram(bed.emulator.url)
    const run = (...args: string[]): Promise<unknown> =>
      aws.run(['appflow', ...args], { region: 'us-east-1' })
    expect(await run('list-flows')).toMatchObject({
      flows: [
        { flowName: 'export', tags: { team: 'crm' } },
        { flowName: 'standing' },
        {
          flowName: 'history-1',
          lastRunExecutionDetails: { mostRecentExecutionStatus: 'InProgress' },
        },
      ],
    })
    expect(await run('list-flows', '--max-results', '2', '--no-paginate')).toMatchObject({
      flows: [{}, {}],
      nextToken: expect.any(String) as string,
    })
    expect(await run('describe-flow', '--flow-name', 'standing')).toMatchObject({
      flowArn: 'arn:aws:appflow:us-east-1:123456789012:flow/standing',
      kmsArn: KEY,
      sourceFlowConfig: { connectorType: 'Salesforce', connectorProfileName: 'crm' },
      destinationFlowConfigList: [{ connectorType: 'CustomerProfiles' }],
      triggerConfig: { triggerType: 'OnDemand' },
    })
    await expect(run('describe-flow', '--flow-name', 'nowhere')).rejects.toThrow(
      'ResourceNotFoundException',
    )
  })
})
