import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callsOf, objects, rows, TestBed } from './support.js'

let bed: TestBed

beforeAll(async () => {
  bed = await TestBed.start()
  await rows(
    bed.session,
    `INSERT INTO awscc.customerprofiles.domains (DomainName, DefaultExpirationDays) VALUES ('retail', 366)`,
  )
})

afterAll(() => bed.close())

const TAGS = [{ Key: 'k', Value: 'v' }]

describe('the statements of the published page, in order', () => {
  test('INSERT of the required properties: the service names the resource', async () => {
    const [outcome] = await objects(
      bed.session,
      `/*+ create */
INSERT INTO awscc.customerprofiles.integrations (
 DomainName,
 region
)
SELECT
'retail',
'us-east-1';`.replace(/;$/, ''),
    )
    expect(outcome).toMatchObject({ operation: 'CREATE', status: 'SUCCESS', region: 'us-east-1' })
    expect(outcome?.['identifier']).toMatch(/^retail\|./)
  })

  test('INSERT of all properties: JSON given as text', async () => {
    const flow = {
      FlowName: 'orders',
      KmsArn: 'arn:aws:kms:us-east-1:123456789012:key/1a2b3c4d-5e6f-4a1b-8c2d-3e4f5a6b7c8d',
      Tasks: [
        { ConnectorOperator: { S3: 'PROJECTION' }, SourceFields: ['id'], TaskType: 'Filter' },
      ],
      TriggerConfig: { TriggerType: 'OnDemand' },
      SourceFlowConfig: {
        ConnectorType: 'S3',
        SourceConnectorProperties: { S3: { BucketName: 'orders-bucket' } },
      },
    }
    const [outcome] = await objects(
      bed.session,
      `/*+ create */ INSERT INTO awscc.customerprofiles.integrations (
 DomainName, Uri, FlowDefinition, ObjectTypeName, Tags, EventTriggerNames, region
) SELECT 'retail', 's3://b', '${JSON.stringify(flow)}', 'Orders', '${JSON.stringify(TAGS)}', '["trigger"]', 'us-east-1'`,
    )
    expect(outcome).toMatchObject({ identifier: 'retail|s3://b', status: 'SUCCESS' })
  })

  test('SELECT by Identifier is one GetResource', async () => {
    let found: Record<string, unknown>[] = []
    const calls = await callsOf(bed.session, async () => {
      found = await objects(
        bed.session,
        `SELECT region, domain_name, uri, flow_definition, object_type_name, created_at, last_updated_at, tags,
object_type_names, event_trigger_names
FROM awscc.customerprofiles.integrations
WHERE region = 'us-east-1' AND Identifier = 'retail|s3://b'`,
      )
    })
    expect(calls).toEqual({ GetResource: 1 })
    expect(found).toEqual([
      expect.objectContaining({
        region: 'us-east-1',
        domain_name: 'retail',
        uri: 's3://b',
        object_type_name: 'Orders',
        tags: TAGS,
        event_trigger_names: ['trigger'],
        flow_definition: null,
        created_at: expect.any(String) as unknown,
      }),
    ])
  })

  test('the list table lists the parents first, and one domain alone where it is named', async () => {
    const list = `SELECT region, domain_name, uri FROM awscc.customerprofiles.integrations_list_only WHERE region = 'us-east-1'`
    let found: unknown[][] = []
    expect(
      await callsOf(bed.session, async () => {
        found = await rows(bed.session, list)
      }),
    ).toEqual({ ListResources: 2 })
    expect(found).toHaveLength(2)
    expect(found).toContainEqual(['us-east-1', 'retail', 's3://b'])
    expect(
      await callsOf(bed.session, () => rows(bed.session, `${list} AND domain_name = 'retail'`)),
    ).toEqual({ ListResources: 1 })
  })

  test('UPDATE by PatchDocument, and by columns', async () => {
    const patch = JSON.stringify([{ op: 'replace', path: '/ObjectTypeName', value: 'Patched' }])
    const [patched] = await objects(
      bed.session,
      `/*+ update */ UPDATE awscc.customerprofiles.integrations SET PatchDocument = string('${patch}')
WHERE region = 'us-east-1' AND Identifier = 'retail|s3://b'`,
    )
    expect(patched).toMatchObject({ operation: 'UPDATE', status: 'SUCCESS' })
    const [changed] = await objects(
      bed.session,
      `UPDATE awscc.customerprofiles.integrations
SET tags = '[{"Key":"z","Value":"w"}]', object_type_name = 'Natural'
WHERE region = 'us-east-1' AND Identifier = 'retail|s3://b'`,
    )
    expect(changed).toMatchObject({ operation: 'UPDATE', status: 'SUCCESS' })
    expect(
      await rows(
        bed.session,
        `SELECT object_type_name, tags ->> 0 ->> 'Key', json_extract(tags, '$[0].Value')
FROM awscc.customerprofiles.integrations WHERE domain_name = 'retail' AND uri = 's3://b'`,
      ),
    ).toEqual([['Natural', 'z', 'w']])
  })

  test('an UPDATE to what is there already sends nothing', async () => {
    const calls = await callsOf(bed.session, async () => {
      expect(
        await objects(
          bed.session,
          `UPDATE awscc.customerprofiles.integrations SET object_type_name = 'Natural'
WHERE region = 'us-east-1' AND Identifier = 'retail|s3://b'`,
        ),
      ).toMatchObject([{ status: 'UNCHANGED' }])
    })
    expect(calls).toEqual({ GetResource: 1 })
  })

  test('DELETE by Identifier', async () => {
    const calls = await callsOf(bed.session, async () => {
      expect(
        await objects(
          bed.session,
          `/*+ delete */ DELETE FROM awscc.customerprofiles.integrations
WHERE Identifier = 'retail|s3://b' AND region = 'us-east-1'`,
        ),
      ).toMatchObject([{ operation: 'DELETE', status: 'SUCCESS' }])
    })
    expect(calls['DeleteResource']).toBe(1)
    expect(
      await rows(
        bed.session,
        `SELECT uri FROM awscc.customerprofiles.integrations WHERE Identifier = 'retail|s3://b'`,
      ),
    ).toEqual([])
  })
})
