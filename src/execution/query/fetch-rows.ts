import { AppError } from '../../errors/index.js'
import { estimateCalls, sumEstimates, type BoundRelation } from '../../plan/index.js'
import type { RelationDefinition, Row } from '../../relation/index.js'
import { mapConcurrent } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { KeyExchange } from '../dependent/key-exchange.js'
import { resourceRow, type FoundResource } from '../scan/resource-row.js'
import { definitionOf, type PreparedQuery } from './prepare-query.js'

/** Scans of one statement that run side by side. */
const SCANS_AT_ONCE = 32

/** Rows are handed to the engine in lots of at least this many. */
const LOT = 2_048

/** Receives the rows of one relation. */
export interface RowTarget {
  add(rows: readonly Row[]): Promise<void>
  /** No more rows come. */
  flush?(): Promise<void>
}

interface FetchOptions {
  /** Is told of every resource. */
  readonly seen?: (resource: FoundResource) => void
  /** Where rows go. Default: into the engine. */
  readonly into?: (relation: BoundRelation) => RowTarget
}

/** Runs the scans of a prepared query and loads their rows. */
export async function fetchRows(
  { scans }: PreparedQuery,
  context: ExecutionContext,
  { seen, into = (relation) => new Loader(context, definitionOf(relation)) }: FetchOptions = {},
): Promise<void> {
  context.budget.expect(sumEstimates(scans.map(estimateCalls)).calls)
  const keys = await KeyExchange.open(scans, context)
  // In their order: those that give keys come before those that wait for them.
  await mapConcurrent(scans, SCANS_AT_ONCE, async (scan) => {
    const loaders = scan.relations.map((relation) => ({
      relation,
      loader: into(relation),
    }))
    const needed = new Set(scan.properties)
    await keys.run(scan, async (resources) => {
      if (seen !== undefined) resources.forEach(seen)
      for (const { relation, loader } of loaders) {
        await loader.add(resources.map((resource) => resourceRow(resource, relation, needed)))
      }
    })
    for (const { loader } of loaders) await loader.flush?.()
  })
  requireAnswers(context)
}

/**
 * Where nobody answered there is nothing to tell but why.
 * @throws AppError of the first that failed; SCAN_FAILED where some failed and the statement is strict
 */
function requireAnswers({ coverage, strict, earlyEnd }: ExecutionContext): void {
  const { failed, units, found } = coverage
  const [first] = failed
  if (first === undefined) return
  const stopped = failed.find(({ error }) => error?.code === 'CANCELLED')?.error
  if (stopped !== undefined && earlyEnd?.isCut === true && found > 0 && !strict) return
  if (stopped !== undefined) throw stopped
  const { table, typeName, region, error } = first
  const asked = units.filter(({ status }) => status !== 'skipped')
  if (error !== undefined && failed.length === asked.length) throw error
  if (!strict) return
  throw new AppError(
    'SCAN_FAILED',
    `incomplete, ${String(failed.length)} of ${String(units.length)} did not answer: ${table} ${region}: ${error?.message ?? 'no reason given'}`,
    { typeName, region, hint: 'without --strict the rows that came are shown', cause: error },
  )
}

class Loader implements RowTarget {
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
