import type { ResourceSchema } from '../../catalog/index.js'
import { identifierNames } from '../../resource/index.js'
import type { Json, JsonObject } from '../../util/index.js'
import { inputSkeleton } from '../skeleton.js'
import { tableColumns, type Table } from '../table.js'

export type WriteYaml = (value: Json) => string

/** Statements to start from, for every method that the table has. */
export function examplesOf(table: Table, yaml: WriteYaml): string {
  const { schema } = table
  const { read, list, create, update, delete: remove } = schema.handlers
  return [
    ...(read === undefined ? [] : [section('`SELECT`: get', sql(getExample(table)))]),
    ...(list === undefined ? [] : [section('`SELECT`: list', sql(listExample(table)))]),
    ...(create === undefined
      ? []
      : [
          section('`INSERT`: required properties', sql(insertExample(table, true))),
          section('`INSERT`: all properties', sql(insertExample(table, false))),
          section('`INSERT`: manifest', fenced('yaml', manifestExample(table, yaml))),
        ]),
    ...(update === undefined ? [] : [section('`UPDATE`', sql(updateExample(table)))]),
    ...(remove === undefined ? [] : [section('`DELETE`', sql(deleteExample(table)))]),
  ].join('\n\n')
}

function section(title: string, body: string): string {
  return `### ${title}\n\n${body}`
}

function sql(text: string): string {
  return fenced('sql', text)
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``
}

function nameOf({ entry }: Table): string {
  const { provider, service, table } = entry.name
  return `${provider}.${service}.${table}`
}

function hasRegion({ reach }: ResourceSchema): boolean {
  return reach !== 'nowhere'
}

function columnNames(table: Table): string {
  return tableColumns(table, [])
    .map(({ name }) => `  ${name}`)
    .join(',\n')
}

/** The conditions that name one row. */
function oneRow({ schema }: Table): string[] {
  const names = identifierNames(schema)
  const columns = names.flatMap(
    (name) => schema.columns.find(({ property }) => property === name)?.name ?? [],
  )
  const isFlat = columns.length === names.length && names.length > 0
  const identified = isFlat
    ? columns.map((column, index) => `${column} = '<${names[index] ?? ''}>'`)
    : [`Identifier = '${names.map((name) => `<${name}>`).join('|')}'`]
  return [...(hasRegion(schema) ? ["region = 'us-east-1'"] : []), ...identified]
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `\nWHERE ${conditions.join('\n  AND ')}`
}

function getExample(table: Table): string {
  return `SELECT\n${columnNames(table)}\nFROM ${nameOf(table)}${where(oneRow(table))};`
}

function listExample(table: Table): string {
  const { schema, entry } = table
  const isDocument = schema.document !== undefined
  const listed = { ...table, listOnly: !isDocument }
  const name = isDocument ? nameOf(table) : `${nameOf(table)}_list_only`
  const [keys = []] = schema.document?.table.methods.list?.map((list) => list.keys ?? []) ?? []
  const conditions = [
    ...(hasRegion(schema) ? ["region = 'us-east-1'"] : []),
    ...keys.map((key) => {
      const column = schema.columns.find(({ property }) => property === key)?.name ?? key
      return `${column} = '<${key}>'`
    }),
  ]
  return entry.listable ? `SELECT\n${columnNames(listed)}\nFROM ${name}${where(conditions)};` : ''
}

function settable({ schema }: Table): string[] {
  const readOnly = new Set(schema.readOnlyProperties)
  return Object.keys(schema.properties).filter((name) => !readOnly.has(`/properties/${name}`))
}

function insertExample(table: Table, requiredOnly: boolean): string {
  const { schema } = table
  const required = new Set(schema.required)
  const all = settable(table)
  const names = requiredOnly ? all.filter((name) => required.has(name)) : all
  const shown = [...names, ...(hasRegion(schema) ? ['region'] : [])]
  return [
    '/*+ create */',
    `INSERT INTO ${nameOf(table)} (`,
    shown.map((name) => `  ${name}`).join(',\n'),
    ')',
    'SELECT',
    `${shown.map((name) => `  '{{ ${name} }}'`).join(',\n')};`,
  ].join('\n')
}

function manifestExample(table: Table, yaml: WriteYaml): string {
  const { schema, entry } = table
  const { provider, table: name } = entry.name
  const skeleton = inputSkeleton(table)
  return yaml({
    version: 1,
    name: 'my-stack',
    providers: [provider],
    ...(hasRegion(schema) ? { globals: [{ name: 'region', value: '{{ vars.AWS_REGION }}' }] } : {}),
    resources: [
      {
        name,
        table: nameOf(table),
        props: Object.entries(skeleton).map(([property, value]) => ({
          name: property,
          value: placeholders(value, property),
        })),
      },
    ],
  })
}

/** A sample with a variable in the place of each leaf. */
function placeholders(value: Json, name: string): Json {
  if (Array.isArray(value))
    return (value as readonly Json[]).map((each) => placeholders(each, name))
  if (typeof value !== 'object' || value === null) return `{{ ${name} }}`
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, inner]) => [key, placeholders(inner, key)]),
  )
}

function updateExample(table: Table): string {
  const { schema } = table
  const fixed = new Set([...schema.primaryIdentifier, ...(schema.createOnlyProperties ?? [])])
  const names = settable(table).filter((name) => !fixed.has(`/properties/${name}`))
  const columns = names.flatMap(
    (name) => schema.columns.find(({ property }) => property === name)?.name ?? [],
  )
  const set = columns.map((column) => `  ${column} = '{{ ${column} }}'`).join(',\n')
  return `/*+ update */\nUPDATE ${nameOf(table)}\nSET\n${set}${where(oneRow(table))};`
}

function deleteExample(table: Table): string {
  return `/*+ delete */\nDELETE FROM ${nameOf(table)}${where(oneRow(table))};`
}
