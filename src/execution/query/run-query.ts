import type { QueryResult, StoredTableName } from '../../engine/index.js'
import { rowWise } from '../../plan/index.js'
import { writtenHeaders } from '../../sql/index.js'
import type { ExecutionContext } from '../context.js'
import { collectRows } from './collect-rows.js'
import { fetchRows } from './fetch-rows.js'
import { noteWriteOnly } from './note-write-only.js'
import { prepareQuery, relocated, type PreparedQuery } from './prepare-query.js'
import { streamRows } from './stream-rows.js'

/**
 * Fetches what a query reads and has the engine answer it. `stream`: rows may come before all were fetched, where
 * the query allows it; what fails then fails after them.
 */
export async function runQuery(
  sql: string,
  context: ExecutionContext,
  { stream = false }: { readonly stream?: boolean } = {},
): Promise<QueryResult> {
  const prepared = await prepareQuery(sql, context)
  noteWriteOnly(prepared.scans, context)
  const { columns, batches } = await answer(sql, prepared, context, stream && !context.strict)
  const headers = writtenHeaders(sql, columns.length)
  return {
    columns: columns.map((column, index) => ({ ...column, name: headers[index] ?? column.name })),
    batches,
  }
}

async function answer(
  sql: string,
  prepared: PreparedQuery,
  context: ExecutionContext,
  stream: boolean,
): Promise<QueryResult> {
  const { bound, plan, scans } = prepared
  const { earlyEnd } = context
  const inParts = rowWise(bound.sql, plan, bound.relations)
  if (stream && inParts !== undefined) return streamRows(sql, prepared, inParts, context)
  if (earlyEnd !== undefined) earlyEnd.isRowWise = inParts !== undefined
  // A LIMIT that no scan can count, since conditions stand between, is counted while the rows come.
  const counts = inParts?.limit !== undefined && scans.some(({ limit }) => limit === undefined)
  if (counts && !context.strict && context.rules.has('limit')) {
    return fetching(context, async (signal) =>
      whole(await streamRows(sql, prepared, inParts, { ...context, signal })),
    )
  }
  await fetching(context, (signal) => fetchRows(prepared, { ...context, signal }))
  return relocated(sql, context.engine.query(bound.sql), bound)
}

/** Runs what fetches: to its end, or until the reader has enough of it. */
function fetching<T>(
  { earlyEnd, signal }: ExecutionContext,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return earlyEnd === undefined ? work(signal) : earlyEnd.fetching(signal, work)
}

/** An answer that comes in parts, once all of them are there. */
async function whole(result: QueryResult): Promise<QueryResult> {
  const rows = await collectRows(result)
  return { columns: result.columns, batches: only(rows) }
}

// eslint-disable-next-line @typescript-eslint/require-await -- an answer is an async iterable, this one is at hand
async function* only<T>(rows: readonly T[]): AsyncGenerator<readonly T[]> {
  yield rows
}

/** Fetches what a query reads and writes its answer as Parquet. */
export async function exportQuery(
  sql: string,
  path: string,
  context: ExecutionContext,
): Promise<void> {
  const prepared = await prepareQuery(sql, context)
  noteWriteOnly(prepared.scans, context)
  await fetchRows(prepared, context)
  await relocated(sql, context.engine.exportParquet(prepared.bound.sql, path), prepared.bound)
}

/** Fetches what a query reads and keeps its answer in the engine under a name. */
export async function storeQuery(
  sql: string,
  table: StoredTableName,
  context: ExecutionContext,
): Promise<void> {
  const prepared = await prepareQuery(sql, context)
  noteWriteOnly(prepared.scans, context)
  await fetchRows(prepared, context)
  await relocated(sql, context.engine.createTable(table, prepared.bound.sql), prepared.bound)
}
