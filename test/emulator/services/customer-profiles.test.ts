import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseFault, startEmulator } from '../../../src/emulator/index.js'
import type { Emulator } from '../../../src/emulator/index.js'
import { catalog } from '../plane.js'
import { AwsProgram, awsVersion } from './aws-program.js'
import { CloudControl, flowDefinition } from './customer-profiles-support.js'

const version = await awsVersion()
const REGION = 'eu-central-1'
const ROLE = 'arn:aws:iam::123456789012:role/ingestion'
const DAY = 86_400_000

interface Workflow {
  readonly Status: string
  readonly ErrorDescription?: string
  readonly Metrics: { readonly AppflowIntegration: Record<string, number> }
}

describe.skipIf(version === undefined)('aws customer-profiles against the local cloud', () => {
  let now = Date.parse('2026-03-01T00:00:00Z')
  const emulators: Emulator[] = []
  let aws = new AwsProgram('')
  let cloud = new CloudControl('')
  const profiles = <T>(...args: string[]): Promise<T> =>
    aws.run<T>(['customer-profiles', ...args], { region: REGION })

  beforeAll(async () => {
    const emulator = await startEmulator({ catalog, stepMs: 1000, clock: () => now })
    emulators.push(emulator)
    aws = new AwsProgram(emulator.url)
    cloud = new CloudControl(emulator.url)
  })
  afterAll(async () => {
    for (const emulator of emulators) await emulator.close()
  })

  it('makes, reads, lists and tags domains that Cloud Control sees', async () => {
    const made = await profiles<object>(
      ...['create-domain', '--domain-name', 'shop', '--default-expiration-days', '366'],
      ...['--tags', 'team=crm'],
    )
    expect(made).toMatchObject({ DomainName: 'shop', Tags: { team: 'crm' } })
    expect(await profiles('get-domain', '--domain-name', 'shop')).toMatchObject({
      DomainName: 'shop',
      DefaultExpirationDays: 366,
      CreatedAt: expect.anything() as unknown,
    })
    expect(await profiles('list-domains')).toMatchObject({ Items: [{ DomainName: 'shop' }] })
    expect(await cloud.get('AWS::CustomerProfiles::Domain', 'shop')).toMatchObject({
      Tags: [{ Key: 'team', Value: 'crm' }],
    })
    await expect(profiles('get-domain', '--domain-name', 'nowhere')).rejects.toThrow(
      'An error occurred (ResourceNotFoundException) when calling the GetDomain operation: Domain nowhere does not exist',
    )
    await cloud.create('AWS::CustomerProfiles::Domain', {
      DomainName: 'other',
      DefaultExpirationDays: 30,
    })
    expect(await profiles('list-domains', '--max-results', '1')).toMatchObject({
      Items: [{ DomainName: 'shop' }],
      NextToken: expect.any(String) as string,
    })
  })

  it('puts integrations that Cloud Control sees, and sees those that Cloud Control made', async () => {
    const put = await profiles<object>(
      ...['put-integration', '--domain-name', 'shop', '--uri', 's3://orders'],
      ...['--object-type-names', 'ShopifyCreateOrders=orders', '--tags', 'team=crm'],
      ...['--role-arn', ROLE, '--event-trigger-names', 'trigger'],
    )
    expect(put).toEqual({
      DomainName: 'shop',
      Uri: 's3://orders',
      CreatedAt: expect.anything() as unknown,
      LastUpdatedAt: expect.anything() as unknown,
      Tags: { team: 'crm' },
      ObjectTypeNames: { ShopifyCreateOrders: 'orders' },
      IsUnstructured: false,
      RoleArn: ROLE,
      EventTriggerNames: ['trigger'],
    })
    const seen = await cloud.get('AWS::CustomerProfiles::Integration', 'shop|s3://orders')
    expect(seen).toEqual({
      DomainName: 'shop',
      Uri: 's3://orders',
      ObjectTypeNames: [{ Key: 'ShopifyCreateOrders', Value: 'orders' }],
      EventTriggerNames: ['trigger'],
      Tags: [{ Key: 'team', Value: 'crm' }],
      CreatedAt: new Date(now).toISOString(),
      LastUpdatedAt: new Date(now).toISOString(),
    })
    await cloud.create('AWS::CustomerProfiles::Integration', {
      DomainName: 'shop',
      Uri: 's3://returns',
      ObjectTypeName: 'returns',
      Tags: [{ Key: 'a', Value: 'b' }],
    })
    expect(
      await profiles('get-integration', '--domain-name', 'shop', '--uri', 's3://returns'),
    ).toEqual({
      DomainName: 'shop',
      Uri: 's3://returns',
      ObjectTypeName: 'returns',
      CreatedAt: expect.anything() as unknown,
      LastUpdatedAt: expect.anything() as unknown,
      Tags: { a: 'b' },
      IsUnstructured: false,
      EventTriggerNames: [],
    })
    expect(await profiles('list-integrations', '--domain-name', 'shop')).toMatchObject({
      Items: [{ Uri: 's3://orders' }, { Uri: 's3://returns' }],
    })
    expect(await profiles('list-account-integrations', '--uri', 's3://returns')).toMatchObject({
      Items: [{ DomainName: 'shop', Uri: 's3://returns' }],
    })
  })

  it('leaves the tags of an existing integration alone, but for TagResource and UntagResource', async () => {
    now += DAY
    const put = ['put-integration', '--domain-name', 'shop', '--uri', 's3://orders']
    expect(
      await profiles(...put, '--object-type-name', 'orders', '--tags', 'team=web'),
    ).toMatchObject({
      ObjectTypeName: 'orders',
      Tags: { team: 'crm' },
      EventTriggerNames: [],
      RoleArn: ROLE,
    })
    const arn = `arn:aws:profile:${REGION}:123456789012:domains/shop/integrations/s3://orders`
    await profiles('tag-resource', '--resource-arn', arn, '--tags', 'team=web,cost=7')
    await profiles('untag-resource', '--resource-arn', arn, '--tag-keys', 'team', 'gone')
    expect(await profiles('list-tags-for-resource', '--resource-arn', arn)).toEqual({
      tags: { cost: '7' },
    })
    const model = await cloud.get('AWS::CustomerProfiles::Integration', 'shop|s3://orders')
    expect(model).toMatchObject({ ObjectTypeName: 'orders', Tags: [{ Key: 'cost', Value: '7' }] })
    expect(
      Date.parse(String(model['LastUpdatedAt'])) - Date.parse(String(model['CreatedAt'])),
    ).toBe(DAY)
    await expect(
      profiles('put-integration', '--domain-name', 'other', '--uri', 's3://orders'),
    ).rejects.toThrow('an integration can belong to only one domain')
  })

  it('takes flow definitions of either spelling and keeps them by the schema', async () => {
    const definition = flowDefinition('contacts', 'Servicenow')
    const made = await profiles<{ Uri: string }>(
      ...['put-integration', '--domain-name', 'shop', '--object-type-name', '_unstructured'],
      ...['--flow-definition', JSON.stringify(definition)],
    )
    const uri = `arn:aws:appflow:${REGION}:123456789012:flow/contacts`
    expect(made).toMatchObject({ Uri: uri, IsUnstructured: true })
    // The same flow again is the same integration.
    await profiles(
      ...['put-integration', '--domain-name', 'shop', '--object-type-name', 'contacts'],
      ...['--flow-definition', JSON.stringify(definition)],
    )
    const { Items } = await profiles<{ Items: { Uri: string }[] }>(
      ...['list-integrations', '--domain-name', 'shop'],
    )
    expect(Items.map(({ Uri }) => Uri)).toEqual(['s3://orders', 's3://returns', uri])
    const wrong = { ...definition, FlowName: 'with space' }
    await expect(
      profiles(
        ...['put-integration', '--domain-name', 'shop', '--flow-definition', JSON.stringify(wrong)],
      ),
    ).rejects.toThrow(/BadRequestException.*FlowName/)
    await profiles('delete-integration', '--domain-name', 'shop', '--uri', uri)
    await expect(cloud.get('AWS::CustomerProfiles::Integration', `shop|${uri}`)).rejects.toThrow(
      'ResourceNotFoundException',
    )
  })

  it('puts object types with maps of fields and keys', async () => {
    const fields = {
      id: { Source: '_source.id', Target: '_profile.Attributes.id', ContentType: 'STRING' },
    }
    const keys = { _id: [{ StandardIdentifiers: ['UNIQUE'], FieldNames: ['id'] }] }
    await profiles(
      ...['put-profile-object-type', '--domain-name', 'shop', '--object-type-name', 'orders'],
      ...['--description', 'Orders', '--fields', JSON.stringify(fields)],
      ...['--keys', JSON.stringify(keys)],
    )
    expect(await cloud.get('AWS::CustomerProfiles::ObjectType', 'shop|orders')).toMatchObject({
      Fields: [{ Name: 'id', ObjectTypeField: fields.id }],
      Keys: [{ Name: '_id', ObjectTypeKeyList: keys._id }],
    })
    const get = ['get-profile-object-type', '--domain-name', 'shop', '--object-type-name', 'orders']
    expect(await profiles(...get)).toMatchObject({ Fields: fields, Keys: keys, Tags: {} })
    expect(await profiles('list-profile-object-types', '--domain-name', 'shop')).toMatchObject({
      Items: [{ ObjectTypeName: 'orders' }],
    })
    const { Items } = await profiles<{ Items: object[] }>('list-profile-object-type-templates')
    expect(Items).toContainEqual({
      TemplateId: 'Salesforce-Contact',
      SourceName: 'Salesforce',
      SourceObject: 'Contact',
    })
  })

  const workflow = (flow: object, batches?: object[]): string[] => [
    ...['create-integration-workflow', '--domain-name', 'shop', '--role-arn', ROLE],
    ...['--workflow-type', 'APPFLOW_INTEGRATION', '--object-type-name', 'contacts'],
    ...['--integration-config'],
    JSON.stringify({
      AppflowIntegration: {
        FlowDefinition: flow,
        ...(batches === undefined ? {} : { Batches: batches }),
      },
    }),
  ]

  it('runs the steps of a workflow on the clock and then has the standing integration', async () => {
    const batches = [
      { StartTime: '2026-01-01T00:00:00Z', EndTime: '2026-02-01T00:00:00Z' },
      { StartTime: '2026-02-01T00:00:00Z', EndTime: '2026-03-01T00:00:00Z' },
    ]
    const flow = flowDefinition('history', 'Salesforce')
    const made = await profiles<{ WorkflowId: string; Message: string }>(...workflow(flow, batches))
    expect(made).toEqual({
      WorkflowId: expect.stringMatching(/^[a-f0-9]{32}$/) as string,
      Message: 'OK',
    })
    const which = ['--domain-name', 'shop', '--workflow-id', made.WorkflowId]
    expect(await profiles('get-workflow', ...which)).toMatchObject({
      Status: 'IN_PROGRESS',
      Attributes: { AppflowIntegration: { SourceConnectorType: 'Salesforce', RoleArn: ROLE } },
      Metrics: { AppflowIntegration: { StepsCompleted: 0, TotalSteps: 2 } },
    })
    now += 1000
    expect(await profiles('get-workflow-steps', ...which)).toMatchObject({
      WorkflowId: made.WorkflowId,
      Items: [
        {
          AppflowIntegration: {
            FlowName: 'history-1',
            Status: 'COMPLETE',
            BatchRecordsStartTime: '2026-01-01T00:00:00.000Z',
          },
        },
        { AppflowIntegration: { FlowName: 'history-2', Status: 'IN_PROGRESS' } },
      ],
    })
    const uri = `arn:aws:appflow:${REGION}:123456789012:flow/history`
    const get = ['get-integration', '--domain-name', 'shop', '--uri', uri]
    await expect(profiles(...get)).rejects.toThrow('ResourceNotFoundException')
    now += 1000
    expect(await profiles('get-workflow', ...which)).toMatchObject({ Status: 'COMPLETE' })
    expect(await profiles(...get)).toMatchObject({ WorkflowId: made.WorkflowId, RoleArn: ROLE })
    expect(await cloud.get('AWS::CustomerProfiles::Integration', `shop|${uri}`)).not.toHaveProperty(
      'WorkflowId',
    )
    expect(await profiles('list-workflows', '--domain-name', 'shop')).toMatchObject({
      Items: [{ WorkflowId: made.WorkflowId, Status: 'COMPLETE' }],
    })
    const records = ['describe-flow-execution-records', '--flow-name', 'history-1']
    expect(await aws.run(['appflow', ...records], { region: REGION })).toMatchObject({
      flowExecutions: [{ executionStatus: 'Successful' }],
    })
    await profiles('delete-workflow', ...which)
    expect(await profiles('list-workflows', '--domain-name', 'shop')).toEqual({ Items: [] })
  })

  it('makes no integration of a workflow that was deleted under way', async () => {
    const made = await profiles<{ WorkflowId: string }>(
      ...workflow(flowDefinition('late', 'Marketo')),
    )
    await profiles('delete-workflow', '--domain-name', 'shop', '--workflow-id', made.WorkflowId)
    now += DAY
    const { Items } = await profiles<{ Items: { Uri: string }[] }>(
      ...['list-integrations', '--domain-name', 'shop'],
    )
    expect(Items.filter(({ Uri }) => Uri.endsWith('/late'))).toEqual([])
  })

  it('refuses workflows of other sources', async () => {
    await expect(profiles(...workflow(flowDefinition('tickets', 'Zendesk')))).rejects.toThrow(
      'ConnectorType Zendesk is none of Salesforce, Marketo, Servicenow',
    )
  })

  it('cuts what is not cut into batches of two months', async () => {
    const flow = flowDefinition('cut', 'Salesforce', Date.parse('2025-10-15T00:00:00Z') / 1000)
    const { WorkflowId } = await profiles<{ WorkflowId: string }>(...workflow(flow))
    const { Items } = await profiles<{ Items: { AppflowIntegration: Record<string, string> }[] }>(
      ...['get-workflow-steps', '--domain-name', 'shop', '--workflow-id', WorkflowId],
    )
    expect(
      Items.map(({ AppflowIntegration: step }) => step['BatchRecordsStartTime']?.slice(0, 10)),
    ).toEqual(['2025-10-15', '2025-12-15', '2026-02-15'])
  })

  it('retries a step that fails three times and gives up at the fourth', async () => {
    const failing = async (spec: string, name: string): Promise<Workflow> => {
      const emulator = await startEmulator({ catalog, faults: [parseFault(spec)] })
      emulators.push(emulator)
      const program = new AwsProgram(emulator.url)
      const run = <T>(...args: string[]): Promise<T> =>
        program.run<T>(['customer-profiles', ...args], { region: REGION })
      await run('create-domain', '--domain-name', 'shop', '--default-expiration-days', '9')
      const made = await run<{ WorkflowId: string }>(
        ...workflow(flowDefinition(name, 'Salesforce')),
      )
      const records = ['appflow', 'describe-flow-execution-records', '--flow-name', `${name}-1`]
      const { flowExecutions } = await program.run<{
        flowExecutions: { executionStatus: string }[]
      }>(records, { region: REGION })
      expect(flowExecutions.map(({ executionStatus }) => executionStatus)).toEqual(
        spec.endsWith(':2')
          ? ['Successful', 'Error', 'Error']
          : ['Error', 'Error', 'Error', 'Error'],
      )
      return run('get-workflow', '--domain-name', 'shop', '--workflow-id', made.WorkflowId)
    }
    expect(await failing('step-failure:1:2', 'shaky')).toMatchObject({ Status: 'COMPLETE' })
    expect(await failing('step-failure', 'broken')).toMatchObject({
      Status: 'FAILED',
      ErrorDescription: expect.stringContaining('Flow broken-1: Failed after 3 retries') as string,
    })
  })

  it('describes the connector profiles that Cloud Control made', async () => {
    await cloud.create('AWS::AppFlow::ConnectorProfile', {
      ConnectorProfileName: 'crm',
      ConnectorType: 'Salesforce',
      ConnectionMode: 'Public',
    })
    const ask = (name: string): Promise<unknown> =>
      aws.run(['appflow', 'describe-connector-profiles', '--connector-profile-names', name], {
        region: REGION,
      })
    expect(await ask('crm')).toMatchObject({
      connectorProfileDetails: [{ connectorProfileName: 'crm', connectorType: 'Salesforce' }],
    })
    expect(await ask('gone')).toEqual({ connectorProfileDetails: [] })
  })
})
