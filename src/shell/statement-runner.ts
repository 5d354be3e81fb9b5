import { formatError } from '../format/index.js'
import { isLacking, withSecretNames, type Session, type StatementResult } from '../session/index.js'
import { readStatement, splitStatements, type Statement } from '../sql/index.js'
import type { RunOptions } from './commands/command.js'
import { page, pagerOf } from './result/pager.js'
import { resultText } from './result/result-text.js'
import { callsOf, statusLine } from './result/status-line.js'
import { isParquet, writeFile } from './result/write-file.js'
import type { Screen } from './screen.js'
import type { ShellSettings } from './settings.js'

export interface RunnerParts {
  readonly session: () => Session
  readonly screen: Screen
  readonly settings: () => ShellSettings
}

export interface RunnerOptions extends RunOptions {
  readonly signal: AbortSignal
  readonly dryRun: boolean
}

/** Runs SQL and prints what comes of it. */
export class StatementRunner {
  readonly #parts: RunnerParts

  constructor(parts: RunnerParts) {
    this.#parts = parts
  }

  /** Runs the statements of a text one after another; one that fails ends it. False where one failed. */
  async run(text: string, options: RunnerOptions): Promise<boolean> {
    try {
      for (const { text: sql } of splitStatements(text)) {
        await this.#runOne(readStatement(sql), options)
        if (options.signal.aborted) return false
      }
      return true
    } catch (cause) {
      this.report(cause)
      return false
    }
  }

  report(cause: unknown): void {
    const { screen, session } = this.#parts
    const error = withSecretNames(cause, session().catalog)
    screen.print(`${formatError(error, { color: screen.color })}\n`)
  }

  async #runOne(statement: Statement, options: RunnerOptions): Promise<void> {
    if (options.dryRun && isWrite(statement)) return this.#preview(statement, options)
    if (statement.kind === 'query' && options.outfile !== undefined && isParquet(options.outfile)) {
      const coverage = await this.#parts
        .session()
        .exportParquet(statement.source, options.outfile, options.signal)
      return this.#say({ coverage, rows: undefined, file: options.outfile })
    }
    await this.#answer(statement, options)
  }

  /** Shows what a write would do. */
  async #preview(statement: WriteStatement, options: RunnerOptions): Promise<void> {
    const preview = { kind: 'explain' as const, source: statement.source, statement }
    const { screen } = this.#parts
    const shown = await this.#parts.session().run(preview, options.signal)
    const look = { columns: screen.size.columns, color: screen.color, expanded: 'off' as const }
    screen.print((await resultText(shown, look)).text)
  }

  async #answer(statement: Statement, options: RunnerOptions): Promise<void> {
    const { screen, settings } = this.#parts
    const session = this.#parts.session()
    const { statistics } = session
    const before = { calls: callsOf(statistics), throttles: statistics.throttles }
    const started = performance.now()
    // A file holds a whole answer or none.
    const keepRows = options.outfile === undefined
    const result = await session.run(statement, options.signal, {
      keepRows,
      fresh: options.fresh === true,
    })
    const measured = (): { calls: number; throttles: number; ms: number } => ({
      calls: callsOf(statistics) - before.calls,
      throttles: statistics.throttles - before.throttles,
      ms: performance.now() - started,
    })
    if (options.outfile !== undefined && result.columns.length > 0) {
      const rows = await writeFile(result, options.outfile)
      this.#say({ coverage: result.coverage, rows, file: options.outfile })
    } else {
      const { columns } = screen.size
      const expanded = options.expanded === true ? 'on' : settings().expanded
      const { text, rows, left } = await resultText(result, {
        columns,
        color: screen.color,
        expanded,
      })
      await this.#show(text)
      if (result.columns.length > 0 && result.presentation === 'rows') {
        const answer = {
          ...measured(),
          rows,
          left,
          coverage: result.coverage,
          cut: result.cut,
        }
        screen.print(`${statusLine(answer, settings().timing)}\n`)
      }
    }
    // Of many writes that were given up one is enough: those that go on are listed.
    const [first, ...others] = result.failures
    if (first !== undefined) this.report(first)
    for (const failure of others) if (failure.code !== 'CANCELLED') this.report(failure)
  }

  #say(said: {
    coverage: StatementResult['coverage']
    rows: number | undefined
    file: string
  }): void {
    const failed = said.coverage.filter(isLacking).length
    const rows = said.rows === undefined ? '' : `${String(said.rows)} rows `
    const holes =
      failed === 0
        ? ''
        : ` (incomplete: ${String(failed)} of ${String(said.coverage.length)} did not answer)`
    this.#parts.screen.print(`${rows}written to ${said.file}${holes}\n`)
  }

  /** Prints a text, through the pager where the window is too low for it. */
  async #show(text: string): Promise<void> {
    const { screen, settings } = this.#parts
    const isTall = countLines(text, screen.size.rows) >= screen.size.rows - 1
    if (isTall && settings().pager === 'on') {
      const paged = await screen.lend(() => page(text, pagerOf(process.env)))
      if (paged) return
    }
    screen.print(text)
  }
}

type WriteStatement = Extract<Statement, { kind: 'insert' | 'update' | 'delete' }>

function isWrite(statement: Statement): statement is WriteStatement {
  return statement.kind === 'insert' || statement.kind === 'update' || statement.kind === 'delete'
}

/** Lines of a text, counted no further than asked. */
function countLines(text: string, most: number): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0 && count <= most; at = text.indexOf('\n', at + 1))
    count++
  return count
}
