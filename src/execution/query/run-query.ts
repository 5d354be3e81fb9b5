import type { QueryResult, StoredTableName } from '../../engine/index.js'
import { rowWise } from '../../plan/index.js'
import { writtenHeaders } from '../../sql/index.js'
import type { ExecutionContext } from '../context.js'
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
  const { bound, plan } = prepared
  const { earlyEnd } = context
  const inParts =
    stream || earlyEnd !== undefined ? rowWise(bound.sql, plan, bound.relations) : undefined
  if (stream && inParts !== undefined) return streamRows(sql, prepared, inParts, context)
  if (earlyEnd !== undefined) earlyEnd.isRowWise = inParts !== undefined
  await fetchWhole(prepared, context)
  return relocated(sql, context.engine.query(bound.sql), bound)
}

/** Fetches all rows, or those that come before the reader has enough of it. */
function fetchWhole(prepared: PreparedQuery, context: ExecutionContext): Promise<void> {
  const { earlyEnd } = context
  if (earlyEnd === undefined) return fetchRows(prepared, context)
  return earlyEnd.fetching(context.signal, (signal) => fetchRows(prepared, { ...context, signal }))
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
