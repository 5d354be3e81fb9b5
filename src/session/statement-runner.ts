import { join } from 'node:path'
import { reportRows, runQuery, type ExecutionContext } from '../execution/index.js'
import { describe, describeMethod, show } from '../plan/index.js'
import { queryHints, type Statement } from '../sql/index.js'
import { rowAnswer, textAnswer } from './answer.js'
import { cancelAnswer } from './cancel-answer.js'
import type { CurrentStatement } from './current-statement.js'
import { explainAnswer } from './explain-answer.js'
import { storedShape } from './names/describe-stored.js'
import { pathOf } from './names/qualify.js'
import { runDefinition } from './names/run-definition.js'
import { SessionNames } from './names/session-names.js'
import { viewRows } from './names/view-rows.js'
import { ViewStore } from './names/view-store.js'
import { showPermissions } from './permissions.js'
import { runExec } from './run-exec.js'
import type { RunParts } from './run-options.js'
import { runSet } from './run-set.js'
import { runWrite, stageWrite } from './run-write.js'
import type { SessionParts } from './session-parts.js'
import type { Settings } from './settings.js'
import type { StatementResult } from './statement-result.js'
import { Transaction } from './transaction.js'

interface RunnerParts {
  readonly parts: SessionParts
  readonly settings: Settings
  readonly current: CurrentStatement
  /** Has a second reader confirm a statement, as far as it writes. */
  readonly confirm: (statement: Statement) => Promise<void>
}

/** Runs statements of each kind, and keeps what they leave for those after them. */
export class StatementRunner {
  readonly transaction = new Transaction()
  readonly names: SessionNames
  /** What USE set. */
  path: readonly string[] = []
  readonly #parts: SessionParts
  readonly #settings: Settings
  readonly #current: CurrentStatement
  readonly #confirm: RunnerParts['confirm']

  constructor({ parts, settings, current, confirm }: RunnerParts) {
    this.#parts = parts
    this.#settings = settings
    this.#current = current
    this.#confirm = confirm
    this.names = new SessionNames(new ViewStore(join(parts.projectDir, 'views')), parts.engine)
  }

  /** What a statement runs with, its coverage and budget anew. */
  context(signal: AbortSignal): Promise<ExecutionContext> {
    return this.#current.context(signal, { stored: this.names, path: this.path })
  }

  /** As `context`, of a statement that the engine reads: it loads while the connector reads its configuration. */
  #contextOfSql(signal: AbortSignal): Promise<ExecutionContext> {
    // The first call of it tells why it cannot be loaded.
    this.#parts.engine.get().catch(() => undefined)
    return this.context(signal)
  }

  /** Runs one, in the turn that its caller holds. @throws AppError of a statement that failed as a whole */
  async run(
    statement: Statement,
    signal: AbortSignal,
    { stream = false, fresh = false, earlyEnd }: RunParts = {},
  ): Promise<StatementResult> {
    switch (statement.kind) {
      case 'show':
        return statement.what === 'insert'
          ? textAnswer(statement, show(statement, this.#parts.catalog))
          : rowAnswer(statement, show(statement, this.#parts.catalog))
      case 'report': {
        const { what, like } = statement
        if (what === 'changes') return this.transaction.changes(statement)
        if (what === 'views') return rowAnswer(statement, viewRows(this.names, like))
        const shown = { what, ...(like === undefined ? {} : { like }) }
        return rowAnswer(statement, await reportRows(shown, await this.context(signal)))
      }
      case 'describe':
        return rowAnswer(
          statement,
          (await storedShape(statement, await this.context(signal))) ??
            describe(statement, this.#parts.catalog),
        )
      case 'describe-method':
        return rowAnswer(statement, describeMethod(statement, this.#parts.catalog))
      case 'exec':
        return runExec(statement, {
          readOnly: this.#parts.readOnly,
          context: () => this.context(signal),
          catalog: this.#parts.catalog,
          run: async (inner) => {
            await this.#confirm(inner)
            return this.run(inner, signal)
          },
        })
      case 'use':
        this.path = pathOf(statement, this.#parts.catalog)
        return rowAnswer(statement, { columns: [], rows: [] })
      case 'create':
      case 'refresh':
      case 'drop': {
        const context = await this.#contextOfSql(signal)
        await runDefinition(statement, this.names, context)
        const { units: coverage } = context.coverage
        return { ...rowAnswer(statement, { columns: [], rows: [] }), coverage }
      }
      case 'set':
        return rowAnswer(
          statement,
          await runSet(statement, { ...this.#parts, settings: this.#settings }),
        )
      case 'permissions':
        return showPermissions(statement, await this.#contextOfSql(signal))
      case 'cancel':
        return cancelAnswer(statement, await this.context(signal))
      case 'explain':
        return explainAnswer(statement, await this.#contextOfSql(signal))
      case 'query': {
        const asked = await this.#contextOfSql(signal)
        const context = { ...asked, cache: this.#cacheFor(statement.source, fresh), earlyEnd }
        const { columns, batches } = await runQuery(statement.source, context, { stream })
        const { units: coverage } = context.coverage
        return { kind: 'query', columns, batches, presentation: 'rows', coverage, failures: [] }
      }
      case 'transaction':
        return this.transaction.run(statement, this.#parts.writes.onFailure, () =>
          this.context(signal),
        )
      default: {
        const context = await this.#contextOfSql(signal)
        const noted = { ...context, run: { ...context.run, sql: statement.source } }
        return this.transaction.isOpen
          ? stageWrite(statement, this.transaction, noted)
          : runWrite(statement, noted)
      }
    }
  }

  /** Reads alone use what was fetched before: what a write changes is read anew. */
  #cacheFor(sql: string, fresh: boolean): ExecutionContext['cache'] {
    const { cacheTtl: ttl } = this.#settings.values
    if (ttl === 0) return undefined
    return { ...this.#parts.cache, ttl, fresh: fresh || queryHints(sql).has('fresh') }
  }
}
