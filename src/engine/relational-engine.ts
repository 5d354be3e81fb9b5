import type {
  ColumnDefinition,
  RelationDefinition,
  ResultColumn,
  ResultValue,
  RowBatch,
} from '../relation/index.js'
import type { Json } from '../util/index.js'

/**
 * Runs SQL over rows that it is given. One engine serves one session; a statement defines the relations it
 * reads, loads their rows and queries them.
 *
 * SQL errors are AppErrors SYNTAX, UNKNOWN_COLUMN, AMBIGUOUS_COLUMN, UNKNOWN_FUNCTION, UNKNOWN_TABLE or
 * SQL_RUNTIME whose position, where DuckDB
 * gives one, is an offset into the SQL of that call.
 */
export interface RelationalEngine {
  /** The syntax tree of a query. @throws AppError where it is not one valid query. */
  syntaxTree(sql: string): Promise<Json>
  /** The SQL of a syntax tree. @throws AppError where it is none */
  sqlOf(tree: Json): Promise<string>
  /** Creates the relations anew, empty; those of the statement before are gone. */
  define(relations: readonly RelationDefinition[]): Promise<void>
  /** How many statements a text holds, of any kind; nothing is run. @throws AppError SYNTAX */
  countStatements(sql: string): Promise<number>
  /**
   * The optimized plan of a query over defined relations; `undefined` for the rare query whose plan has no
   * serial form, though it runs. @throws AppError where the query cannot be bound.
   */
  optimizedPlan(sql: string): Promise<Json | undefined>
  /** The plan of a query as it was bound, before any optimizer: what is of which type. @throws as `optimizedPlan` */
  boundPlan(sql: string): Promise<Json | undefined>
  load(relation: RelationDefinition, batch: RowBatch): Promise<void>
  /**
   * Has defined relations without rows show the same rows from now on, which carry only some of their columns: the
   * others are NULL in all of them. Not for queries that speak of `rowid`.
   * @param held columns of at least one of the relations
   * @returns what the rows are to be loaded into
   */
  share(
    relations: readonly RelationDefinition[],
    held: readonly ColumnDefinition[],
  ): Promise<RelationDefinition>
  query(sql: string): Promise<QueryResult>
  /** Evaluates SQL that reads no relation, beside whatever else runs. @throws AppError where it fails */
  evaluate(sql: string): Promise<readonly (readonly ResultValue[])[]>
  /** Writes a query's rows as a Parquet file. */
  exportParquet(sql: string, path: string): Promise<void>
  /** Keeps a query's rows as a table, in place of one of that name; `define` leaves it alone. */
  createTable(name: StoredTableName, sql: string): Promise<void>
  dropTable(name: StoredTableName): Promise<void>
  /** Stops what is running; its call is rejected with CANCELLED. */
  interrupt(): void
  close(): void
}

/** An answer that is complete: it keeps its rows whatever runs next, until the engine is closed. */
export interface QueryResult {
  readonly columns: readonly ResultColumn[]
  readonly batches: AsyncIterable<readonly (readonly ResultValue[])[]>
}

/** Attached database, schema and table. */
export type StoredTableName = readonly [string, string, string]
