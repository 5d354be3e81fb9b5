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

/** `SHOW COVERAGE`, `SHOW LIMITS`, `SHOW VIEWS`: what the session knows, not what the catalogue holds. */
export interface ReportStatement {
  readonly kind: 'report'
  readonly source: string
  readonly what: 'coverage' | 'limits' | 'views' | 'connections'
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

/** `DESCRIBE METHOD [EXTENDED] p.s.t.method` */
export interface DescribeMethodStatement {
  readonly kind: 'describe-method'
  readonly source: string
  /** The table's name and the method's. */
  readonly method: QualifiedName
  readonly extended: boolean
}

/** `CREATE [OR REPLACE] [MATERIALIZED] VIEW v AS …` and `CREATE TEMP TABLE t AS …` */
export interface CreateStatement {
  readonly kind: 'create'
  readonly source: string
  readonly what: StoredKind
  readonly name: QualifiedName
  readonly orReplace: boolean
  readonly ifNotExists: boolean
  readonly query: Slice
}

export type StoredKind = 'view' | 'materialized view' | 'temporary table'

/** `REFRESH MATERIALIZED VIEW v` */
export interface RefreshStatement {
  readonly kind: 'refresh'
  readonly source: string
  readonly name: QualifiedName
}

/** `DROP [MATERIALIZED] VIEW [IF EXISTS] v` and `DROP TABLE [IF EXISTS] t` */
export interface DropStatement {
  readonly kind: 'drop'
  readonly source: string
  readonly what: StoredKind
  readonly name: QualifiedName
  readonly ifExists: boolean
}

/** `USE provider[.service]`: where names of one or two parts are looked for. */
export interface UseStatement {
  readonly kind: 'use'
  readonly source: string
  readonly name: QualifiedName
}

/** `@name = 'value'` of an EXEC; `@@json` holds a whole body. */
export interface ExecArgument {
  /** As written, without the marks. */
  readonly name: string
  readonly isBody: boolean
  readonly offset: number
  /** A text, a number, a truth value or NULL. */
  readonly value: string | number | boolean | null
}

/** `EXEC p.s.t.method @a = 'x', …` */
export interface ExecStatement {
  readonly kind: 'exec'
  readonly source: string
  /** The table's name and the method's. */
  readonly method: QualifiedName
  readonly arguments: readonly ExecArgument[]
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
  | DescribeMethodStatement
  | ExplainStatement
  | SetStatement
  | CreateStatement
  | RefreshStatement
  | DropStatement
  | UseStatement
  | ExecStatement

export type MutationStatement = InsertStatement | UpdateStatement | DeleteStatement
