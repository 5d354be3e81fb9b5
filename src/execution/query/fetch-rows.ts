import { AppError } from '../../errors/index.js'
import { estimateCalls, sumEstimates } from '../../plan/index.js'
import type { Row } from '../../relation/index.js'
import { canonicalJson, mapConcurrent } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { KeyExchange } from '../dependent/key-exchange.js'
import { resourceRow, type FoundResource } from '../scan/resource-row.js'
import type { PreparedQuery } from './prepare-query.js'
import { RowLoader, sharedRows, type SharedRows } from './shared-rows.js'

/** Scans of one statement that run side by side. */
const SCANS_AT_ONCE = 32

/**
 * Rows are handed to the engine in lots of at least this many. What is left of the last one is loaded after the last
 * answer, while everybody waits; smaller lots cost more together.
 */
const LOT = 512

/** Receives the rows of one scan. */
export interface RowTarget {
  add(rows: readonly Row[]): Promise<void>
  /** No more rows come. */
  flush?(): Promise<void>
}

interface FetchOptions {
  /** Is told of every resource. */
  readonly seen?: (resource: FoundResource) => void
  /** Where rows go. Default: into the engine. */
  readonly into?: (shared: SharedRows) => RowTarget
}

/** Runs the scans of a prepared query and loads their rows. */
export async function fetchRows(
  { scans, bound }: PreparedQuery,
  context: ExecutionContext,
  { seen, into = (shared) => new Lots(new RowLoader(context.engine, shared)) }: FetchOptions = {},
): Promise<void> {
  context.budget.expect(sumEstimates(scans.map(estimateCalls)).calls)
  const keys = await KeyExchange.open(scans, context)
  // In their order: those that give keys come before those that wait for them.
  await mapConcurrent(scans, SCANS_AT_ONCE, async (scan) => {
    const shared = sharedRows(scan, bound.sql)
    const target = into(shared)
    await keys.run(scan, async (resources) => {
      if (seen !== undefined) resources.forEach(seen)
      const rowOf = (resource: FoundResource): Row =>
        resourceRow(resource, shared, ({ name, type }, value) => {
          const shown = canonicalJson(value)
          const short = shown.length > 60 ? `${shown.slice(0, 60)}…` : shown
          const told = `${scan.schema.typeName} ${resource.identifier}: ${name} is ${short}, which is no ${type}`
          context.coverage.addUnfit(scan, resource, told)
        })
      await target.add(resources.map(rowOf))
    })
    await target.flush?.()
  })
  requireAnswers(context)
  const { unfit } = context.coverage
  if (unfit === undefined) return
  const { count, first } = unfit
  const others = count === 1 ? '' : `, as ${String(count - 1)} more values are`
  const text = `NULL for want of its type${others}: ${first}`
  context.host.notify({ code: '1108', level: 'warning', text, data: { count } })
}

/**
 * Where nobody answered there is nothing to tell but why.
 * @throws AppError of the first that failed; SCAN_FAILED where some failed and the statement is strict
 */
function requireAnswers({ coverage, strict, earlyEnd }: ExecutionContext): void {
  const { failed, lacking, units, found } = coverage
  const [first] = lacking
  if (first === undefined) return
  const stopped = failed.find(({ error }) => error?.code === 'CANCELLED')?.error
  if (stopped !== undefined && earlyEnd?.isCut === true && found > 0 && !strict) return
  if (stopped !== undefined) throw stopped
  const { table, typeName, region, error } = first
  const asked = units.filter(({ status }) => status !== 'skipped')
  if (failed[0]?.error !== undefined && failed.length === asked.length) throw failed[0].error
  if (!strict) return
  throw new AppError(
    'SCAN_FAILED',
    `incomplete, ${String(lacking.length)} of ${String(units.length)} did not answer${failed.length < lacking.length ? ' in full' : ''}: ${table} ${region}: ${error?.message ?? 'no reason given'}`,
    { typeName, region, hint: 'without --strict the rows that came are shown', cause: error },
  )
}

class Lots implements RowTarget {
  readonly #loader: RowLoader
  #rows: Row[] = []

  constructor(loader: RowLoader) {
    this.#loader = loader
  }

  async add(rows: readonly Row[]): Promise<void> {
    this.#rows.push(...rows)
    if (this.#rows.length >= LOT) await this.flush()
  }

  async flush(): Promise<void> {
    const rows = this.#rows
    this.#rows = []
    await this.#loader.load(rows)
  }
}
