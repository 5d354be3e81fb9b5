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
import { tokenize, toDuckDialect, type JsonKnowledge } from '../../sql/index.js'
import { originalOffset, positionAt, type Json, type TextEdit, sqlText } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { expandNames } from '../names/expand-names.js'
import type { NamedText } from '../names/named-text.js'
import { systemRows } from '../system-rows.js'
import { bindJsonOperators, type WordsBound } from './bind-json-operators.js'
import { choosePlaces } from './choose-places.js'

/** A bound query, with what the dialect changed before it was bound, and before that the names. */
export interface RunnableQuery extends BoundQuery {
  readonly dialectEdits: readonly TextEdit[]
  readonly named: NamedText
}

/** A query that is ready to run: what the engine will be asked, and the calls that fill its tables. */
export interface PreparedQuery {
  readonly bound: RunnableQuery
  readonly scans: readonly ScanRequest[]
  /** DuckDB's optimized plan; `undefined` for the rare one that has no serial form. */
  readonly plan: Json | undefined
  /** Where the target of a write stands in the text that was bound. */
  readonly targetOffset?: number
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
  const target = targetIn(sql, bound.named, options.targetOffset)
  try {
    return {
      bound,
      plan,
      scans: planScans(bound.relations, accesses, { ...context, ...target, places }),
      ...target,
    }
  } catch (error) {
    throw atIdentifier(error, sql)
  }
}

/** Names that were written out in front of a write's target move it. */
function targetIn(
  sql: string,
  named: NamedText,
  offset: number | undefined,
): { readonly targetOffset?: number } {
  if (offset === undefined) return {}
  if (!named.isChanged) return { targetOffset: offset }
  const moved = named.moved(originalOffset(toDuckDialect(sql).edits, offset))
  return { targetOffset: toDuckDialect(named.sql.slice(0, moved)).sql.length }
}

/** A bad identifier is shown where the statement has it as a literal. */
function atIdentifier(error: unknown, sql: string): unknown {
  if (!AppError.is(error) || error.code !== 'BAD_IDENTIFIER') return error
  const { identifier, position } = error.details
  if (identifier === undefined || position !== undefined) return error
  const literal = sqlText(identifier)
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
  const named = await expandNames(sql, context)
  const { bound, plan } = await named.run((text) => bindNamed(text, context))
  return { bound: { ...bound, named }, plan }
}

async function bindNamed(
  sql: string,
  context: ExecutionContext,
): Promise<{ readonly bound: Omit<RunnableQuery, 'named'>; readonly plan: Json | undefined }> {
  const { engine, catalog } = context
  const dialect = toDuckDialect(sql)
  const tree = readSyntaxTree(await relocated(sql, engine.syntaxTree(dialect.sql), dialect))
  if (tree.statementCount !== 1) {
    throw new AppError(
      'READERS_DISAGREE',
      'this text can be read as more than one statement, so it was not run',
    )
  }
  const words = await relocated(
    sql,
    Promise.resolve().then(() => bindDialect(sql, tree, catalog)),
    dialect,
  )
  const isChoosing = words.relations.some(({ placePredicates }) => placePredicates.length > 0)
  await engine.define([
    ...words.relations.map(definitionOf),
    ...[...words.systemTables].map((table) => SYSTEM_TABLES[table]),
    ...(isChoosing ? [CANDIDATES] : []),
  ])
  for (const table of words.systemTables) {
    await engine.load(SYSTEM_TABLES[table], { rows: await systemRows(table, context) })
  }
  const bound = dialect.asksForColumns
    ? await bindJsonOperators(words, {
        sql,
        engine,
        rebind: (known) => bindAgain(sql, tree, catalog, known),
      })
    : words
  const plan = await relocated(sql, engine.optimizedPlan(bound.sql), bound)
  return { bound, plan }
}

/** Once the tables are known, so are the JSON columns, which tell a `||` or `-` of JSON from another. */
function bindDialect(sql: string, tree: SyntaxTree, catalog: Catalog): WordsBound {
  const dialect = toDuckDialect(sql)
  const bound = bindQuery(dialect.sql, tree, catalog)
  if (!dialect.asksForColumns) return { ...bound, dialectEdits: dialect.edits, known: {} }
  const jsonColumns = new Set(
    bound.relations.flatMap(({ columns }) =>
      columns.filter(({ type }) => type === 'JSON').map(({ name }) => name.toLowerCase()),
    ),
  )
  return bindAgain(sql, tree, catalog, { jsonColumns })
}

/** Operators of JSON are as long as those of text: the tree's positions stay true. */
function bindAgain(
  sql: string,
  tree: SyntaxTree,
  catalog: Catalog,
  known: JsonKnowledge,
): WordsBound {
  const { sql: aware, edits } = toDuckDialect(sql, known)
  return { ...bindQuery(aware, tree, catalog), dialectEdits: edits, known }
}

export function definitionOf(relation: BoundRelation): RelationDefinition {
  return {
    catalog: relation.catalog,
    schema: relation.schema,
    table: relation.name,
    columns: relation.columns.map(({ name, type }) => ({ name, type })),
  }
}

/** What was changed in a statement before the engine read it: last by the binder, first in its names. */
interface Changes {
  readonly edits: readonly TextEdit[]
  readonly dialectEdits?: readonly TextEdit[]
  readonly named?: NamedText
}

/** Maps the position of an engine's error from the text that the engine read to the user's own. */
export async function relocated<T>(sql: string, work: Promise<T>, changes: Changes): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!AppError.is(error) || error.details.position === undefined) throw error
    const written = originalOffset(changes.edits, error.details.position.offset)
    const own = originalOffset(changes.dialectEdits ?? [], written)
    const text = changes.named?.sql ?? sql
    const located = new AppError(error.code, error.message, {
      ...error.details,
      position: positionAt(text, Math.min(own, text.length)),
      source: text,
    })
    throw changes.named?.located(located) ?? located
  }
}
