import type { ServiceDocument, TypeDocument } from './documents/index.js'
import { serializeIndex, type IndexedService } from './compiled-index.js'
import { columnsOf, serviceName } from './naming/index.js'
import { tableName } from './naming/table-name.js'
import { findParents, type ReviewedParents } from './parents/index.js'
import { reachOf, type ReviewedReach } from './reach.js'
import type { ResourceSchema } from './resource-schema.js'

export interface CompileOptions {
  /** Name of the provider, the first part of every path; `awscc` unless told. */
  readonly provider?: string
  /** Parents of list handlers' inputs that names do not tell. */
  readonly parents?: ReviewedParents
  /** Types whose resources are not of one region. */
  readonly reach?: ReviewedReach
}

/**
 * The compiled catalogue of one provider: path (`awscc/index.json`, `awscc/<service>/<table>.json`) to text.
 * A reader needs the index and the files of the tables it was asked for, nothing else.
 */
export function compileDocuments(
  documents: Iterable<ServiceDocument>,
  options: CompileOptions = {},
): ReadonlyMap<string, string> {
  const { provider = 'awscc', parents = new Map(), reach = new Map() } = options
  const schemas = [...documents].flatMap(({ types }) => schemasOf(types, parents, reach))
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
export function schemasOf(
  types: readonly TypeDocument[],
  reviewed: ReviewedParents = new Map(),
  reaches: ReviewedReach = new Map(),
): ResourceSchema[] {
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
      const known = findParents(type, types, reviewed)
      const columns = columnsOf(type)
      const reach = reachOf(typeName, reaches)
      return { typeName, service, table, columns, ...facts, ...known, ...(reach && { reach }) }
    })
    .sort((a, b) => (a.table < b.table ? -1 : 1))
}

function indexed(schema: ResourceSchema): IndexedService['tables'][number] {
  const { table, typeName } = schema
  return { table, typeName, listable: schema.handlers.list !== undefined }
}
