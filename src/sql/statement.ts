import type { Slice } from './slice.js'

/** A dotted name as written, quotes removed: `['awscc', 'customerprofiles', 'integrations']`. */
export interface QualifiedName {
  readonly parts: readonly string[]
  /** Offset of its first character in the statement. */
  readonly offset: number
}

/** A column named in an INSERT list or an UPDATE's SET. */
export interface NamedColumn {
  readonly name: string
  readonly offset: number
}

export interface QueryStatement {
  readonly kind: 'query'
  readonly source: string
}

export interface InsertStatement {
  readonly kind: 'insert'
  readonly source: string
  readonly table: QualifiedName
  readonly columns: readonly NamedColumn[]
  /** `VALUES …` or a SELECT. */
  readonly rows: Slice
  readonly returning?: Slice
}

export interface Assignment {
  readonly column: NamedColumn
  readonly value: Slice
}

export interface UpdateStatement {
  readonly kind: 'update'
  readonly source: string
  readonly table: QualifiedName
  readonly assignments: readonly Assignment[]
  readonly where?: Slice
  readonly returning?: Slice
}

export interface DeleteStatement {
  readonly kind: 'delete'
  readonly source: string
  readonly table: QualifiedName
  readonly where?: Slice
  readonly returning?: Slice
}

export interface ShowStatement {
  readonly kind: 'show'
  readonly source: string
  readonly what: 'providers' | 'services' | 'resources' | 'methods' | 'insert'
  readonly name?: QualifiedName
  /** `LIKE 'pattern'` over the first column. */
  readonly like?: string
}

/** `SHOW COVERAGE` and `SHOW LIMITS`: what the session went through, not what the catalogue holds. */
export interface ReportStatement {
  readonly kind: 'report'
  readonly source: string
  readonly what: 'coverage' | 'limits'
  /** `LIKE 'pattern'` over the first column. */
  readonly like?: string
}

export interface DescribeStatement {
  readonly kind: 'describe'
  readonly source: string
  readonly table: QualifiedName
  readonly extended: boolean
}

export interface ExplainStatement {
  readonly kind: 'explain'
  readonly source: string
  /** True: the statement is run, to tell what it cost. */
  readonly analyze?: boolean
  readonly statement: QueryStatement | InsertStatement | UpdateStatement | DeleteStatement
}

export interface SetStatement {
  readonly kind: 'set'
  readonly source: string
  readonly name: string
  readonly value: string
}

/** Everything skyql runs. Closed: a new kind does not compile until every reader of it handles it. */
export type Statement =
  | QueryStatement
  | InsertStatement
  | UpdateStatement
  | DeleteStatement
  | ShowStatement
  | ReportStatement
  | DescribeStatement
  | ExplainStatement
  | SetStatement

export type MutationStatement = InsertStatement | UpdateStatement | DeleteStatement
