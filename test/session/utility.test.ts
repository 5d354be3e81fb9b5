import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failureOf, objects, rows, TestBed } from './support.js'

const T = 'awscc.customerprofiles.integrations'

let bed: TestBed

beforeAll(async () => {
  bed = await TestBed.start()
})

afterAll(() => bed.close())

test('SHOW METHODS: the five rows of the page, in its order', async () => {
  const found = await objects(bed.session, `SHOW METHODS IN ${T}`)
  expect(
    found.map((row) => [
      row['name'],
      row['resource'],
      row['accessible_by'],
      row['required_params'],
    ]),
  ).toEqual([
    ['create_resource', 'integrations', 'INSERT', 'DomainName, region'],
    ['delete_resource', 'integrations', 'DELETE', 'Identifier, region'],
    ['update_resource', 'integrations', 'UPDATE', 'Identifier, PatchDocument, region'],
    ['list_resources', 'integrations_list_only', 'SELECT', 'region'],
    ['get_resource', 'integrations', 'SELECT', 'Identifier, region'],
  ])
})

describe('SHOW', () => {
  test('PROVIDERS, SERVICES, RESOURCES', async () => {
    expect(await rows(bed.session, 'SHOW PROVIDERS')).toEqual([['aws'], ['awscc'], ['immuta']])
    expect(await rows(bed.session, `SHOW SERVICES IN awscc LIKE 'customer%'`)).toEqual([
      ['customerprofiles', expect.any(String)],
    ])
    const resources = await rows(
      bed.session,
      `SHOW RESOURCES IN AWSCC.CustomerProfiles LIKE 'INTEG%'`,
    )
    expect(resources.map(([name]) => name)).toEqual(['integrations', 'integrations_list_only'])
  })

  test.each(['SHOW SERVICES IN nope', 'SHOW RESOURCES IN awscc.nope', 'SHOW SERVICES IN awscc.s3'])(
    '%s is refused',
    async (sql) => {
      await expect(rows(bed.session, sql)).rejects.toMatchObject({
        code: expect.stringMatching(/^UNKNOWN_/) as string,
      })
    },
  )
})

describe('SHOW INSERT INTO', () => {
  test('is a statement that runs once its placeholders are filled, comments and all', async () => {
    const lines = await rows(bed.session, `SHOW INSERT INTO ${T}`)
    const template = lines.map(([line]) => String(line)).join('\n')
    expect(template).toMatch(
      /^\/\*\+ create \*\/\nINSERT INTO awscc\.customerprofiles\.integrations \(/,
    )
    expect(template).toMatch(/DomainName, -- required/)
    expect(template).not.toMatch(/CreatedAt/)
    const values: Record<string, string> = {
      DomainName: 'retail',
      Uri: 's3://from-template',
      ObjectTypeName: 'Orders',
      Tags: '[{"Key":"k","Value":"v"}]',
      EventTriggerNames: '["t"]',
      Scope: 'PROFILE',
      region: 'us-east-1',
    }
    const filled = template
      .replace(/'\{\{ (\w+) \}\}'/g, (_whole, name: string) => {
        const value = values[name]
        return value === undefined ? 'NULL' : `'${value}'`
      })
      .replace(/;\s*$/, '')
    expect(await objects(bed.session, filled)).toMatchObject([
      { status: 'SUCCESS', identifier: 'retail|s3://from-template' },
    ])
  })

  test('of types of all kinds can be read', async () => {
    const { readStatement, confirmReading } = await import('../../src/sql/index.js')
    for (const table of [
      'awscc.s3.buckets',
      'awscc.ec2.instances',
      'awscc.lambda.functions',
      'awscc.quicksight.analyses',
      'awscc.wafv2.web_acls',
    ]) {
      const lines = await rows(bed.session, `SHOW INSERT INTO ${table}`)
      const statement = readStatement(
        lines
          .map(([line]) => String(line))
          .join('\n')
          .replace(/;\s*$/, ''),
      )
      if (statement.kind !== 'insert') throw new Error(`no INSERT for ${table}`)
      await confirmReading(statement)
    }
  })
})

describe('DESCRIBE', () => {
  test('tells the columns of the tables of skyql itself', async () => {
    const found = await rows(bed.session, 'DESCRIBE skyql.regions')
    expect(found).toEqual([['region', 'VARCHAR', '', '']])
    const [first] = await objects(bed.session, 'DESCRIBE EXTENDED skyql.coverage')
    expect(first).toMatchObject({ name: 'table_name', type: 'VARCHAR', description: null })
    const error = await failureOf(rows(bed.session, 'DESCRIBE skyql.coverages'))
    expect(error).toMatchObject({ code: 'UNKNOWN_TABLE' })
    expect(error.details.hint).toContain('skyql.coverage')
  })

  test('lists region, the properties with their types and flags, and the identifier', async () => {
    const found = await objects(bed.session, `DESCRIBE ${T}`)
    expect(found.map(({ name }) => name)).toEqual([
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
      'scope',
      'Identifier',
      'account_id',
      'connection',
    ])
    const by = new Map(found.map((row) => [row['name'], row]))
    expect(by.get('domain_name')).toMatchObject({ type: 'VARCHAR', schema_type: 'string' })
    expect(by.get('domain_name')?.['flags']).toMatch(/key.*required.*create-only/)
    expect(by.get('created_at')?.['flags']).toMatch(/read-only/)
    expect(by.get('flow_definition')).toMatchObject({ type: 'JSON', schema_type: 'object' })
    expect(by.get('flow_definition')?.['flags']).toMatch(/write-only/)
    expect(by.get('tags')).toMatchObject({ type: 'JSON', schema_type: 'array' })
    expect(by.get('Identifier')?.['schema_type']).toBe('virtual: DomainName|Uri')
  })

  test('EXTENDED adds nested paths as CloudFormation spells them', async () => {
    const found = await objects(bed.session, `DESCRIBE EXTENDED ${T}`)
    const names = found.map(({ name }) => name)
    expect(names).toContain('flow_definition.FlowName')
    expect(names).toContain('tags[*].Key')
    expect(names).toContain('flow_definition.Tasks[*].ConnectorOperator.Salesforce')
    expect(new Set(names).size).toBe(names.length)
  })

  test('EXTENDED of a type that refers to itself ends', async () => {
    const found = await rows(bed.session, 'DESCRIBE EXTENDED awscc.wafv2.web_acls')
    expect(found.length).toBeGreaterThan(50)
    expect(found.length).toBeLessThan(20_000)
  })
})

describe('EXPLAIN', () => {
  test.each([
    [
      `SELECT uri FROM ${T} WHERE Identifier = 'a|b'`,
      /GetResource AWS::CustomerProfiles::Integration a\|b in us-east-1/,
    ],
  ])('%s', async (sql, expected) => {
    const before = { ...bed.session.statistics.calls }
    const lines = await rows(bed.session, `EXPLAIN ${sql}`)
    expect(lines.flat().join('\n')).toMatch(expected)
    expect(bed.session.statistics.calls).toEqual(before)
  })

  test('a mistake has its place in the whole statement', async () => {
    const sql = `EXPLAIN SELECT nope FROM ${T}`
    const failure = await rows(bed.session, sql).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'UNKNOWN_COLUMN' })
  })
})

test('SET regions scopes what comes after it', async () => {
  const session = bed.open({ regions: [] })
  await rows(session, `SET regions = 'eu-west-1, us-east-1'`)
  expect(await session.regions()).toEqual(['eu-west-1', 'us-east-1'])
  await rows(session, 'SET regions = all')
  expect((await session.regions()).length).toBeGreaterThan(20)
  await expect(rows(session, 'SET nothing = 1')).rejects.toMatchObject({ code: 'USAGE' })
})
