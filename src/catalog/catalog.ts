import type { Descriptions } from './descriptions.js'
import type { ResourceSchema } from './resource-schema.js'

/** A table's place: `awscc.customerprofiles.integrations`. */
export interface TableName {
  readonly provider: string
  readonly service: string
  readonly table: string
}

/** One line of the index: enough to resolve a name without reading the table's own document. */
export interface TableEntry {
  readonly name: TableName
  readonly typeName: string
  /** True where the type has a list handler and therefore a `<table>_list_only` table. */
  readonly listable: boolean
}

/**
 * What exists: providers, services, tables and the schemas behind them. Reading is lazy and synchronous:
 * the index is read once, a table's schema when first asked for.
 */
export interface Catalog {
  providers(): readonly string[]
  services(provider: string): readonly string[]
  tables(provider: string, service: string): readonly TableEntry[]
  /** Case-insensitive; `undefined` where there is no such table. `_list_only` names are not resolved here. */
  find(name: TableName): TableEntry | undefined
  /** The entry of a CloudFormation type name. */
  findType(typeName: string): TableEntry | undefined
  /** @throws AppError CATALOG_UNREADABLE where the document is missing or broken. */
  schema(entry: TableEntry): ResourceSchema
  /** AWS's descriptions of a type, where the build brought them along. Read each time; for DESCRIBE EXTENDED. */
  descriptions?(entry: TableEntry): Descriptions | undefined
}
