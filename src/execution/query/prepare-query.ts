import type { Catalog } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import {
  bindQuery,
  CANDIDATES,
  planScans,
  readAccesses,
  readSyntaxTree,
  SYSTEM_TABLES,
  wholeAccess,
  type BoundQuery,
  type BoundRelation,
  type ScanRequest,
  type SyntaxTree,
} from '../../plan/index.js'
import type { RelationDefinition } from '../../relation/index.js'
import { tokenize, toDuckDialect } from '../../sql/index.js'
import { originalOffset, positionAt, type Json, type TextEdit } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { systemRows } from '../system-rows.js'
import { choosePlaces } from './choose-places.js'

/** A bound query, with what the dialect changed before it was bound. */
export interface RunnableQuery extends BoundQuery {
  readonly dialectEdits: readonly TextEdit[]
}

/** A query that is ready to run: what the engine will be asked, and the calls that fill its tables. */
export interface PreparedQuery {
  readonly bound: RunnableQuery
  readonly scans: readonly ScanRequest[]
  /** DuckDB's optimized plan; `undefined` for the rare one that has no serial form. */
  readonly plan: Json | undefined
}

/**
 * Has DuckDB parse and plan a query and decides its calls. The engine holds the query's relations
 * afterwards, empty.
 * @throws AppError SYNTAX, UNKNOWN_*, NO_REGION, LIST_INPUT_REQUIRED, IDENTIFIER_REQUIRED; positions are in `sql`
 */
export async function prepareQuery(
  sql: string,
  context: ExecutionContext,
  options: { readonly targetOffset?: number } = {},
): Promise<PreparedQuery> {
  const { bound, plan } = await bindAndPlan(sql, context)
  const accesses = plan === undefined ? bound.relations.map(wholeAccess) : readAccesses(plan)
  const places = await choosePlaces(bound.relations, accesses, context)
  try {
    return {
      bound,
      plan,
      scans: planScans(bound.relations, accesses, { ...context, ...options, places }),
    }
  } catch (error) {
    throw atIdentifier(error, sql)
  }
}

/** A bad identifier is shown where the statement has it as a literal. */
function atIdentifier(error: unknown, sql: string): unknown {
  if (!AppError.is(error) || error.code !== 'BAD_IDENTIFIER') return error
  const { identifier, position } = error.details
  if (identifier === undefined || position !== undefined) return error
  const literal = `'${identifier.replaceAll("'", "''")}'`
  const token = tokenize(sql).find(({ kind, text }) => kind === 'string' && text === literal)
  if (token === undefined) return error
  return new AppError(error.code, error.message, {
    ...error.details,
    position: positionAt(sql, token.start),
    source: sql,
  })
}

/** The part of preparing that asks nothing about regions and calls. */
export async function bindAndPlan(
  sql: string,
  context: ExecutionContext,
): Promise<{ readonly bound: RunnableQuery; readonly plan: Json | undefined }> {
  const { engine, catalog } = context
  const dialect = toDuckDialect(sql)
  const tree = readSyntaxTree(await relocated(sql, engine.syntaxTree(dialect.sql), dialect))
  if (tree.statementCount !== 1) {
    throw new AppError(
      'READERS_DISAGREE',
      'this text can be read as more than one statement, so it was not run',
    )
  }
  const bound = await relocated(
    sql,
    Promise.resolve().then(() => bindDialect(sql, tree, catalog)),
    dialect,
  )
  const isChoosing = bound.relations.some(({ placePredicates }) => placePredicates.length > 0)
  await engine.define([
    ...bound.relations.map(definitionOf),
    ...[...bound.systemTables].map((table) => SYSTEM_TABLES[table]),
    ...(isChoosing ? [CANDIDATES] : []),
  ])
  for (const table of bound.systemTables) {
    await engine.load(SYSTEM_TABLES[table], { rows: await systemRows(table, context) })
  }
  const plan = await relocated(sql, engine.optimizedPlan(bound.sql), bound)
  return { bound, plan }
}

/** Once the tables are known, so are the JSON columns, which tell a `||` of JSON from one of text. */
function bindDialect(sql: string, tree: SyntaxTree, catalog: Catalog): RunnableQuery {
  const dialect = toDuckDialect(sql)
  const bound = bindQuery(dialect.sql, tree, catalog)
  if (!sql.includes('||')) return { ...bound, dialectEdits: dialect.edits }
  const jsonColumns = new Set(
    bound.relations.flatMap(({ columns }) =>
      columns.filter(({ type }) => type === 'JSON').map(({ name }) => name.toLowerCase()),
    ),
  )
  // Operators of JSON are as long as those of text: the tree's positions stay true.
  const { sql: aware, edits } = toDuckDialect(sql, { jsonColumns })
  return { ...bindQuery(aware, tree, catalog), dialectEdits: edits }
}

export function definitionOf(relation: BoundRelation): RelationDefinition {
  return {
    catalog: relation.catalog,
    schema: relation.schema,
    table: relation.name,
    columns: relation.columns.map(({ name, type }) => ({ name, type })),
  }
}

/** What was changed in a statement before the engine read it: by the binder, and before that by the dialect. */
interface Changes {
  readonly edits: readonly TextEdit[]
  readonly dialectEdits?: readonly TextEdit[]
}

/** Maps the position of an engine's error from the text that the engine read to the user's own. */
export async function relocated<T>(sql: string, work: Promise<T>, changes: Changes): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!AppError.is(error) || error.details.position === undefined) throw error
    const written = originalOffset(changes.edits, error.details.position.offset)
    const own = originalOffset(changes.dialectEdits ?? [], written)
    throw new AppError(error.code, error.message, {
      ...error.details,
      position: positionAt(sql, Math.min(own, sql.length)),
      source: sql,
    })
  }
}
