import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Session } from '../../src/session/index.js'
import { callsOf, domain, failureOf, objects, rows, TestBed } from './support.js'

let bed: TestBed
let session: Session

beforeAll(async () => {
  bed = await TestBed.start({ estate: [domain('retail'), domain('wholesale')] })
  session = bed.session
})

afterAll(() => bed.close())

const INTEGRATIONS = 'aws.customer_profiles.integrations'
const WORKFLOWS = 'aws.customer_profiles.integration_workflows'
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/aaaaaaaa-1111'
const ROLE = 'arn:aws:iam::123456789012:role/ingestion'

type Flow = Record<string, unknown> & { TriggerConfig: unknown; Tasks: Record<string, unknown>[] }

/** A flow definition of that source, changed as a test likes. */
function flow(source: string, change: (flow: Flow) => void = () => undefined): string {
  const own = source === 'Servicenow' ? 'ServiceNow' : source
  const definition: Flow = {
    FlowName: 'accounts',
    KmsArn: KEY,
    SourceFlowConfig: {
      ConnectorProfileName: 'mine',
      ConnectorType: source,
      SourceConnectorProperties: { [own]: { Object: 'Account' } },
    },
    Tasks: [
      {
        TaskType: 'Map',
        SourceFields: ['Id'],
        DestinationField: 'Id',
        ConnectorOperator: { [own]: 'NO_OP' },
        TaskProperties: { SOURCE_DATA_TYPE: 'string' },
      },
    ],
    TriggerConfig: {
      TriggerType: 'Scheduled',
      TriggerProperties: {
        Scheduled: {
          ScheduleExpression: 'rate(1hours)',
          DataPullMode: 'Incremental',
          ScheduleStartTime: '2026-12-01T00:00:00Z',
          FirstExecutionFrom: Math.floor(Date.now() / 1_000),
        },
      },
    },
  }
  change(definition)
  return JSON.stringify(definition)
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

describe('integrations', () => {
  test('are made, read and seen by Cloud Control; maps are JSON objects', async () => {
    await rows(
      session,
      `INSERT INTO ${INTEGRATIONS} (domain_name, uri, object_type_name, tags)
       VALUES ('retail', 's3://events', 'CTR', '[{"Key":"team","Value":"a"}]')`,
    )
    expect(await objects(session, `SELECT * FROM ${INTEGRATIONS}`)).toEqual([
      expect.objectContaining({
        region: 'us-east-1',
        domain_name: 'retail',
        uri: 's3://events',
        object_type_name: 'CTR',
        tags: { team: 'a' },
        event_trigger_names: [],
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
      }),
    ])
    const seen = await objects(session, 'SELECT tags FROM awscc.customerprofiles.integrations')
    expect(seen).toEqual([{ tags: [{ Key: 'team', Value: 'a' }] }])
  })

  test('are not overwritten by INSERT, though the service would', async () => {
    const error = await failureOf(
      rows(
        session,
        `INSERT INTO ${INTEGRATIONS} (domain_name, uri, object_type_name) VALUES ('retail', 's3://events', 'Other')`,
      ),
    )
    expect(error).toMatchObject({ code: 'ALREADY_EXISTS' })
    expect(await rows(session, `SELECT object_type_name FROM ${INTEGRATIONS}`)).toEqual([['CTR']])
  })

  test('are listed by domain, and over the account by uri', async () => {
    const by = async (where: string): Promise<Record<string, number>> =>
      callsOf(session, () => rows(session, `SELECT role_arn FROM ${INTEGRATIONS} WHERE ${where}`))
    expect(await by("domain_name = 'retail'")).toEqual({ ListIntegrations: 1 })
    expect(await by("uri = 's3://events'")).toEqual({ ListAccountIntegrations: 1 })
    expect(await by("domain_name = 'retail' AND uri = 's3://events'")).toEqual({
      GetIntegration: 1,
    })
    expect(await by('true')).toEqual({ ListDomains: 1, ListIntegrations: 2 })
  })

  test('have their tags changed by TagResource and UntagResource alone', async () => {
    const calls = await callsOf(session, () =>
      rows(
        session,
        `UPDATE ${INTEGRATIONS} SET tags = '{"stage":"test"}' WHERE domain_name = 'retail' AND uri = 's3://events'`,
      ),
    )
    expect(calls).toMatchObject({ TagResource: 1, UntagResource: 1 })
    expect(calls).not.toHaveProperty('PutIntegration')
    const [found] = await objects(session, `SELECT tags FROM ${INTEGRATIONS}`)
    expect(found).toEqual({ tags: { stage: 'test' } })
  })

  test('are changed by PutIntegration, and keep their tags', async () => {
    const calls = await callsOf(session, () =>
      rows(
        session,
        `UPDATE ${INTEGRATIONS} SET object_type_name = 'Other' WHERE domain_name = 'retail' AND uri = 's3://events'`,
      ),
    )
    expect(calls).toMatchObject({ PutIntegration: 1 })
    expect(calls).not.toHaveProperty('TagResource')
    const [found] = await objects(session, `SELECT object_type_name, tags FROM ${INTEGRATIONS}`)
    expect(found).toEqual({ object_type_name: 'Other', tags: { stage: 'test' } })
  })

  test('are deleted and made anew by REPLACE, which needs the flow', async () => {
    const uri = `'s3://events'`
    const needs = await failureOf(
      rows(
        session,
        `REPLACE INTO ${INTEGRATIONS} (domain_name, uri, object_type_name) VALUES ('retail', ${uri}, 'CTR')`,
      ),
    )
    expect(needs.message).toContain('FlowDefinition')
    const early = flow('Salesforce', (definition) => {
      const { TriggerProperties: properties } = definition.TriggerConfig as {
        TriggerProperties: { Scheduled: Record<string, unknown> }
      }
      properties.Scheduled['FirstExecutionFrom'] = 1_600_000_000
    })
    const refused = await failureOf(
      rows(
        session,
        `REPLACE INTO ${INTEGRATIONS} (domain_name, uri, object_type_name, flow_definition)
         VALUES ('retail', ${uri}, 'CTR', ${literal(early)})`,
      ),
    )
    expect(refused.message).toContain('RoleArn')
    // What could not be made anew was not deleted.
    expect(await rows(session, `SELECT uri FROM ${INTEGRATIONS}`)).toHaveLength(1)
    const calls = await callsOf(session, () =>
      rows(
        session,
        `REPLACE INTO ${INTEGRATIONS} (domain_name, uri, object_type_name, flow_definition)
         VALUES ('retail', ${uri}, 'CTR', ${literal(flow('Salesforce'))})`,
      ),
    )
    expect(calls).toMatchObject({ DeleteIntegration: 1, PutIntegration: 1 })
  })

  test('need a domain', async () => {
    const error = await failureOf(
      rows(session, `INSERT INTO ${INTEGRATIONS} (uri) VALUES ('s3://b')`),
    )
    expect(error).toMatchObject({ code: 'MISSING_PROPERTY' })
    expect(error.message).toContain('DomainName')
  })
})

describe('what is checked before it is sent', () => {
  const insert = (definition: string): Promise<unknown> =>
    rows(
      session,
      `EXPLAIN INSERT INTO ${INTEGRATIONS} (domain_name, uri, object_type_name, flow_definition)
       VALUES ('retail', 'flow', 'CTR', ${literal(definition)})`,
    )

  test.each(['Servicenow', 'ServiceNow', 'servicenow', 'Salesforce', 'Marketo', 'Zendesk'])(
    'takes the connector type %s',
    async (source) => {
      const written = flow('Salesforce', (definition) => {
        const config = definition['SourceFlowConfig'] as Record<string, unknown>
        config['ConnectorType'] = source
      })
      await insert(written)
    },
  )

  test.each<[string, string, (flow: Flow) => void]>([
    [
      'a connector type',
      'Salesforce, Marketo, Zendesk, Servicenow, S3',
      (f) => {
        ;(f['SourceFlowConfig'] as Record<string, unknown>)['ConnectorType'] = 'Oracle'
      },
    ],
    [
      'an operator',
      'LESS_THAN_OR_EQUAL_TO',
      (f) => {
        Object.assign(f.Tasks[0] ?? {}, { ConnectorOperator: { S3: 'CONTAINS' } })
      },
    ],
    [
      'a task type',
      'Arithmetic, Filter, Map, Mask, Merge, Truncate, Validate',
      (f) => {
        Object.assign(f.Tasks[0] ?? {}, { TaskType: 'Copy' })
      },
    ],
    [
      'a task property key',
      'MATH_OPERATION_FIELDS_ORDER',
      (f) => {
        Object.assign(f.Tasks[0] ?? {}, { TaskProperties: { COLOUR: 'red' } })
      },
    ],
    [
      'a trigger type',
      'Scheduled, Event, OnDemand',
      (f) => {
        f.TriggerConfig = { TriggerType: 'Hourly' }
      },
    ],
    [
      'trigger properties',
      'TriggerProperties goes with TriggerType Scheduled alone',
      (f) => {
        f.TriggerConfig = {
          TriggerType: 'OnDemand',
          TriggerProperties: { Scheduled: { ScheduleExpression: 'rate(1hours)' } },
        }
      },
    ],
    [
      'a pull mode',
      'Incremental, Complete',
      (f) => {
        f.TriggerConfig = {
          TriggerType: 'Scheduled',
          TriggerProperties: { Scheduled: { ScheduleExpression: 'x', DataPullMode: 'All' } },
        }
      },
    ],
    [
      'a flow name',
      'no spaces',
      (f) => {
        f['FlowName'] = 'my flow'
      },
    ],
  ])(
    'refuses %s that the service does not know, and says what it takes',
    async (_what, told, change) => {
      const error = await failureOf(insert(flow('Salesforce', change)))
      expect(`${error.message} ${error.details.hint ?? ''}`).toContain(told)
    },
  )

  test('refuses an event that is spelled otherwise', async () => {
    const error = await failureOf(
      rows(
        session,
        `EXPLAIN INSERT INTO ${INTEGRATIONS} (domain_name, uri, object_type_names) VALUES ('retail', 'x', '{"ShopifyUpdateOrders":"y"}')`,
      ),
    )
    expect(`${error.message} ${error.details.hint ?? ''}`).toContain('ShopifyUpdatedOrders')
  })

  test('takes task properties as Cloud Control writes them', async () => {
    await insert(
      flow('Salesforce', (f) => {
        Object.assign(f.Tasks[0] ?? {}, {
          TaskProperties: [{ OperatorPropertyKey: 'VALUE', Property: 'a' }],
        })
      }),
    )
  })
})

describe('integration workflows', () => {
  const config = (source: string, change?: (flow: Flow) => void): string =>
    literal(
      JSON.stringify({
        AppflowIntegration: {
          FlowDefinition: JSON.parse(flow(source, change)) as unknown,
          Batches: [{ StartTime: '2026-01-01T00:00:00Z', EndTime: 1_772_323_200 }],
        },
      }),
    )
  const named = (name: string) => (definition: Flow) => {
    definition['FlowName'] = name
  }
  const insert = (source: string, more = '', name = 'accounts'): string =>
    `INSERT INTO ${WORKFLOWS} (domain_name, workflow_type, integration_config, object_type_name, role_arn)
     VALUES ('retail', 'APPFLOW_INTEGRATION', ${config(source, named(name))}, 'Salesforce-Account', '${ROLE}') ${more}`

  test('are made, awaited and told by their id and message', async () => {
    const [made] = await objects(
      session,
      insert('Salesforce', 'RETURNING workflow_id, message, status'),
    )
    expect(made).toEqual({
      workflow_id: expect.any(String) as string,
      message: expect.any(String) as string,
      status: 'COMPLETE',
    })
    const steps = await objects(
      session,
      'SELECT * FROM aws.customer_profiles.integration_workflow_steps',
    )
    expect(steps).toEqual([
      expect.objectContaining({
        domain_name: 'retail',
        workflow_id: made?.['workflow_id'],
        status: 'COMPLETE',
      }),
    ])
  })

  test('have as many steps as batches, however they are joined', async () => {
    const hour = (at: number): string => new Date(1_767_225_600_000 + at * 3_600_000).toISOString()
    const long = JSON.stringify({
      AppflowIntegration: {
        FlowDefinition: JSON.parse(flow('Salesforce', named('long'))) as unknown,
        Batches: Array.from({ length: 54 }, (_, at) => ({
          StartTime: hour(at),
          EndTime: hour(at + 1),
        })),
      },
    })
    const [made] = await objects(
      session,
      `INSERT INTO ${WORKFLOWS} (domain_name, workflow_type, integration_config, object_type_name, role_arn)
       VALUES ('retail', 'APPFLOW_INTEGRATION', ${literal(long)}, 'Salesforce-Account', '${ROLE}') RETURNING workflow_id`,
    )
    const id = `'${String(made?.['workflow_id'])}'`
    const S = 'aws.customer_profiles.integration_workflow_steps'
    const on = 's.workflow_id = w.workflow_id AND s.domain_name = w.domain_name'
    for (const sql of [
      `SELECT count(*) FROM ${S} WHERE domain_name = 'retail' AND workflow_id = ${id}`,
      `SELECT count(*) FROM ${WORKFLOWS} w JOIN ${S} s ON ${on} WHERE w.domain_name = 'retail' AND w.workflow_id = ${id}`,
      `SELECT count(*) FROM ${WORKFLOWS} w JOIN ${S} s USING (domain_name, workflow_id) WHERE workflow_id = ${id}`,
      `SELECT count(*) FROM (VALUES ('retail', ${id})) v(d, w) JOIN ${S} s ON s.domain_name = v.d AND s.workflow_id = v.w`,
      `SELECT count(*) FROM ${S} WHERE domain_name = 'retail' AND workflow_id = (SELECT max(workflow_id) FROM ${WORKFLOWS} WHERE workflow_id = ${id})`,
      `SELECT count(*) FROM ${S} WHERE domain_name = 'retail' AND workflow_id IN (SELECT workflow_id FROM ${WORKFLOWS} WHERE workflow_id = ${id})`,
    ]) {
      expect([sql, ...(await rows(session, sql))]).toEqual([sql, [54]])
    }
  })

  test('are not awaited with --no-wait', async () => {
    const hasty = bed.open({ wait: false })
    const calls = await callsOf(hasty, async () => {
      const [outcome] = await objects(hasty, insert('Salesforce', '', 'others'))
      expect(outcome).toMatchObject({ status: 'IN_PROGRESS', operation: 'CREATE' })
    })
    expect(calls).toEqual({ GetDomain: 1, CreateIntegrationWorkflow: 1 })
  })

  test('answer with their id and message at once with --no-wait', async () => {
    const hasty = bed.open({ wait: false })
    const list = 'RETURNING workflow_id, message, domain_name'
    expect(await objects(hasty, insert('Marketo', list, 'hasty'))).toEqual([
      {
        workflow_id: expect.stringMatching(/^\w+$/) as string,
        message: 'OK',
        domain_name: 'retail',
      },
    ])
    const update = `UPDATE aws.customer_profiles.domains SET default_expiration_days = 8 WHERE domain_name = 'retail' RETURNING tags`
    expect(await failureOf(rows(hasty, update))).toMatchObject({ code: 'USAGE' })
  })

  test('take three sources and no other', async () => {
    const error = await failureOf(rows(session, insert('Zendesk')))
    expect(error.message).toContain('Salesforce, ServiceNow and Marketo')
  })

  test('need all that the page says they need', async () => {
    const error = await failureOf(
      rows(session, `INSERT INTO ${WORKFLOWS} (domain_name) VALUES ('retail')`),
    )
    for (const name of ['WorkflowType', 'IntegrationConfig', 'ObjectTypeName', 'RoleArn']) {
      expect(error.message).toContain(name)
    }
  })

  test('are listed by status, and deleted', async () => {
    const calls = await callsOf(session, () =>
      rows(
        session,
        `SELECT workflow_id FROM ${WORKFLOWS} WHERE domain_name = 'retail' AND status = 'COMPLETE'`,
      ),
    )
    expect(calls).toEqual({ ListWorkflows: 1 })
    const [found] = await objects(
      session,
      `SELECT workflow_id FROM ${WORKFLOWS} WHERE status = 'COMPLETE'`,
    )
    const id = String(found?.['workflow_id'])
    await rows(
      session,
      `DELETE FROM ${WORKFLOWS} WHERE domain_name = 'retail' AND workflow_id = '${id}'`,
    )
    expect(
      await rows(session, `SELECT workflow_id FROM ${WORKFLOWS} WHERE workflow_id = '${id}'`),
    ).toEqual([])
  })
})

test('permissions are those of the service, and none of Cloud Control', async () => {
  const found = await rows(
    session,
    `SHOW PERMISSIONS FOR DELETE FROM ${INTEGRATIONS} WHERE domain_name = 'a' AND uri = 'b'`,
  )
  expect(found.map((row) => row[2])).toEqual([
    'profile:GetIntegration',
    'profile:DeleteIntegration',
  ])
})

test('EXPLAIN names the calls, and no others are made', async () => {
  const [plan] = await objects(
    session,
    `EXPLAIN SELECT uri FROM ${INTEGRATIONS} WHERE domain_name = 'retail'`,
  )
  expect(JSON.stringify(plan)).toContain('aws.customer_profiles.integrations')
})
