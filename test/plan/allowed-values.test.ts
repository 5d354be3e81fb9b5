import { describe, expect, it } from 'vitest'
import { loadCatalog, loadDocuments, type PropertySchema } from '../../src/catalog/index.js'
import { allowedValues, enumeratedValues } from '../../src/plan/allowed-values.js'
import { describe as describeTable } from '../../src/plan/describe.js'
import { insertTemplate } from '../../src/plan/insert-template.js'
import { findTable, inputSkeleton, servicePage, skeletonNotes } from '../../src/plan/index.js'
import { loadYaml } from '../../src/util/index.js'

const dist = new URL('../../dist/', import.meta.url).pathname
const catalog = loadDocuments(loadCatalog({ roots: [`${dist}catalog`] }), `${dist}documents`)

const SCHEMA = catalog.schema(catalog.tables('aws', 'customer_profiles')[0] ?? fail())

function fail(): never {
  throw new Error('the documents are empty')
}

describe('what a property takes, in words', () => {
  it.each<[PropertySchema, string]>([
    [{ type: 'string' }, ''],
    [{ enum: ['a', 'b'] }, 'a, b'],
    [{ enum: ['', 'a, b', 3] }, '"", "a, b", 3'],
    [{ const: 'x' }, 'x'],
    [{ type: 'integer', minimum: 0, maximum: 36_000 }, '0 to 36000'],
    [{ type: 'integer', minimum: 1 }, 'at least 1'],
    [{ type: 'integer', maximum: 9, multipleOf: 3 }, 'at most 9; multiples of 3'],
    [{ type: 'string', minLength: 1, maxLength: 512 }, '1 to 512 characters'],
    [{ type: 'string', minLength: 12, maxLength: 12 }, '12 characters'],
    [{ type: 'string', minLength: 0 }, ''],
    [{ type: 'string', pattern: '^a|b$' }, 'matching ^a|b$'],
    [{ type: 'string', format: 'timestamp' }, 'ISO 8601 or epoch seconds'],
    [{ type: 'string', format: 'some-other' }, ''],
    [{ type: 'array', minItems: 1, maxItems: 3, items: { enum: ['a'] } }, '1 to 3 items; each: a'],
    [{ type: 'array', uniqueItems: true, items: { type: 'string' } }, 'no item twice'],
    [{ oneOf: [{ enum: ['a'] }, { type: 'string', maxLength: 3 }] }, 'a, or at most 3 characters'],
    [{ anyOf: [{ enum: ['a'] }, { type: 'string' }] }, ''],
    [{ allOf: [{ minLength: 1 }, { pattern: '^x' }] }, 'at least 1 characters; matching ^x'],
  ])('%j: %s', (property, expected) => {
    expect(allowedValues(SCHEMA, property)).toBe(expected)
  })

  it('ends in types that refer to themselves', () => {
    const schema = { ...SCHEMA, definitions: { A: { items: { $ref: '#/definitions/A' } } } }
    expect(allowedValues(schema, { $ref: '#/definitions/A' })).toBe('')
  })
})

/** Every enumeration of a schema, by the names of the columns that lead to it. */
function enumerations(parts: readonly string[]): [path: string, values: readonly string[]][] {
  const { schema } = findTable(catalog, parts)
  const found: [string, readonly string[]][] = []
  const visit = (property: PropertySchema, path: string): void => {
    const [, kind, name = ''] = property.$ref?.split('/') ?? []
    const own = (kind === undefined ? property : schema.definitions?.[name]) ?? {}
    const values = enumeratedValues(schema, own)
    if (values.length > 0) found.push([path, values])
    if (own.items !== undefined) visit(own.items, `${path}[*]`)
    for (const [key, inner] of Object.entries(own.properties ?? {})) visit(inner, `${path}.${key}`)
  }
  for (const [property, shape] of Object.entries(schema.properties)) {
    visit(shape, schema.columns.find((each) => each.property === property)?.name ?? property)
  }
  return found
}

const TABLES = ['aws', 'immuta'].flatMap((provider) =>
  catalog
    .services(provider)
    .flatMap((service) =>
      catalog.tables(provider, service).map(({ name }) => [provider, service, name.table]),
    ),
)

describe.each(TABLES.map((parts) => [parts.join('.'), parts] as const))('%s', (name, parts) => {
  const table = findTable(catalog, parts)
  const source = `DESCRIBE EXTENDED ${name}`
  const described = describeTable(
    { kind: 'describe', source, table: { parts, offset: 0 }, extended: true },
    catalog,
  )
  const cell = (row: readonly unknown[], column: string): unknown =>
    row[described.columns.findIndex((each) => each.name === column)]

  it('tells each value of each enumeration: DESCRIBE EXTENDED, the template of INSERT, the skeleton', () => {
    const template = insertTemplate(table)
    const skeleton = inputSkeleton(table)
    const notes = [...skeletonNotes(table, skeleton).values()].join('\n')
    for (const [path, values] of enumerations(parts)) {
      const row = described.rows.find((each) => cell(each, 'name') === path)
      expect(row, path).toBeDefined()
      expect(
        String(cell(row ?? [], 'allowed'))
          .split('; ')[0]
          ?.split(', '),
      ).toEqual(values)
      const isReadOnly = String(cell(row ?? [], 'flags')).includes('read-only')
      if (isReadOnly) continue
      for (const value of values) {
        expect(template).toContain(value)
        expect(notes).toContain(value)
      }
    }
  })

  it('has a name in snake_case for each path, no two alike', () => {
    const paths = described.rows.map((row) => String(cell(row, 'column_path')))
    expect(new Set(paths).size).toBe(paths.length)
    const odd = paths.filter((path) => !/^(?:Identifier|[a-z0-9_.[\]*]+)$/.test(path))
    expect(odd).toEqual([])
  })
})

it('the paths are those of the published page', () => {
  const parts = ['awscc', 'customerprofiles', 'integrations']
  const { rows, columns } = describeTable(
    { kind: 'describe', source: '', table: { parts, offset: 0 }, extended: true },
    catalog,
  )
  const at = columns.findIndex(({ name }) => name === 'column_path')
  expect(rows.map((row) => row[at])).toEqual(
    expect.arrayContaining([
      'flow_definition.flow_name',
      'flow_definition.tasks[*].connector_operator.service_now',
      'flow_definition.tasks[*].connector_operator.s3',
      'flow_definition.tasks[*].task_properties[*].operator_property_key',
      'flow_definition.trigger_config.trigger_properties.scheduled',
      'flow_definition.source_flow_config.incremental_pull_config.datetime_type_field_name',
      'object_type_names[*].key',
      'tags[*].value',
    ]),
  )
})

it('a table that is nowhere is inserted into without a region', () => {
  const template = insertTemplate(findTable(catalog, ['immuta', 'integrations', 'integrations']))
  expect(template).not.toContain('region')
  expect(template).toMatch(/\n;$/)
  expect(template).toContain('-- Azure Synapse Analytics, Databricks,')
})

it('a skeleton in YAML says what each value takes, and reads as the one in JSON', async () => {
  const yaml = await loadYaml()
  for (const parts of TABLES) {
    const table = findTable(catalog, parts)
    const skeleton = inputSkeleton(table)
    const text = yaml.stringify(skeleton, skeletonNotes(table, skeleton))
    expect(yaml.parse(text)).toEqual({ value: skeleton })
  }
  const table = findTable(catalog, ['aws', 'customer_profiles', 'integrations'])
  const skeleton = inputSkeleton(table)
  const text = yaml.stringify(skeleton, skeletonNotes(table, skeleton))
  expect(text).toMatch(/TriggerType: Scheduled # required; Scheduled, Event, OnDemand\n/)
  expect(text).toMatch(/ScheduleOffset: 0 # 0 to 36000\n/)
})

it('the pages say what each field takes', async () => {
  const yaml = await loadYaml()
  const page = servicePage(catalog, 'immuta', 'integrations', { yaml: (v) => yaml.stringify(v) })
  expect(page).toContain('| name | type | notes | takes | description |')
  expect(page).toMatch(/`type` \| VARCHAR \| required, create-only \| Azure Synapse Analytics, /)
})
