import type { Catalog } from '../catalog/index.js'
import type { CallStatistics, ConnectionSpec, Connector } from '../connectors/index.js'
import { AppError } from '../errors/index.js'
import {
  checkStatement,
  exportQuery,
  type CoverageUnit,
  type ExecutionContext,
  cancelRequest,
  type CancelledRequest,
  type CancelRequest,
  type RequestRecord,
  type StatementNeeds,
} from '../execution/index.js'
import type { IoHost } from '../io/index.js'
import { type HandlerNeed } from '../plan/index.js'
import { confirmReading, type Statement } from '../sql/index.js'
import { CurrentStatement } from './current-statement.js'
import { unsettled } from './connections/unasked.js'
import { withEarlyEnd } from './with-early-end.js'
import { isMutation } from './is-mutation.js'
import { heldRows } from './held-rows.js'
import { storedNames, type CompletionNames } from './names/completion-names.js'
import { storedShape } from './names/describe-stored.js'
import { checkDefinition, isDefinition } from './names/run-definition.js'
import { PlannedNames } from './names/planned-names.js'
import { pathOf, qualified } from './names/qualify.js'
import { combinedPermissions, needsOf, type Permissions } from './permissions.js'
import { resume } from './resume.js'
import type { RunOptions, RunParts } from './run-options.js'
import { forkedParts } from './forked-parts.js'
import type { Progress } from './progress.js'
import { Settings } from './settings.js'
import type { SessionParts } from './session-parts.js'
import type { StatementResult } from './statement-result.js'
import { syntaxProblem, type SyntaxProblem } from './syntax-problem.js'
import { neverAborted } from './throw-if-cancelled.js'
import { mapConcurrent, type KnownSecrets } from '../util/index.js'
import { StatementGuard } from './statement-guard.js'
import { StatementRunner } from './statement-runner.js'
import { StatementTurns } from './statement-turns.js'

/**
 * Runs statements, one after another, whoever asks at once. Library users and all faces hold one of these.
 */
export class Session {
  readonly #parts: SessionParts
  readonly #settings: Settings
  readonly #current: CurrentStatement
  readonly #turns: StatementTurns
  readonly #runner: StatementRunner
  /** What the statements of a script that were checked, and not yet run, will have made of names. */
  #planned: { readonly names: PlannedNames; path: readonly string[] } | undefined

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.#settings = new Settings(parts.settings)
    this.#current = new CurrentStatement(parts, this.#settings)
    this.#turns = new StatementTurns(parts, this.#settings, this.#current)
    this.#runner = new StatementRunner({
      parts,
      settings: this.#settings,
      current: this.#current,
      confirm: (statement) => this.#confirm(statement),
    })
  }

  get catalog(): Catalog {
    return this.#parts.catalog
  }

  /** Reads the user's own provider documents that a text may speak of; without one, all. */
  readDocuments(text?: string): Promise<void> {
    return this.#parts.documents.prepare(text)
  }

  /** Reads them for completion, which does without those that something is wrong with. */
  learnDocuments(): Promise<void> {
    return this.#parts.documents.learn()
  }

  get statistics(): CallStatistics {
    return this.#parts.statistics
  }

  /** True between BEGIN and COMMIT or ROLLBACK: writes are staged. */
  get inTransaction(): boolean {
    return this.#runner.transaction.isOpen
  }

  /** How far the statement is that runs, or ran last. */
  get progress(): Progress {
    return this.#current.progress
  }

  /** Of the order in which places are asked; SET seed repeats one. */
  get seed(): number {
    return this.#settings.values.seed
  }

  /** Regions of statements that name none. */
  async regions(): Promise<readonly string[]> {
    return this.#parts.connections.regions()
  }

  /**
   * Checks all that can be checked without a call, so that a script with a mistake in its last statement
   * changes nothing: syntax, names and types, and that writes are read alike by two readers.
   * @throws AppError SYNTAX, UNKNOWN_*, READERS_DISAGREE, UNSUPPORTED_STATEMENT, IDENTIFIER_REQUIRED, …
   */
  check(statement: Statement): Promise<void> {
    return this.#guard(statement).watch(() => this.#check(statement))
  }

  async #check(statement: Statement): Promise<void> {
    await this.#confirm(statement)
    await this.#turns.take(async () => {
      const signal = neverAborted()
      const planned = (this.#planned ??= {
        names: new PlannedNames(this.#runner.names),
        path: this.#runner.path,
      })
      const names = { stored: planned.names, path: planned.path }
      // A statement before this one may set the region.
      const now = await this.#runner.context(signal)
      const context = { ...now, connections: unsettled(now.connections), names }
      if (statement.kind === 'use') planned.path = pathOf(statement, this.catalog)
      else if (isDefinition(statement)) await checkDefinition(statement, planned.names, context)
      else if (await storedShape(statement, context)) return
      else await checkStatement(qualified(statement, planned.path), context)
    })
  }

  /** As `check`, for statements that only know of each other: what they define is forgotten. */
  async checkTogether(statements: readonly Statement[]): Promise<void> {
    try {
      for (const statement of statements) await this.check(statement)
    } finally {
      this.#planned = undefined
    }
  }

  /**
   * What a caller must be allowed to run these statements, one after another; no call is made.
   * @param handlers what else is needed.
   */
  async permissions(
    statements: readonly Statement[],
    handlers: readonly HandlerNeed[] = [],
  ): Promise<Permissions> {
    const needs: StatementNeeds[] = [{ handlers, actions: [] }]
    try {
      for (const statement of statements) {
        await this.check(statement)
        needs.push(
          await this.#turns.take(async () =>
            needsOf(
              qualified(statement, this.#planned?.path ?? this.#runner.path),
              await this.#runner.context(neverAborted()),
              this.#planned?.names,
            ),
          ),
        )
      }
    } finally {
      this.#planned = undefined
    }
    return combinedPermissions(needs)
  }

  /** Runs a statement. @throws AppError of a statement that failed as a whole */
  async run(
    statement: Statement,
    signal: AbortSignal = neverAborted(),
    options: RunOptions = {},
  ): Promise<StatementResult> {
    const guard = this.#guard(statement)
    return guard.result(await guard.watch(() => this.#run(statement, signal, options)))
  }

  async #run(
    statement: Statement,
    signal: AbortSignal,
    { stream = false, keepRows = false, fresh = false, ownNames }: RunOptions,
  ): Promise<StatementResult> {
    await this.#confirm(statement)
    const work = async (either: AbortSignal, options: RunParts = {}): Promise<StatementResult> => {
      this.#planned = undefined
      const named = qualified(statement, this.#runner.path)
      const keeps = this.inTransaction
      await this.#parts.ownNames?.begin(named, this.catalog, { known: ownNames, keeps })
      return this.#runner.run(named, either, options)
    }
    if (keepRows && statement.kind === 'query') {
      return withEarlyEnd(signal, (earlyEnd) =>
        this.#turns.interruptible(earlyEnd.signal, (either) => work(either, { earlyEnd, fresh })),
      )
    }
    if (!stream || statement.kind !== 'query') {
      return this.#turns.interruptible(signal, async (either, ended) => {
        const result = await work(either, { fresh })
        return { ...result, failures: result.failures.map(ended) }
      })
    }
    return new Promise((resolve, reject) => {
      this.#turns
        .interruptible(signal, async (either, ended) => {
          const result = await work(either, { stream, fresh })
          const held = heldRows(result.batches, either, ended)
          resolve({ ...result, batches: held.batches })
          await held.ended
        })
        .catch(reject)
    })
  }

  /** Requests of earlier runs to this session's target whose end is unknown, as the journal tells. */
  async leftRequests(): Promise<readonly RequestRecord[]> {
    const { journal, connections } = this.#parts
    const left = (await journal?.unfinished()) ?? []
    if (left.length === 0) return []
    await connections.ready()
    const here = await mapConcurrent(left, left.length, async (record) => {
      const { target, connection } = record.place
      return target === (await connections.targetOf(connection)) ? [record] : []
    })
    return here.flat()
  }

  /** Where the session's calls go: `aws`, the URL of an endpoint, or `local:` and a folder. @throws AppError CONFIGURATION */
  async target(): Promise<string> {
    return this.#parts.connections.commonTarget()
  }

  /** Asks that a write be stopped; what it has done so far stays. Answers how it stands. */
  async cancelRequest(
    request: CancelRequest,
    signal: AbortSignal = neverAborted(),
  ): Promise<CancelledRequest> {
    this.#requireWritable()
    return this.#guard().watch(() =>
      this.#turns.interruptible(signal, async (either) =>
        cancelRequest(request, await this.#runner.context(either)),
      ),
    )
  }

  /**
   * Takes up requests of earlier runs whose end is unknown and follows them to it. `script`: statements that
   * are read again for bodies that hold secrets, which no journal keeps; they are not run.
   */
  async resume(
    script: readonly Statement[] = [],
    signal: AbortSignal = neverAborted(),
    { ownNames }: Pick<RunOptions, 'ownNames'> = {},
  ): Promise<StatementResult> {
    this.#requireWritable()
    for (const statement of script) await this.#confirm(statement)
    const guard = this.#guard()
    const resumed = (): Promise<StatementResult> =>
      this.#turns.interruptible(signal, async (either) => {
        for (const [index, statement] of script.entries()) {
          const keeps = index > 0
          await this.#parts.ownNames?.begin(statement, this.catalog, { known: ownNames, keeps })
        }
        return resume(script.filter(isMutation), await this.#runner.context(either))
      })
    return guard.result(await guard.watch(resumed))
  }

  /** Names beside the catalogue's, for completion; no call is made. @throws AppError of a file of connections */
  async completionNames(): Promise<CompletionNames> {
    const connections = await this.#parts.connections.names()
    return { connections, stored: storedNames(this.#runner.names), path: this.#runner.path }
  }

  /** What keeps a text from being a statement; undefined where nothing does. For editors. */
  async syntaxProblem(text: string): Promise<SyntaxProblem | undefined> {
    const engine = await this.#parts.engine.get()
    return syntaxProblem(text, engine)
  }

  /** Writes the answer of a query as a Parquet file; answers who was asked for it. */
  async exportParquet(
    sql: string,
    path: string,
    signal: AbortSignal = neverAborted(),
  ): Promise<readonly CoverageUnit[]> {
    return this.#guard({ kind: 'query', source: sql }).watch(() =>
      this.#turns.interruptible(signal, async (either) => {
        const context = await this.#runner.context(either)
        await exportQuery(sql, path, context)
        return context.coverage.units
      }),
    )
  }

  /** Lets calls of `plumbing` name a connection that no file has. */
  addConnection(spec: ConnectionSpec, beside?: string): void {
    this.#parts.connections.add(spec, beside)
  }

  /** What those need who plan and write without SQL, as a statement of this session would have it. */
  async plumbing(signal: AbortSignal = neverAborted()): Promise<ExecutionContext> {
    return this.#runner.context(signal)
  }

  /** The AWS account that a connection's credentials are of. @throws AppError of the call that asks */
  accountOf(connection: string, signal: AbortSignal): Promise<string> {
    return this.#guard().watch(() => this.#parts.connections.accountOf(connection, signal))
  }

  /**
   * A session over the same connections with an engine of its own: statements of the two run at the same time.
   * @param watch what the calls of its statements go through.
   * @param host who hears of them.
   * @param resumeCommand what takes up the writes that they leave behind.
   */
  fork(watch: (connector: Connector) => Connector, host: IoHost, resumeCommand?: string): Session {
    return new Session({ ...forkedParts(this.#parts, watch, host), resumeCommand })
  }

  /** Stops what is running, then lets go of everything. */
  async close(): Promise<void> {
    await this.#turns.close()
    const { engine, connector, local, connections } = this.#parts
    const opened = await Promise.allSettled([engine.made, connector.made, local.made])
    const [engineMade, connectorMade, localMade] = opened
    if (engineMade.status === 'fulfilled') engineMade.value?.close()
    if (connectorMade.status === 'fulfilled') connectorMade.value?.close()
    await connections.close()
    if (localMade.status === 'fulfilled') await localMade.value?.close()
    await this.#parts.journal?.close()
  }

  /** What must not be shown of what is said of this session, whoever says it. */
  get secrets(): KnownSecrets {
    return this.#parts.secrets
  }

  #guard(statement?: Statement): StatementGuard {
    return new StatementGuard(this.#parts.secrets, this.catalog, statement)
  }

  /** Reads what the user documents of its tables, and has a second reader confirm a write. */
  async #confirm(statement: Statement): Promise<void> {
    await this.#parts.documents.prepare(statement.source)
    const inner = statement.kind === 'explain' ? statement.statement : statement
    if (statement.kind === 'cancel' || keepsName(statement)) this.#requireWritable()
    if (!isMutation(inner)) return
    if (statement === inner) this.#requireWritable()
    await confirmReading(inner)
  }

  #requireWritable(): void {
    if (!this.#parts.readOnly) return
    throw new AppError('READ_ONLY', 'this session only reads: nothing was sent', {
      hint: 'EXPLAIN shows what the statement would do; leave --read-only out to do it',
    })
  }
}

/** True for statements that change what the project keeps; a temporary table is gone with its session. */
function keepsName(statement: Statement): boolean {
  return isDefinition(statement) && !('what' in statement && statement.what === 'temporary table')
}
