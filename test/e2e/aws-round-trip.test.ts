import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emulator, finish, skyql, type RunningEmulator } from '../support/skyql.js'

const installed = (() => {
  try {
    execFileSync('aws', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    console.log('skipped: the aws program is not installed')
    return false
  }
})()

const TYPE = 'AWS::CustomerProfiles::Integration'
const REGION = 'us-east-1'
const URI = 's3://orders'

const VARIABLES = {
  region: REGION,
  DomainName: 'retail',
  Uri: URI,
  FlowDefinition: {
    FlowName: 'orders',
    KmsArn: 'arn:aws:kms:us-east-1:123456789012:key/1a2b3c4d-5e6f-4a1b-8c2d-3e4f5a6b7c8d',
    Tasks: [{ TaskType: 'Map', SourceFields: ['id'], DestinationField: 'ProfileId' }],
    TriggerConfig: { TriggerType: 'OnDemand' },
    SourceFlowConfig: {
      ConnectorType: 'S3',
      SourceConnectorProperties: { S3: { BucketName: 'orders' } },
    },
  },
  ObjectTypeName: 'Orders',
  Tags: [{ Key: 'team', Value: "store's front" }],
  ObjectTypeNames: [{ Key: 'Shopify.CreatedOrder', Value: 'Order' }],
  EventTriggerNames: ['new-order'],
  flow_definition: undefined as unknown,
  object_type_name: 'Purchases',
  tags: [{ Key: 'team', Value: 'crm' }],
  object_type_names: [{ Key: 'Shopify.CreatedOrder', Value: 'Purchase' }],
  event_trigger_names: ['changed-order'],
}
VARIABLES.flow_definition = VARIABLES.FlowDefinition

// The statements of the published page of this resource, as printed there; only <…> is filled in.
const GET = `SELECT
region,
domain_name,
uri,
flow_definition,
object_type_name,
created_at,
last_updated_at,
tags,
object_type_names,
event_trigger_names
FROM awscc.customerprofiles.integrations
WHERE region = 'us-east-1' AND Identifier = '<DomainName>|<Uri>';`

const LIST = `SELECT
region,
domain_name,
uri
FROM awscc.customerprofiles.integrations_list_only
WHERE region = 'us-east-1';`

const INSERT_REQUIRED = `/*+ create */
INSERT INTO awscc.customerprofiles.integrations (
 DomainName,
 region
)
SELECT 
'{{ DomainName }}',
'{{ region }}';`

const INSERT_ALL = `/*+ create */
INSERT INTO awscc.customerprofiles.integrations (
 DomainName,
 Uri,
 FlowDefinition,
 ObjectTypeName,
 Tags,
 ObjectTypeNames,
 EventTriggerNames,
 region
)
SELECT 
 '{{ DomainName }}',
 '{{ Uri }}',
 '{{ FlowDefinition }}',
 '{{ ObjectTypeName }}',
 '{{ Tags }}',
 '{{ ObjectTypeNames }}',
 '{{ EventTriggerNames }}',
 '{{ region }}';`

const UPDATE = `/*+ update */
UPDATE awscc.customerprofiles.integrations
SET PatchDocument = string('{{ {
    "FlowDefinition": flow_definition,
    "ObjectTypeName": object_type_name,
    "Tags": tags,
    "ObjectTypeNames": object_type_names,
    "EventTriggerNames": event_trigger_names
} | generate_patch_document }}')
WHERE region = '{{ region }}'
AND Identifier = '<DomainName>|<Uri>';`

const DELETE = `/*+ delete */
DELETE FROM awscc.customerprofiles.integrations
WHERE Identifier = '<DomainName|Uri>'
AND region = 'us-east-1';`

const filled = (sql: string): string =>
  sql
    .replace('<DomainName|Uri>', '<DomainName>|<Uri>')
    .replace('<DomainName>', VARIABLES.DomainName)
    .replace('<Uri>', VARIABLES.Uri)

describe.skipIf(!installed)('the published page, beside the aws program', () => {
  let cloud: RunningEmulator
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'skyql-e2e-'))
    writeFileSync(join(folder, 'vars.json'), JSON.stringify(VARIABLES))
    cloud = await emulator(['--handler', '100'])
    await run(
      "INSERT INTO awscc.customerprofiles.domains (DomainName, DefaultExpirationDays, region) VALUES ('retail', 366, 'us-east-1')",
    )
  })

  afterAll(async () => {
    await cloud.stop()
    rmSync(folder, { recursive: true })
  })

  async function run(sql: string): Promise<Record<string, unknown>[]> {
    const file = join(folder, 'statement.sql')
    writeFileSync(file, filled(sql))
    const { code, stdout, stderr } = await skyql([
      'exec',
      '-o',
      'json',
      '-i',
      file,
      '--vars',
      join(folder, 'vars.json'),
      '--endpoint-url',
      cloud.url,
    ])
    expect(stderr).not.toContain('error')
    expect(code).toBe(0)
    return JSON.parse(stdout) as Record<string, unknown>[]
  }

  async function aws(...args: string[]): Promise<Record<string, unknown>> {
    const { code, stdout, stderr } = await finish('aws', [
      'cloudcontrol',
      ...args,
      '--region',
      REGION,
      '--endpoint-url',
      cloud.url,
      '--output',
      'json',
    ])
    expect(stderr).toBe('')
    expect(code).toBe(0)
    return stdout === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>)
  }

  async function awsGet(identifier: string): Promise<Record<string, unknown>> {
    const answer = await aws('get-resource', '--type-name', TYPE, '--identifier', identifier)
    const { Properties } = answer['ResourceDescription'] as { Properties: string }
    return JSON.parse(Properties) as Record<string, unknown>
  }

  test('INSERT with all properties is what aws sees', async () => {
    const [outcome] = await run(INSERT_ALL)
    expect(outcome).toMatchObject({
      operation: 'CREATE',
      identifier: `retail|${URI}`,
      status: 'SUCCESS',
    })
    const { FlowDefinition, ...visible } = await awsGet(`retail|${URI}`)
    expect(FlowDefinition).toBeUndefined()
    expect(visible).toMatchObject({
      DomainName: 'retail',
      Uri: URI,
      ObjectTypeName: 'Orders',
      Tags: VARIABLES.Tags,
      ObjectTypeNames: VARIABLES.ObjectTypeNames,
      EventTriggerNames: VARIABLES.EventTriggerNames,
    })
  })

  test('INSERT with required properties gets its Uri from the service', async () => {
    const [outcome] = await run(INSERT_REQUIRED)
    const identifier = String(outcome?.['identifier'])
    expect(identifier).toMatch(/^retail\|./)
    expect(await awsGet(identifier)).toMatchObject({ DomainName: 'retail' })
    await aws('delete-resource', '--type-name', TYPE, '--identifier', identifier)
  })

  test('SELECT by Identifier gives the columns as printed', async () => {
    const [row, ...others] = await run(GET)
    expect(others).toEqual([])
    expect(Object.keys(row ?? {})).toEqual([
      'region',
      'domain_name',
      'uri',
      'flow_definition',
      'object_type_name',
      'created_at',
      'last_updated_at',
      'tags',
      'object_type_names',
      'event_trigger_names',
    ])
    expect(row).toMatchObject({
      region: REGION,
      domain_name: 'retail',
      uri: URI,
      flow_definition: null,
      tags: VARIABLES.Tags,
    })
  })

  test('SELECT from the list-only table finds what aws created', async () => {
    const model = JSON.stringify({
      DomainName: 'retail',
      Uri: 's3://from-aws',
      ObjectTypeName: 'X',
    })
    const created = await aws('create-resource', '--type-name', TYPE, '--desired-state', model)
    const { RequestToken } = created['ProgressEvent'] as { RequestToken: string }
    await aws('wait', 'resource-request-success', '--request-token', RequestToken)
    const status = await aws('get-resource-request-status', '--request-token', RequestToken)
    expect(status['ProgressEvent']).toMatchObject({ OperationStatus: 'SUCCESS' })
    const rows = await run(LIST)
    const uris = rows.map(({ uri }) => uri)
    expect(uris).toContain('s3://from-aws')
    expect(uris).toContain(URI)
    const listed = await aws(
      'list-resources',
      '--type-name',
      TYPE,
      '--resource-model',
      '{"DomainName":"retail"}',
    )
    const descriptions = listed['ResourceDescriptions'] as { Identifier: string }[]
    expect(descriptions.map(({ Identifier }) => Identifier.split('|')[1]).sort()).toEqual(
      uris.sort(),
    )
  })

  test('UPDATE as printed changes what aws sees', async () => {
    const [outcome] = await run(UPDATE)
    expect(outcome).toMatchObject({ operation: 'UPDATE', status: 'SUCCESS' })
    expect(await awsGet(`retail|${URI}`)).toMatchObject({
      ObjectTypeName: 'Purchases',
      Tags: VARIABLES.tags,
      ObjectTypeNames: VARIABLES.object_type_names,
      EventTriggerNames: VARIABLES.event_trigger_names,
    })
  })

  test('what aws updates is what SELECT reads', async () => {
    const patch = JSON.stringify([{ op: 'replace', path: '/ObjectTypeName', value: 'FromAws' }])
    const identifier = `retail|${URI}`
    const updated = await aws(
      'update-resource',
      '--type-name',
      TYPE,
      '--identifier',
      identifier,
      '--patch-document',
      patch,
    )
    const { RequestToken } = updated['ProgressEvent'] as { RequestToken: string }
    await aws('wait', 'resource-request-success', '--request-token', RequestToken)
    const [row] = await run(GET)
    expect(row).toMatchObject({ object_type_name: 'FromAws' })
  })

  test('the natural UPDATE computes its patch from the live resource', async () => {
    await run(
      `UPDATE awscc.customerprofiles.integrations SET tags = '[{"Key":"env","Value":"prod"}]', object_type_name = 'x' WHERE region = 'us-east-1' AND Identifier = 'retail|${URI}'`,
    )
    expect(await awsGet(`retail|${URI}`)).toMatchObject({
      ObjectTypeName: 'x',
      Tags: [{ Key: 'env', Value: 'prod' }],
      EventTriggerNames: VARIABLES.event_trigger_names,
    })
  })

  test('DELETE as printed takes it away, for aws too', async () => {
    const [outcome] = await run(DELETE)
    expect(outcome).toMatchObject({ operation: 'DELETE', status: 'SUCCESS' })
    const { code, stderr } = await finish('aws', [
      ...['cloudcontrol', 'get-resource', '--type-name', TYPE, '--identifier', `retail|${URI}`],
      ...['--region', REGION, '--endpoint-url', cloud.url],
    ])
    expect(code).not.toBe(0)
    expect(stderr).toContain('ResourceNotFoundException')
    expect(await run(GET)).toEqual([])
  })

  test('SHOW METHODS prints the five rows of the page', async () => {
    const rows = await run('SHOW METHODS IN awscc.customerprofiles.integrations')
    const shown = rows.map((row) => [
      row['name'],
      row['resource'],
      row['accessible_by'],
      row['required_params'],
    ])
    expect(shown).toEqual([
      ['create_resource', 'integrations', 'INSERT', 'DomainName, region'],
      ['delete_resource', 'integrations', 'DELETE', 'Identifier, region'],
      ['update_resource', 'integrations', 'UPDATE', 'Identifier, PatchDocument, region'],
      ['list_resources', 'integrations_list_only', 'SELECT', 'region'],
      ['get_resource', 'integrations', 'SELECT', 'Identifier, region'],
    ])
  })
})

test('the statements of this file are those of the published page', ({ skip }) => {
  const page = new URL(
    '../../../shared/reference/seeds/awscc-customerprofiles-integrations.md',
    import.meta.url,
  )
  let text: string
  try {
    text = readFileSync(page, 'utf8')
  } catch {
    console.log('skipped: ../shared is not there')
    skip()
    return
  }
  for (const statement of [GET, LIST, INSERT_REQUIRED, INSERT_ALL, UPDATE, DELETE]) {
    expect(text).toContain(statement)
  }
})
