import { setMaxListeners } from 'node:events'
import type { Catalog } from '../catalog/index.js'
import type { CallStatistics, Connector } from '../connectors/index.js'
import type { RelationalEngine } from '../engine/index.js'
import { AppError } from '../errors/index.js'
import {
  Coverage,
  exportQuery,
  explainStatement,
  KNOWN_REGIONS,
  outcomeRows,
  runDelete,
  runInsert,
  runQuery,
  runUpdate,
  type CallLimit,
  type ExecutionContext,
  type MutationOutcome,
} from '../execution/index.js'
import type { IoHost } from '../io/index.js'
import { describe, show, type PlanRules } from '../plan/index.js'
import type { ResultSet } from '../relation/index.js'
import {
  confirmReading,
  type MutationStatement,
  type SetStatement,
  type Statement,
} from '../sql/index.js'
import type { LazyResource } from './lazy-resource.js'
import type { StatementResult } from './statement-result.js'
import { systemClock } from './system-clock.js'

/** What a session is made of; see create-session.ts. */
export interface SessionParts {
  readonly host: IoHost
  readonly catalog: Catalog
  readonly statistics: CallStatistics
  readonly engine: LazyResource<RelationalEngine>
  readonly connector: LazyResource<Connector>
  readonly local: LazyResource<{ close(): Promise<void> }>
  readonly regions: LazyResource<readonly string[]>
  readonly limit: CallLimit
  readonly mutationsInFlight: number
  readonly rules: PlanRules
  readonly wait: boolean
  /** Random, new for each run: what makes a ClientToken of this run unlike one of any other. */
  readonly runId: string
}

/** Runs statements, one after another. Library users and all faces hold one of these. */
export class Session {
  readonly #parts: SessionParts
  #statement = 0
  #regions: readonly string[] | undefined

  constructor(parts: SessionParts) {
    this.#parts = parts
  }

  get catalog(): Catalog {
    return this.#parts.catalog
  }

  get statistics(): CallStatistics {
    return this.#parts.statistics
  }

  /** Regions of statements that name none. */
  async regions(): Promise<readonly string[]> {
    return this.#regions ?? this.#parts.regions.get()
  }

  /**
   * Checks what can be checked without a call: writes have to be read alike by two readers.
   * @throws AppError READERS_DISAGREE, UNSUPPORTED_STATEMENT
   */
  async check(statement: Statement): Promise<void> {
    const inner = statement.kind === 'explain' ? statement.statement : statement
    if (isMutation(inner)) await confirmReading(inner)
  }

  /** @throws AppError of a statement that failed as a whole */
  async run(statement: Statement, signal: AbortSignal = neverAborted()): Promise<StatementResult> {
    await this.check(statement)
    this.#statement++
    switch (statement.kind) {
      case 'show':
        return this.#answer(statement, show(statement, this.catalog), statement.what === 'insert')
      case 'describe':
        return this.#answer(statement, describe(statement, this.catalog))
      case 'set':
        return this.#answer(statement, this.#set(statement))
      case 'explain': {
        const lines = await explainStatement(statement, await this.#context(signal))
        return this.#answer(statement, textLines('plan', lines), true)
      }
      case 'query': {
        const context = await this.#context(signal)
        const { columns, batches } = await runQuery(statement.source, context)
        const { units: coverage } = context.coverage
        return { kind: 'query', columns, batches, presentation: 'rows', coverage, failures: [] }
      }
      default:
        return this.#mutate(statement, await this.#context(signal))
    }
  }

  /** Writes the answer of a query as a Parquet file. */
  async exportParquet(
    sql: string,
    path: string,
    signal: AbortSignal = neverAborted(),
  ): Promise<void> {
    this.#statement++
    await exportQuery(sql, path, await this.#context(signal))
  }

  async close(): Promise<void> {
    const { engine, connector, local } = this.#parts
    const opened = await Promise.allSettled([engine.made, connector.made, local.made])
    const [engineMade, connectorMade, localMade] = opened
    if (engineMade.status === 'fulfilled') engineMade.value?.close()
    if (connectorMade.status === 'fulfilled') connectorMade.value?.close()
    if (localMade.status === 'fulfilled') await localMade.value?.close()
  }

  async #mutate(statement: MutationStatement, context: ExecutionContext): Promise<StatementResult> {
    const outcomes = await mutate(statement, context)
    const failures = outcomes.map(({ error }) => error).filter((error) => error !== undefined)
    const [first] = failures
    if (first !== undefined && outcomes.length === 1) throw first
    const { units: coverage } = context.coverage
    return { ...this.#answer(statement, outcomeRows(outcomes)), coverage, failures }
  }

  #answer({ kind }: Statement, { columns, rows }: ResultSet, isText = false): StatementResult {
    return {
      kind,
      columns,
      batches: onlyBatch(rows),
      presentation: isText ? 'text' : 'rows',
      coverage: [],
      failures: [],
    }
  }

  #set({ name, value }: SetStatement): ResultSet {
    if (name !== 'region' && name !== 'regions') {
      throw new AppError('USAGE', `there is no setting "${name}"`, {
        hint: "SET regions = 'us-east-1,eu-west-1'",
      })
    }
    this.#regions =
      value === 'all' ? KNOWN_REGIONS : value.split(',').map((region) => region.trim())
    return { columns: [], rows: [] }
  }

  async #context(signal: AbortSignal): Promise<ExecutionContext> {
    const { engine, connector, host, catalog, limit, rules, runId, mutationsInFlight, wait } =
      this.#parts
    const statement = this.#statement
    // Every call in flight listens to it, and there are more than Node thinks normal.
    setMaxListeners(0, signal)
    // The engine loads while the connector reads its configuration.
    const loading = [engine.get(), connector.get()] as const
    const sessionRegions = await this.regions()
    return {
      engine: await loading[0],
      connector: await loading[1],
      host,
      catalog,
      limit,
      rules,
      signal,
      mutationsInFlight,
      wait,
      sessionRegions,
      knownRegions: KNOWN_REGIONS,
      coverage: new Coverage(),
      clock: systemClock,
      clientToken: (row, attempt) => [runId, statement, row, attempt].join('-'),
    }
  }
}

function mutate(
  statement: MutationStatement,
  context: ExecutionContext,
): Promise<MutationOutcome[]> {
  switch (statement.kind) {
    case 'insert':
      return runInsert(statement, context)
    case 'update':
      return runUpdate(statement, context)
    case 'delete':
      return runDelete(statement, context)
  }
}

function isMutation(statement: Statement): statement is MutationStatement {
  return statement.kind === 'insert' || statement.kind === 'update' || statement.kind === 'delete'
}

function textLines(name: string, lines: readonly string[]): ResultSet {
  return { columns: [{ name, type: 'VARCHAR' }], rows: lines.map((line) => [line]) }
}

// eslint-disable-next-line @typescript-eslint/require-await -- a result is an async iterable, this one is at hand
async function* onlyBatch<T>(rows: readonly T[]): AsyncGenerator<readonly T[]> {
  yield rows
}

function neverAborted(): AbortSignal {
  return new AbortController().signal
}
