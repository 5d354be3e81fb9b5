import { setMaxListeners } from 'node:events'
import type { QueryResult } from '../../engine/index.js'
import { AppError } from '../../errors/index.js'
import type { RowWise } from '../../plan/index.js'
import type { ResultValue } from '../../relation/index.js'
import type { ExecutionContext } from '../context.js'
import { definitionOf, relocated, type PreparedQuery } from './prepare-query.js'
import { RowLots } from './row-lots.js'
import { fetchRows } from './fetch-rows.js'
import { RowLoader } from './shared-rows.js'

/**
 * Answers a row-wise query while its rows come: the engine answers it over each lot of them. Calls begin with the
 * first batch that is asked for, and stop when the LIMIT is reached or nobody asks for more.
 */
export async function streamRows(
  sql: string,
  prepared: PreparedQuery,
  { limit = Number.POSITIVE_INFINITY }: RowWise,
  context: ExecutionContext,
): Promise<QueryResult> {
  const answer = (): Promise<QueryResult> =>
    relocated(sql, context.engine.query(prepared.bound.sql), prepared.bound)
  // Over the tables as they are now, empty: the columns alone.
  const { columns } = await answer()
  return { columns, batches: batches(prepared, limit, context, answer) }
}

async function* batches(
  prepared: PreparedQuery,
  limit: number,
  context: ExecutionContext,
  answer: () => Promise<QueryResult>,
): AsyncGenerator<readonly (readonly ResultValue[])[]> {
  if (limit === 0) return
  const { engine } = context
  const definitions = prepared.bound.relations.map(definitionOf)
  const enough = new AbortController()
  const signal = AbortSignal.any([context.signal, enough.signal])
  setMaxListeners(0, signal)
  const lots = new RowLots({ eager: Number.isFinite(limit) })
  const fetching = fetchRows(
    prepared,
    { ...context, signal, hasEnough: () => enough.signal.aborted },
    { into: (shared) => ({ add: (rows) => lots.add(shared, rows) }) },
  ).then(
    () => lots.end(),
    (reason: unknown) => lots.end({ reason }),
  )
  let left = limit
  let shown = 0
  try {
    for (let lot = await lots.take(); lot !== undefined; lot = await lots.take()) {
      await engine.define(definitions)
      for (const [shared, rows] of lot) await new RowLoader(engine, shared).load(rows)
      for await (const batch of (await answer()).batches) {
        const wanted = batch.length > left ? batch.slice(0, left) : batch
        left -= wanted.length
        yield wanted
        shown += wanted.length
        if (left <= 0) return
      }
    }
  } catch (error) {
    throw shown === 0 ? error : afterRows(AppError.from(error), shown)
  } finally {
    enough.abort()
    lots.end()
    await fetching
  }
}

/** An error that comes when rows are out already says so. */
function afterRows(error: AppError, rows: number): AppError {
  return new AppError(
    error.code,
    `${error.message} (after ${String(rows)} ${rows === 1 ? 'row' : 'rows'}: the answer is not complete)`,
    error.details,
  )
}
