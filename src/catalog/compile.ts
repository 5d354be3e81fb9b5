import type { ServiceDocument, TypeDocument } from './documents/index.js'
import { serializeIndex, type IndexedService } from './compiled-index.js'
import { columnsOf, serviceName, tableName } from './naming/index.js'
import type { ResourceSchema } from './resource-schema.js'

/**
 * The compiled catalogue of one provider: path (`awscc/index.json`, `awscc/<service>/<table>.json`) to text.
 * A reader needs the index and the files of the tables it was asked for, nothing else.
 */
export function compileDocuments(
  documents: Iterable<ServiceDocument>,
  provider = 'awscc',
): ReadonlyMap<string, string> {
  const schemas = [...documents].flatMap(({ types }) => schemasOf(types))
  const services = new Map<string, ResourceSchema[]>()
  for (const schema of schemas) {
    const siblings = services.get(schema.service)
    if (siblings === undefined) services.set(schema.service, [schema])
    else siblings.push(schema)
  }
  const index: IndexedService[] = [...services]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([service, tables]) => ({ service, tables: tables.map(indexed) }))
  const files = schemas.map(
    (schema) =>
      [`${provider}/${schema.service}/${schema.table}.json`, JSON.stringify(schema)] as const,
  )
  return new Map([[`${provider}/index.json`, serializeIndex(index)], ...files])
}

/** The table schemas of a service's types, by table name; types that want one name are numbered in type order. */
export function schemasOf(types: readonly TypeDocument[]): ResourceSchema[] {
  const taken = new Set<string>()
  return [...types]
    .sort((a, b) => (a.typeName < b.typeName ? -1 : 1))
    .map((type) => {
      const base = tableName(type.typeName)
      let table = base
      for (let count = 2; taken.has(table); count += 1) table = `${base}_${count}`
      taken.add(table)
      const service = serviceName(type.typeName)
      const { typeName, ...facts } = type
      return { typeName, service, table, columns: columnsOf(type), ...facts }
    })
    .sort((a, b) => (a.table < b.table ? -1 : 1))
}

function indexed(schema: ResourceSchema): IndexedService['tables'][number] {
  const { table, typeName } = schema
  return { table, typeName, listable: schema.handlers.list !== undefined }
}
