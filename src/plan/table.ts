import type { FoundColumn } from '../catalog/index.js'
import {
  findColumn,
  isDocumentType,
  type Catalog,
  type ResourceSchema,
  type SqlType,
  type TableEntry,
} from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import { nearest } from '../util/index.js'
import { builtinOf } from './builtin/builtin-tables.js'
import type { PlaceColumn } from './place.js'

const LIST_ONLY = '_list_only'

/** The provider of tables over all others: two-part names. */
const SKYQL = 'skyql'

/** A table of the catalogue that a statement names. */
export interface Table {
  readonly entry: TableEntry
  readonly schema: ResourceSchema
  /** True for `<table>_list_only`, which answers from ListResources alone. */
  readonly listOnly: boolean
}

/** Where a column's value comes from. */
export type ColumnSource =
  | { readonly kind: 'place'; readonly column: PlaceColumn }
  | { readonly kind: 'identifier' }
  | { readonly kind: 'property'; readonly property: string }

export interface TableColumn {
  readonly name: string
  readonly type: SqlType
  readonly source: ColumnSource
  /** Virtual columns and aliases: selectable by name, not a part of `SELECT *`. */
  readonly hidden: boolean
}

/**
 * Finds `provider.service.table`, `_list_only` tables included.
 * @throws AppError UNKNOWN_PROVIDER, UNKNOWN_SERVICE or UNKNOWN_TABLE with the nearest names
 */
export function findTable(catalog: Catalog, parts: readonly string[]): Table {
  const [provider = '', service = '', table = ''] =
    parts.length === 2 && parts[0]?.toLowerCase() === SKYQL ? [SKYQL, 'main', parts[1]] : parts
  if (parts.length !== 3 && provider !== SKYQL) throw unqualified(catalog, parts)
  const entry = catalog.find({ provider, service, table })
  if (entry !== undefined) return { entry, schema: catalog.schema(entry), listOnly: false }
  if (table.toLowerCase().endsWith(LIST_ONLY)) {
    const base = table.slice(0, -LIST_ONLY.length)
    const listed = catalog.find({ provider, service, table: base })
    if (listed?.listable && !isDocumentType(listed.typeName))
      return { entry: listed, schema: catalog.schema(listed), listOnly: true }
    if (listed !== undefined) {
      throw new AppError(
        'UNKNOWN_TABLE',
        `${listed.typeName} has no list handler, so there is no ${parts.join('.')}`,
        {
          hint: `read one resource by its Identifier from ${provider}.${service}.${base}`,
          typeName: listed.typeName,
        },
      )
    }
  }
  throw unknown(catalog, provider, service, table)
}

function unqualified(catalog: Catalog, parts: readonly string[]): AppError {
  const [service = '', table = ''] = parts.length === 2 ? parts : ['', parts[0] ?? '']
  // Providers spell services differently: customer_profiles is customerprofiles elsewhere.
  const fold = (name: string): string => name.replaceAll('_', '').toLowerCase()
  const matches = catalog.providers().flatMap((provider) =>
    catalog
      .services(provider)
      .filter((each) => service === '' || fold(each) === fold(service))
      .flatMap((each) =>
        catalog.find({ provider, service: each, table }) === undefined
          ? []
          : [`${provider}.${each}.${table}`],
      ),
  )
  return new AppError(
    'UNKNOWN_TABLE',
    `"${parts.join('.')}" is not a table; tables are named provider.service.table`,
    {
      hint:
        matches.length > 0
          ? `did you mean ${matches.slice(0, 5).join(' or ')}?`
          : 'SHOW PROVIDERS lists the providers',
    },
  )
}

function unknown(catalog: Catalog, provider: string, service: string, table: string): AppError {
  const providers = catalog.providers()
  if (!providers.includes(provider.toLowerCase())) {
    return new AppError('UNKNOWN_PROVIDER', `there is no provider "${provider}"`, {
      hint: suggest(provider, providers, 'SHOW PROVIDERS lists them'),
    })
  }
  const services = catalog.services(provider)
  if (!services.includes(service.toLowerCase())) {
    return new AppError('UNKNOWN_SERVICE', `there is no service "${service}" in ${provider}`, {
      hint: suggest(service, services, `SHOW SERVICES IN ${provider} lists them`),
    })
  }
  const tables = catalog
    .tables(provider, service)
    .flatMap(({ name, typeName, listable }) =>
      listable && !isDocumentType(typeName)
        ? [name.table, `${name.table}${LIST_ONLY}`]
        : [name.table],
    )
  return new AppError('UNKNOWN_TABLE', `there is no table "${table}" in ${provider}.${service}`, {
    hint: suggest(table, tables, `SHOW RESOURCES IN ${provider}.${service} lists them`),
  })
}

function suggest(name: string, candidates: readonly string[], otherwise: string): string {
  const near = nearest(name, candidates)
  return near.length > 0 ? `did you mean ${near.join(' or ')}?` : otherwise
}

/** Properties that identify a resource, in the order of its identifier; nested parts give their top property. */
export function identifierProperties(schema: ResourceSchema): readonly string[] {
  return schema.primaryIdentifier.map((pointer) => pointer.split('/')[2] ?? pointer)
}

/**
 * Properties that no GetResource can say more of than a list row does: whole parts of the identifier, and what no
 * service returns.
 */
export function certainProperties(schema: ResourceSchema): ReadonlySet<string> {
  const whole = [...schema.primaryIdentifier, ...(schema.writeOnlyProperties ?? [])].filter(
    (pointer) => pointer.split('/').length === 3,
  )
  const names = whole.map((pointer) => pointer.slice('/properties/'.length))
  return new Set([...names, ...brought(schema)])
}

/** Properties that a document says all of its table's lists bring in full. */
function brought({ document, properties }: ResourceSchema): readonly string[] {
  const lists = document?.table.methods.list ?? []
  const each = lists.map(({ brings = [] }) => (brings === 'all' ? Object.keys(properties) : brings))
  const [first = [], ...others] = each
  return first.filter((name) => others.every((other) => other.includes(name)))
}

/**
 * The columns of a table for one statement: region, the properties (identifier parts alone for `_list_only`),
 * and, hidden, the virtual columns and aliases among `mentioned` (names that the statement holds).
 */
export function tableColumns(table: Table, mentioned: Iterable<string>): TableColumn[] {
  const { schema, listOnly } = table
  const parts = new Set(identifierProperties(schema))
  const columns: TableColumn[] = []
  if (schema.reach !== 'nowhere') {
    const source = { kind: 'place', column: 'region' } as const
    columns.push({ name: 'region', type: 'VARCHAR', source, hidden: false })
  }
  for (const column of schema.columns) {
    if (listOnly && !parts.has(column.property)) continue
    const { name, type, property } = column
    columns.push({ name, type, source: { kind: 'property', property }, hidden: false })
  }
  if (builtinOf(schema)?.rows === 'resources') {
    const source = { kind: 'place', column: 'account_id' } as const
    columns.splice(1, 0, { name: 'account_id', type: 'VARCHAR', source, hidden: false })
  }
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()))
  for (const name of mentioned) {
    if (taken.has(name.toLowerCase())) continue
    const hidden = hiddenColumn(findColumn(schema, name), name, listOnly ? parts : undefined)
    if (hidden === undefined || (hidden.source.kind === 'identifier' && isNameless(schema)))
      continue
    taken.add(name.toLowerCase())
    columns.push(hidden)
  }
  return columns
}

/** True for rows that nothing names: an `Identifier` of theirs would say nothing. */
function isNameless({ primaryIdentifier, document }: ResourceSchema): boolean {
  return document !== undefined && primaryIdentifier.length === 0
}

function hiddenColumn(
  found: FoundColumn | undefined,
  name: string,
  allowed: ReadonlySet<string> | undefined,
): TableColumn | undefined {
  if (found === undefined) return undefined
  if (found.kind === 'virtual') {
    const virtual = { type: 'VARCHAR', hidden: true } as const
    return found.name === 'identifier'
      ? { ...virtual, name: 'Identifier', source: { kind: 'identifier' } }
      : { ...virtual, name: found.name, source: { kind: 'place', column: found.name } }
  }
  const { type, property } = found.column
  if (allowed !== undefined && !allowed.has(property)) return undefined
  return { name, type, source: { kind: 'property', property }, hidden: true }
}
