import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '../../src/errors/index.js'
import { createProgram } from '../../src/cli/program.js'
import { FORMATS } from '../../src/cli/formats.js'
import { findTable, outputSkeleton, inputSkeleton } from '../../src/plan/index.js'
import { ImmutaBed } from '../providers/immuta-bed.js'
import { statementOf, type Body, type PageExample } from '../providers/immuta-page.js'
import { domain, objects, rows, TestBed } from '../session/support.js'
import * as facts from './facts.js'

/* One row for each section, option, value, example and error of the five pages; what differs says why. */

let bed: TestBed
let immuta: ImmutaBed

beforeAll(async () => {
  bed = await TestBed.start({ estate: [domain('shop')] })
  immuta = await ImmutaBed.start()
})
beforeEach(() => immuta.server.reset())
afterAll(async () => {
  await bed.close()
  await immuta.close()
})

const P = 'aws.customer_profiles'
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1a2b3c4d-5e6f-4a1b-8c2d-3e4f5a6b7c8d'

type Described = ReadonlyMap<unknown, Record<string, unknown>>
const known = new Map<string, Described>()

/** What DESCRIBE EXTENDED tells of a table, by its column of that name. */
async function described(table: string, by = 'name'): Promise<Described> {
  const key = `${table} ${by}`
  const found =
    known.get(key) ??
    new Map((await objects(bed.session, `DESCRIBE EXTENDED ${table}`)).map((row) => [row[by], row]))
  known.set(key, found)
  return found
}

const HOMES = [
  ['put-integration', `${P}.integrations`, 'flow_definition'],
  [
    'create-integration-workflow',
    `${P}.integration_workflows`,
    'integration_config.AppflowIntegration.FlowDefinition',
  ],
] as const

describe.each(HOMES)('%s: a flow', (_command, table, home) => {
  test.each(Object.entries(facts.FLOW_MEMBERS))('%s is %s', async (path, type) => {
    expect((await described(table)).get(`${home}.${path}`)).toMatchObject({ schema_type: type })
  })

  test.each(facts.TASK_PROPERTIES)('the task property %s', async (name) => {
    const path = `${home}.Tasks[*].TaskProperties.${name}`
    expect((await described(table)).has(path)).toBe(true)
  })

  test.each(Object.entries(facts.FLOW_VALUES))(
    'the values of %s, and no others',
    async (path, all) => {
      const { allowed } = (await described(table)).get(`${home}.${path}`) ?? {}
      expect(String(allowed).split(', ').sort()).toEqual([...all].sort())
    },
  )
})

/** A flow that is right, with one operation of one source. */
function flowWith(source: string, operator: string): string {
  const connector = source === 'ServiceNow' ? 'Servicenow' : source
  const properties = source === 'S3' ? { BucketName: 'bucket-of-data' } : { Object: 'Account' }
  return JSON.stringify({
    ...{ FlowName: 'flow', KmsArn: KEY, TriggerConfig: { TriggerType: 'OnDemand' } },
    Tasks: [
      { ConnectorOperator: { [source]: operator }, SourceFields: ['Id'], TaskType: 'Filter' },
    ],
    SourceFlowConfig: {
      ConnectorType: connector,
      SourceConnectorProperties: { [source]: properties },
    },
  })
}

const OPERATIONS = Object.entries(facts.OPERATORS).flatMap(([source, all]) =>
  all.map((operator) => [source, operator] as const),
)

test.each(OPERATIONS)('put-integration: %s takes %s', async (source, operator) => {
  const sql = `EXPLAIN INSERT INTO ${P}.integrations (domain_name, object_type_name, flow_definition)
    VALUES ('shop', 'Account', '${flowWith(source, operator)}')`
  expect(JSON.stringify(await rows(bed.session, sql))).toContain(`${P}.integrations`)
})

test.each([
  ['Marketo', 'EQUAL_TO'],
  ['Zendesk', 'LESS_THAN'],
  ['S3', 'CONTAINS'],
])('put-integration: %s does not take %s', async (source, operator) => {
  const sql = `EXPLAIN INSERT INTO ${P}.integrations (domain_name, object_type_name, flow_definition)
    VALUES ('shop', 'Account', '${flowWith(source, operator)}')`
  await expect(rows(bed.session, sql)).rejects.toMatchObject({ code: 'VALUE_TYPE' })
})

test.each(facts.EVENTS)('put-integration: the event %s', async (event) => {
  expect((await described(`${P}.integrations`)).has(`object_type_names.${event}`)).toBe(true)
})

test('create-integration-workflow: the only type', async () => {
  const table = await described(`${P}.integration_workflows`)
  expect(table.get('workflow_type')).toMatchObject({ allowed: 'APPFLOW_INTEGRATION' })
})

describe.each(facts.COMMANDS)('$command', ({ table, input, output }) => {
  const found = () => findTable(bed.session.catalog, ['aws', 'customer_profiles', table])

  test.each(input)('the option for %s', (property) => {
    expect(Object.keys(inputSkeleton(found(), { sent: true }))).toContain(property)
  })
  test('has no other input', () => {
    expect(Object.keys(inputSkeleton(found(), { sent: true })).sort()).toEqual([...input].sort())
  })
  test('the skeleton of its answer', () => {
    expect(Object.keys(outputSkeleton(found()))).toEqual(output)
  })

  test.each(facts.OPTIONS)('%s', (_option, flag, verdict) => {
    const exec = createProgram().commands.find((each) => each.name() === 'exec')
    const flags = exec?.options.map(({ long }) => long) ?? []
    expect(flag === undefined).toBe(typeof verdict === 'string')
    if (flag !== undefined) expect(flags).toContain(flag)
    else expect(verdict).toMatch(/^differs, because \S.*[^.]$/)
  })
})

test.each(facts.OUTPUTS)('the output %s', (format) => {
  expect(FORMATS).toContain(format)
})

test.each(facts.COLORS)('the colour %s', (when) => {
  const exec = createProgram().commands.find((each) => each.name() === 'exec')
  expect(exec?.options.find(({ long }) => long === '--color')?.argChoices).toContain(when)
})

describe('the page of the registry’s table', () => {
  const T = 'awscc.customerprofiles.integrations'

  test.each(facts.REGISTRY_PATHS)('the field %s', async (path) => {
    expect((await described(T, 'column_path')).has(path)).toBe(true)
  })

  test.each(facts.REGISTRY_METHODS)(
    'the method %s',
    async (name, resource, statement, required) => {
      const methods = await objects(bed.session, `SHOW METHODS IN ${T}`)
      expect(methods.find((each) => each['name'] === name)).toMatchObject({
        resource,
        accessible_by: statement,
        required_params: required,
      })
    },
  )

  test.each(Object.entries(facts.REGISTRY_PERMISSIONS))('permissions: %s', (handler, actions) => {
    const { schema } = findTable(bed.session.catalog, T.split('.'))
    const { permissions } =
      schema.handlers[handler as keyof typeof facts.REGISTRY_PERMISSIONS] ?? {}
    expect(permissions).toEqual(expect.arrayContaining([...actions]))
  })
})

describe('the guide to integrations by AppFlow', () => {
  test('bulk ingestion: batches are two months unless told', async () => {
    const sql = `SELECT count(*) AS n FROM appflow_batches('2025-01-01', '2026-01-01', '2 months')`
    expect(await rows(bed.session, sql)).toEqual([[6]])
  })

  test.each(['Salesforce', 'Marketo', 'ServiceNow'])(
    'data of %s from more than 60 days back needs a role',
    async (source) => {
      const flow = JSON.parse(flowWith(source, 'PROJECTION')) as Record<string, unknown>
      flow['TriggerConfig'] = {
        TriggerType: 'Scheduled',
        TriggerProperties: {
          Scheduled: {
            ScheduleExpression: 'rate(5minutes)',
            FirstExecutionFrom: '2020-01-01T00:00:00Z',
          },
        },
      }
      const sql = `INSERT INTO ${P}.integrations (domain_name, object_type_name, flow_definition)
        VALUES ('shop', 'Account', '${JSON.stringify(flow)}')`
      await expect(rows(bed.session, sql)).rejects.toThrow(/RoleArn/)
    },
  )

  test.each(['profile_objects', 'integration_workflow_steps', 'object_type_templates'])(
    'what is monitored and viewed: %s',
    async (table) => {
      expect((await described(`${P}.${table}`)).size).toBeGreaterThan(3)
    },
  )
})

describe('the page of the API of Immuta', () => {
  const examples = JSON.parse(
    readFileSync(new URL('../helpers/immuta-examples.json', import.meta.url), 'utf8'),
  ) as PageExample[]
  const requests = examples.filter(({ kind }) => kind === 'request')

  test('has 24 examples of requests', () => {
    expect(requests).toHaveLength(24)
  })

  test.each(requests.map((each) => [`${each.section} ${each.sub}`, each] as const))(
    '%s',
    async (_name, example) => {
      const id = /\/integrations\/(\d+|\{id\})/.exec(example.path ?? '')?.[1]
      const isKey = example.section.includes('regenerate')
      const { type = isKey ? 'Trino' : 'Snowflake', autoBootstrap = true } = (example.body ??
        {}) as Partial<Body>
      if (id !== undefined) {
        const own = id.replace('{id}', '123456789')
        immuta.server.add(type, { host: 'before' }, { id: own, autoBootstrap })
      }
      if (example.method === 'DELETE') {
        const parameters = example.body as Record<string, string>
        await immuta.drain({ ...immuta.readStatement(statementOf(example)), parameters })
      } else await rows(immuta.session, statementOf(example))
      const path = example.path?.replace('{id}', '123456789')
      const sent = immuta.server.asked.find(
        (each) => each.method === example.method && each.path === path,
      )
      expect(sent).toBeDefined()
      expect(sent?.body ?? null).toEqual(example.body ?? null)
    },
  )

  test('POST takes the seven platforms', async () => {
    const table = await described('immuta.integrations.integrations')
    expect(table.get('type')).toMatchObject({ allowed: facts.PLATFORMS.join(', ') })
  })

  const pairs = Object.entries(facts.SCRIPTS).flatMap(([script, takes]) =>
    facts.PLATFORMS.map((platform) => [script, platform, takes.includes(platform)] as const),
  )
  test.each(pairs)('the script %s for %s: %s', async (script, platform, isTaken) => {
    const id = immuta.server.add(platform, {}, { autoBootstrap: false })
    const of = script === 'edit' ? `@id = ${id}, ` : ''
    const sql = `EXEC immuta.integrations.scripts.${script} ${of}@type = '${platform}', @autoBootstrap = false, @config = '{"host":"h"}'`
    const run = rows(immuta.session, sql)
    if (isTaken) expect(JSON.stringify(await run)).toContain('CREATE DATABASE')
    else
      await expect(run).rejects.toMatchObject({ code: expect.stringMatching(/^VALUE_/) as string })
  })

  test.each(['INSERT', 'UPDATE', 'DELETE'])('dryRun of %s changes nothing', async (verb) => {
    const T = 'immuta.integrations.integrations'
    const id = immuta.server.add('Databricks', { host: 'h' }, {})
    const rest = {
      INSERT: `INTO ${T} (type) VALUES ('Trino')`,
      UPDATE: `${T} SET auto_bootstrap = false WHERE id = ${id}`,
      DELETE: `FROM ${T} WHERE id = ${id}`,
    }[verb]
    const tests = await rows(immuta.session, `${verb} /*+ dryrun */ ${rest ?? ''}`)
    expect(tests.length).toBeGreaterThan(0)
    const writes = immuta.server.asked.filter(({ method }) => method !== 'GET')
    expect(writes.map(({ query }) => query['dryRun'])).toEqual(['true'])
  })

  test('forceDisable of DELETE', async () => {
    const id = immuta.server.add('Snowflake', { host: 'h' }, {})
    await rows(
      immuta.session,
      `DELETE /*+ force_disable */ FROM immuta.integrations.integrations WHERE id = ${id}`,
    )
    const sent = immuta.server.asked.find(({ method }) => method === 'DELETE')
    expect(sent?.query['forceDisable']).toBe('true')
  })

  test('a conflict of POST names what is there', async () => {
    immuta.server.add('Snowflake', { host: 'h' }, {})
    const sql = `INSERT INTO immuta.integrations.integrations (type, auto_bootstrap, config) VALUES ('Snowflake', false, '{"host":"h"}')`
    await expect(rows(immuta.session, sql)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' })
  })
})

describe('what helps where a statement is wrong', () => {
  const hintOf = async (sql: string): Promise<string> => {
    const error: unknown = await rows(bed.session, sql).then(
      () => undefined,
      (cause: unknown) => cause,
    )
    if (!AppError.is(error)) throw new Error(`no failure: ${sql}`)
    return [error.message, error.details.hint].join('\n')
  }

  test.each([
    ['a method near by', 'EXEC immuta.integrations.scripts.creat', 'did you mean create'],
    ['no method near by', 'EXEC immuta.integrations.scripts.nope', 'initial_create'],
    [
      'a table without its provider',
      'SELECT * FROM customer_profiles.integrations',
      'aws.customer_profiles.integrations or awscc.customerprofiles.integrations',
    ],
    [
      'the same as the other providers spell it',
      'SELECT * FROM customerprofiles.integrations',
      'aws.customer_profiles.integrations or awscc.customerprofiles.integrations',
    ],
    [
      'what the service makes, and nothing that the row gives',
      `REPLACE INTO ${P}.integrations (domain_name, object_type_name) VALUES ('shop', 'Account')`,
      'the service makes Uri\n',
    ],
  ])('%s', async (_case, sql, told) => {
    expect(await hintOf(sql)).toContain(told)
  })

  test('a value that is wrong is not one to leave out', async () => {
    const config = `{"AppflowIntegration":{"FlowDefinition":${flowWith('S3', 'PROJECTION')}}}`
    const sql = `INSERT INTO ${P}.integration_workflows (domain_name, workflow_type, object_type_name, role_arn, integration_config)
      VALUES ('shop', 'APPFLOW_INTEGRATION', 'Account', 'arn:aws:iam::123456789012:role/r', '${config}')`
    const told = await hintOf(sql)
    expect(told).toContain('Salesforce, ServiceNow and Marketo')
    expect(told).not.toContain('leave out')
  })
})

describe('the README leads to', () => {
  const root = new URL('../../', import.meta.url)
  const readme = readFileSync(new URL('README.md', root), 'utf8')
  const pages = ['docs/', 'docs/providers/'].flatMap((folder) =>
    readdirSync(new URL(folder, root))
      .filter((name) => name.endsWith('.md'))
      .map((name) => folder + name),
  )

  test.each(pages)('%s', (page) => {
    expect(readme).toContain(`](${page})`)
  })
})
