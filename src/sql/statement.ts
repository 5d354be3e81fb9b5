import type { JsonObject } from '../util/index.js'
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

/** What a comment `/*+ … *\/` in a write asks for. */
export type WriteHint = 'await' | 'nowait' | 'replace'

/** Another word in such a comment: a parameter of the table, or an error. */
export interface HintWord {
  readonly word: string
  readonly offset: number
  /** Before the verb: one that is no parameter is a name. */
  readonly isLabel: boolean
}

/** What all writes have in common. */
export interface WriteParts {
  readonly source: string
  readonly table: QualifiedName
  /** The table's other name in its expressions, `AS x`; the slice holds the AS, where one is written. */
  readonly alias?: { readonly name: string; readonly slice: Slice }
  readonly hints: readonly WriteHint[]
  readonly words: readonly HintWord[]
  /** Values for parameters of the table's method, from elsewhere than the statement. */
  readonly parameters?: JsonObject
  readonly returning?: Slice
}

export interface InsertStatement extends WriteParts {
  readonly kind: 'insert'
  readonly columns: readonly NamedColumn[]
  /** `VALUES …` or a SELECT. */
  readonly rows: Slice
  /** What becomes of rows whose resource is there already; by default they fail. */
  readonly conflict?: Conflict
}

/** `ON CONFLICT …`, and what REPLACE INTO and INSERT OR IGNORE say with a word. */
export interface Conflict {
  /** Columns that tell one resource from another; empty for the identifier. */
  readonly columns: readonly NamedColumn[]
  readonly action: 'nothing' | 'update' | 'replace'
  /** Only of `update`. */
  readonly assignments: readonly Assignment[]
  readonly where?: Slice
  /** The clause as written; absent where the verb says it. */
  readonly slice?: Slice
}

export interface Assignment {
  readonly column: NamedColumn
  readonly value: Slice
}

export interface UpdateStatement extends WriteParts {
  readonly kind: 'update'
  readonly assignments: readonly Assignment[]
  readonly where?: Slice
}

export interface DeleteStatement extends WriteParts {
  readonly kind: 'delete'
  readonly where?: Slice
}

/** `BEGIN`, `COMMIT` and `ROLLBACK` of a set of writes. */
export interface TransactionStatement {
  readonly kind: 'transaction'
  readonly source: string
  readonly action: 'begin' | 'commit' | 'rollback'
}

export interface ShowStatement {
  readonly kind: 'show'
  readonly source: string
  readonly what: 'providers' | 'services' | 'resources' | 'methods' | 'insert'
  readonly name?: QualifiedName
  /** `LIKE 'pattern'` over the first column. */
  readonly like?: string
}

/** `SHOW COVERAGE`, `SHOW LIMITS`, `SHOW VIEWS`, `SHOW CHANGES`: what the session knows, not what the catalogue holds. */
export interface ReportStatement {
  readonly kind: 'report'
  readonly source: string
  readonly what: 'coverage' | 'limits' | 'views' | 'connections' | 'changes'
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
  /** True: what it would do is told, and nothing is done. */
  readonly isDry?: boolean
}

/** `CANCEL REQUEST 'token' [IN 'region']`: asks that a write be stopped. */
export interface CancelStatement {
  readonly kind: 'cancel'
  readonly source: string
  readonly requestToken: string
  /** Default: the session's. */
  readonly region?: string
}

/** `SHOW PERMISSIONS FOR …`: what a caller must be allowed to run a statement. */
export interface PermissionsStatement {
  readonly kind: 'permissions'
  readonly source: string
  readonly statement: Statement
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
  | TransactionStatement
  | CancelStatement
  | PermissionsStatement

export type MutationStatement = InsertStatement | UpdateStatement | DeleteStatement
