import type { QueryResult } from '../../engine/index.js'
import { AppError } from '../../errors/index.js'
import { estimateCalls, sumEstimates } from '../../plan/index.js'
import type { RelationDefinition, Row } from '../../relation/index.js'
import { writtenHeaders } from '../../sql/index.js'
import { mapConcurrent } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { resourceRow, type FoundResource } from '../scan/resource-row.js'
import { runScan } from '../scan/run-scan.js'
import { noteWriteOnly } from './note-write-only.js'
import { definitionOf, prepareQuery, relocated, type PreparedQuery } from './prepare-query.js'

/** Scans of one statement that run side by side. */
const SCANS_AT_ONCE = 32

/** Rows are handed to the engine in lots of at least this many. */
const LOT = 2_048

/** Fetches what a query reads and has the engine answer it. */
export async function runQuery(sql: string, context: ExecutionContext): Promise<QueryResult> {
  const prepared = await prepareQuery(sql, context)
  noteWriteOnly(prepared.scans, context)
  await fetchRows(prepared, context)
  const { columns, batches } = await relocated(
    sql,
    context.engine.query(prepared.bound.sql),
    prepared.bound,
  )
  const headers = writtenHeaders(sql, columns.length)
  return {
    columns: columns.map((column, index) => ({ ...column, name: headers[index] ?? column.name })),
    batches,
  }
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

/** Runs the scans of a prepared query and loads their rows; `seen` is told of every resource. */
export async function fetchRows(
  { scans }: PreparedQuery,
  context: ExecutionContext,
  seen?: (resource: FoundResource) => void,
): Promise<void> {
  context.budget.expect(sumEstimates(scans.map(estimateCalls)).calls)
  await mapConcurrent(scans, SCANS_AT_ONCE, async (scan) => {
    const loaders = scan.relations.map((relation) => ({
      relation,
      loader: new Loader(context, definitionOf(relation)),
    }))
    await runScan(scan, context, async (resources) => {
      if (seen !== undefined) resources.forEach(seen)
      for (const { relation, loader } of loaders) {
        await loader.add(resources.map((resource) => resourceRow(resource, relation)))
      }
    })
    for (const { loader } of loaders) await loader.flush()
  })
  requireAnswers(context)
}

/**
 * Where nobody answered there is nothing to tell but why.
 * @throws AppError of the first that failed; SCAN_FAILED where some failed and the statement is strict
 */
function requireAnswers({ coverage: { failed, units }, strict }: ExecutionContext): void {
  const [first] = failed
  if (first === undefined) return
  const { table, typeName, region, error } = first
  if (error !== undefined && failed.length === units.length) throw error
  if (!strict) return
  throw new AppError(
    'SCAN_FAILED',
    `incomplete, ${String(failed.length)} of ${String(units.length)} did not answer: ${table} ${region}: ${error?.message ?? 'no reason given'}`,
    { typeName, region, hint: 'without --strict the rows that came are shown', cause: error },
  )
}

class Loader {
  readonly #context: ExecutionContext
  readonly #definition: RelationDefinition
  #rows: Row[] = []

  constructor(context: ExecutionContext, definition: RelationDefinition) {
    this.#context = context
    this.#definition = definition
  }

  async add(rows: readonly Row[]): Promise<void> {
    this.#rows.push(...rows)
    if (this.#rows.length >= LOT) await this.flush()
  }

  async flush(): Promise<void> {
    const rows = this.#rows
    this.#rows = []
    await this.#context.engine.load(this.#definition, { rows })
  }
}
