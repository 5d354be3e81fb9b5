import { join } from 'node:path'
import type { Catalog } from '../catalog/index.js'
import type { CallStatistics, ConnectionSpec, Connector } from '../connectors/index.js'
import { AppError } from '../errors/index.js'
import {
  checkStatement,
  exportQuery,
  runQuery,
  reportRows,
  type CoverageUnit,
  type ExecutionContext,
  cancelRequest,
  type CancelledRequest,
  type CancelRequest,
  type RequestRecord,
  type StatementNeeds,
} from '../execution/index.js'
import type { IoHost } from '../io/index.js'
import { describe, describeMethod, show, type HandlerNeed } from '../plan/index.js'
import { confirmReading, queryHints, type Statement } from '../sql/index.js'
import { rowAnswer, textAnswer } from './answer.js'
import { cancelAnswer } from './cancel-answer.js'
import { CurrentStatement } from './current-statement.js'
import { unsettled } from './connections/unasked.js'
import { withEarlyEnd } from './with-early-end.js'
import { explainAnswer } from './explain-answer.js'
import { isMutation } from './is-mutation.js'
import { heldRows } from './held-rows.js'
import { storedNames, type CompletionNames } from './names/completion-names.js'
import { storedShape } from './names/describe-stored.js'
import { checkDefinition, isDefinition, runDefinition } from './names/run-definition.js'
import { PlannedNames } from './names/planned-names.js'
import { pathOf, qualified } from './names/qualify.js'
import { SessionNames } from './names/session-names.js'
import { viewRows } from './names/view-rows.js'
import { ViewStore } from './names/view-store.js'
import { combinedPermissions, needsOf, showPermissions, type Permissions } from './permissions.js'
import { resume } from './resume.js'
import { runExec } from './run-exec.js'
import type { RunOptions, RunParts } from './run-options.js'
import { runSet } from './run-set.js'
import { runWrite, stageWrite } from './run-write.js'
import { forkedParts } from './forked-parts.js'
import type { Progress } from './progress.js'
import { Settings } from './settings.js'
import type { SessionParts } from './session-parts.js'
import { endedEarly, TimeLimit } from './statement-end.js'
import type { StatementResult } from './statement-result.js'
import { syntaxProblem, type SyntaxProblem } from './syntax-problem.js'
import { neverAborted, throwIfCancelled } from './throw-if-cancelled.js'
import { Transaction } from './transaction.js'
import { Turns } from './turns.js'

/** Milliseconds. */
const INTERRUPT_EVERY = 20

/**
 * Runs statements, one after another, whoever asks at once. Library users and all faces hold one of these.
 */
export class Session {
  readonly #parts: SessionParts
  readonly #turns = new Turns()
  readonly #closing = new AbortController()
  readonly #transaction = new Transaction()
  readonly #settings: Settings
  readonly #current: CurrentStatement
  readonly #names: SessionNames
  #path: readonly string[] = []
  /** What the statements of a script that were checked, and not yet run, will have made of names. */
  #planned: { readonly names: PlannedNames; path: readonly string[] } | undefined

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.#names = new SessionNames(new ViewStore(join(parts.projectDir, 'views')), parts.engine)
    this.#settings = new Settings(parts.settings)
    this.#current = new CurrentStatement(parts, this.#settings)
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
    return this.#transaction.isOpen
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
  async check(statement: Statement): Promise<void> {
    await this.#confirm(statement)
    await this.#turn(async () => {
      const signal = neverAborted()
      const planned = (this.#planned ??= { names: new PlannedNames(this.#names), path: this.#path })
      const names = { stored: planned.names, path: planned.path }
      // A statement before this one may set the region.
      const now = await this.#context(signal)
      const context = { ...now, connections: unsettled(now.connections), names }
      if (statement.kind === 'use') planned.path = pathOf(statement, this.catalog)
      else if (isDefinition(statement)) await checkDefinition(statement, planned.names, context)
      else if (await storedShape(statement, context)) return
      else await checkStatement(qualified(statement, planned.path), context)
    })
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
          await this.#turn(async () =>
            needsOf(
              qualified(statement, this.#planned?.path ?? this.#path),
              await this.#context(neverAborted()),
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
    { stream = false, keepRows = false, fresh = false }: RunOptions = {},
  ): Promise<StatementResult> {
    await this.#confirm(statement)
    const work = (either: AbortSignal, options: RunParts = {}): Promise<StatementResult> => {
      this.#planned = undefined
      return this.#run(qualified(statement, this.#path), either, options)
    }
    if (keepRows && statement.kind === 'query') {
      return withEarlyEnd(signal, (earlyEnd) =>
        this.#interruptible(earlyEnd.signal, (either) => work(either, { earlyEnd, fresh })),
      )
    }
    if (!stream || statement.kind !== 'query') {
      return this.#interruptible(signal, async (either, ended) => {
        const result = await work(either, { fresh })
        return { ...result, failures: result.failures.map(ended) }
      })
    }
    return new Promise((resolve, reject) => {
      this.#interruptible(signal, async (either, ended) => {
        const result = await work(either, { stream, fresh })
        const held = heldRows(result.batches, either, ended)
        resolve({ ...result, batches: held.batches })
        await held.ended
      }).catch(reject)
    })
  }

  /** Requests of earlier runs to this session's target whose end is unknown, as the journal tells. */
  async leftRequests(): Promise<readonly RequestRecord[]> {
    const { journal, target } = this.#parts
    const left = (await journal?.unfinished()) ?? []
    return left.filter(({ place }) => place.target === target)
  }

  /** Asks that a write be stopped; what it has done so far stays. Answers how it stands. */
  async cancelRequest(
    request: CancelRequest,
    signal: AbortSignal = neverAborted(),
  ): Promise<CancelledRequest> {
    this.#requireWritable()
    return this.#interruptible(signal, async (either) =>
      cancelRequest(request, await this.#context(either)),
    )
  }

  /**
   * Takes up requests of earlier runs whose end is unknown and follows them to it. `script`: statements that
   * are read again for bodies that hold secrets, which no journal keeps; they are not run.
   */
  async resume(
    script: readonly Statement[] = [],
    signal: AbortSignal = neverAborted(),
  ): Promise<StatementResult> {
    this.#requireWritable()
    for (const statement of script) await this.#confirm(statement)
    return this.#interruptible(signal, async (either) =>
      resume(script.filter(isMutation), await this.#context(either)),
    )
  }

  /** Names beside the catalogue's, for completion; no call is made. @throws AppError of a file of connections */
  async completionNames(): Promise<CompletionNames> {
    const connections = await this.#parts.connections.names()
    return { connections, stored: storedNames(this.#names), path: this.#path }
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
    return this.#interruptible(signal, async (either) => {
      const context = await this.#context(either)
      await exportQuery(sql, path, context)
      return context.coverage.units
    })
  }

  /** Lets calls of `plumbing` name a connection that no file has. */
  addConnection(spec: ConnectionSpec): void {
    this.#parts.connections.add(spec)
  }

  /** What those need who plan and write without SQL, as a statement of this session would have it. */
  async plumbing(signal: AbortSignal = neverAborted()): Promise<ExecutionContext> {
    return this.#context(signal)
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
    const closed = new AppError('CANCELLED', 'the session was closed')
    this.#closing.abort(closed)
    await this.#turns.take(() => Promise.resolve())
    const { engine, connector, local, connections } = this.#parts
    const opened = await Promise.allSettled([engine.made, connector.made, local.made])
    const [engineMade, connectorMade, localMade] = opened
    if (engineMade.status === 'fulfilled') engineMade.value?.close()
    if (connectorMade.status === 'fulfilled') connectorMade.value?.close()
    await connections.close()
    if (localMade.status === 'fulfilled') await localMade.value?.close()
    await this.#parts.journal?.close()
  }

  /** Reads what the user documents of its tables, and has a second reader confirm a write. */
  async #confirm(statement: Statement): Promise<void> {
    await this.#parts.documents.prepare(statement.source)
    const inner = statement.kind === 'explain' ? statement.statement : statement
    if (statement.kind === 'cancel') this.#requireWritable()
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

  #turn<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      this.#closing.signal.throwIfAborted()
      return work()
    })
  }

  /** Runs work in its turn; the engine stops when the caller or the session says so. */
  async #interruptible<T>(
    signal: AbortSignal,
    work: (signal: AbortSignal, ended: (error: unknown) => AppError) => Promise<T>,
  ): Promise<T> {
    return this.#turn(async () => {
      const limit = new TimeLimit(this.#settings.values.timeout)
      const either = AbortSignal.any([signal, this.#closing.signal, limit.signal])
      throwIfCancelled(either)
      const stop = this.#engineStop()
      either.addEventListener('abort', stop.begin)
      this.#current.begin()
      const ended = (error: unknown): AppError =>
        endedEarly(AppError.from(error), limit, this.progress)
      try {
        return await work(either, ended)
      } catch (error) {
        throw ended(error)
      } finally {
        limit.dispose()
        await this.#parts.learned.save()
        // A signal that fires later is not about the next statement.
        either.removeEventListener('abort', stop.begin)
        stop.end()
      }
    })
  }

  /** Stops the engine again and again: a query forgets an interrupt that came just before it began. */
  #engineStop(): { readonly begin: () => void; readonly end: () => void } {
    let timer: NodeJS.Timeout | undefined
    const interrupt = (): void => {
      this.#parts.engine.made?.then(
        (engine) => engine.interrupt(),
        () => undefined,
      )
    }
    return {
      begin: () => {
        interrupt()
        timer = setInterval(interrupt, INTERRUPT_EVERY)
      },
      end: () => clearInterval(timer),
    }
  }

  async #run(
    statement: Statement,
    signal: AbortSignal,
    { stream = false, fresh = false, earlyEnd }: RunParts = {},
  ): Promise<StatementResult> {
    switch (statement.kind) {
      case 'show':
        return statement.what === 'insert'
          ? textAnswer(statement, show(statement, this.catalog))
          : rowAnswer(statement, show(statement, this.catalog))
      case 'report': {
        const { what, like } = statement
        if (what === 'changes') return this.#transaction.changes(statement)
        if (what === 'views') return rowAnswer(statement, viewRows(this.#names, like))
        const shown = { what, ...(like === undefined ? {} : { like }) }
        return rowAnswer(statement, await reportRows(shown, await this.#context(signal)))
      }
      case 'describe':
        return rowAnswer(
          statement,
          (await storedShape(statement, await this.#context(signal))) ??
            describe(statement, this.catalog),
        )
      case 'describe-method':
        return rowAnswer(statement, describeMethod(statement, this.catalog))
      case 'exec':
        return runExec(statement, {
          readOnly: this.#parts.readOnly,
          context: () => this.#context(signal),
          catalog: this.catalog,
          run: async (inner) => {
            await this.#confirm(inner)
            return this.#run(inner, signal)
          },
        })
      case 'use':
        this.#path = pathOf(statement, this.catalog)
        return rowAnswer(statement, { columns: [], rows: [] })
      case 'create':
      case 'refresh':
      case 'drop': {
        const context = await this.#context(signal)
        await runDefinition(statement, this.#names, context)
        const { units: coverage } = context.coverage
        return { ...rowAnswer(statement, { columns: [], rows: [] }), coverage }
      }
      case 'set':
        return rowAnswer(
          statement,
          await runSet(statement, { ...this.#parts, settings: this.#settings }),
        )
      case 'permissions':
        return showPermissions(statement, await this.#context(signal))
      case 'cancel':
        return cancelAnswer(statement, await this.#context(signal))
      case 'explain':
        return explainAnswer(statement, await this.#context(signal))
      case 'query': {
        const asked = await this.#context(signal)
        const context = { ...asked, cache: this.#cacheFor(statement.source, fresh), earlyEnd }
        const { columns, batches } = await runQuery(statement.source, context, { stream })
        const { units: coverage } = context.coverage
        return { kind: 'query', columns, batches, presentation: 'rows', coverage, failures: [] }
      }
      case 'transaction':
        return this.#transaction.run(statement, this.#parts.writes.onFailure, () =>
          this.#context(signal),
        )
      default: {
        const context = await this.#context(signal)
        const noted = { ...context, run: { ...context.run, sql: statement.source } }
        return this.#transaction.isOpen
          ? stageWrite(statement, this.#transaction, noted)
          : runWrite(statement, noted)
      }
    }
  }

  #context(signal: AbortSignal): Promise<ExecutionContext> {
    return this.#current.context(signal, { stored: this.#names, path: this.#path })
  }

  /** Reads alone use what was fetched before: what a write changes is read anew. */
  #cacheFor(sql: string, fresh: boolean): ExecutionContext['cache'] {
    const { cacheTtl: ttl } = this.#settings.values
    if (ttl === 0) return undefined
    return { ...this.#parts.cache, ttl, fresh: fresh || queryHints(sql).has('fresh') }
  }
}
