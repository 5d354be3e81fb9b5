/** What the engine must know of a table to hold its rows. */
export interface RelationDefinition {
  /** Attached database: the provider, with a suffix where one statement reads a table under two scopes. */
  readonly catalog: string
  readonly schema: string
  readonly table: string
  readonly columns: readonly ColumnDefinition[]
}

export interface ColumnDefinition {
  readonly name: string
  readonly type: 'VARCHAR' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'JSON'
}
