import type {
  ColumnSchema,
  ResourceSchema,
  SqlType,
  TableEntry,
  TableName,
} from '../../catalog/index.js'

/**
 * A table that no resource type stands behind, as a provider's document could describe it: its columns, which of
 * them are keys, and how its rows come about. Its scans run place by place, with coverage, budget, limits and
 * strictness, like those of every table.
 */
export interface BuiltinTable {
  readonly name: TableName
  readonly rows: RowSource
  readonly columns: readonly BuiltinColumn[]
  /** Properties that name one row, for a table whose rows can be asked for one by one. */
  readonly identifier: readonly string[]
  /** Whether all rows of a place can be listed. */
  readonly isListable: boolean
  readonly about: string
}

/**
 * `service`: a service answers for it. `listed`: what the lists of resource types bring, type by type.
 * `resources`: all resources of all types, hydrated as asked.
 */
export type RowSource = 'service' | 'listed' | 'resources'

export interface BuiltinColumn {
  readonly name: string
  readonly property: string
  readonly type: SqlType
  /**
   * `filter`: sent along where the statement bounds it; rows show what the service says. `echo`: the same, and
   * rows show what was asked, so that it has to be asked by `=` or IN.
   */
  readonly key?: 'filter' | 'echo'
  /** Of a key that is a JSON list in a text: how one looks. */
  readonly listLike?: string
  readonly about: string
}

/** The name under which connectors know the table: no name of a resource type has dots. */
export function builtinType({ name: { provider, service, table } }: BuiltinTable): string {
  return [provider, service, table].join('.')
}

export function builtinEntry(table: BuiltinTable): TableEntry {
  return { name: table.name, typeName: builtinType(table), listable: table.isListable }
}

/** The table in the words of a resource type, for all that reads schemas. */
export function builtinSchema(table: BuiltinTable): ResourceSchema {
  const { name, columns, identifier, isListable } = table
  const filters = columns.filter(({ key }) => key !== undefined).map(({ property }) => property)
  return {
    typeName: builtinType(table),
    service: name.service,
    table: name.table,
    columns: columns.map(columnSchema),
    properties: Object.fromEntries(columns.map(({ property }) => [property, {}])),
    primaryIdentifier: identifier.map((property) => `/properties/${property}`),
    readOnlyProperties: columns.map(({ property }) => `/properties/${property}`),
    handlers: {
      ...(identifier.length === 0 ? {} : { read: { permissions: [] } }),
      ...(isListable ? { list: { permissions: [], handlerSchema: { properties: filters } } } : {}),
    },
  }
}

function columnSchema({ name, property, type }: BuiltinColumn): ColumnSchema {
  return { name, property, type, schemaType: type === 'JSON' ? 'object|array' : 'string' }
}
