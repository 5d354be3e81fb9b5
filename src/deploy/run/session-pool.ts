import { forwarding, type Connector } from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import type { IoHost } from '../../io/index.js'
import type { ResultValue } from '../../relation/index.js'
import { isLacking, type Session } from '../../session/index.js'
import type { StackContext } from '../stack-context.js'
import { readStatement, splitStatements } from '../../sql/index.js'

/** What a statement answered: values by column, row by row. */
export interface Answer {
  readonly kind: string
  readonly rows: readonly Readonly<Record<string, ResultValue>>[]
}

const WRITES: ReadonlySet<string> = new Set(['insert', 'update', 'delete', 'exec', 'cancel'])

/** Sessions for statements that run side by side: each has an engine, and is used again. */
export class SessionPool {
  readonly #session: Session
  readonly #host: IoHost
  readonly #size: number
  readonly #resumeCommand: string | undefined
  readonly #idle: Seat[] = []
  readonly #waiting: ((seat: Seat) => void)[] = []
  readonly #seats: Seat[] = []

  constructor(
    session: Session,
    { host, resumeCommand }: Pick<StackContext, 'host' | 'resumeCommand'>,
    size: number,
  ) {
    this.#session = session
    this.#host = host
    this.#size = size
    this.#resumeCommand = resumeCommand
  }

  /**
   * Runs a text of statements, one after another.
   * @param watch what their calls go through.
   * @param answers takes in the answer of each; writes that it has the answers of already are not sent again.
   * @returns the answer of each.
   * @throws AppError of the first statement that failed
   */
  async run(
    text: string,
    watch: (connector: Connector) => Connector,
    signal: AbortSignal,
    answers: Answer[] = [],
  ): Promise<Answer[]> {
    const seat = await this.#take()
    try {
      seat.watch = watch
      for (const [index, slice] of splitStatements(text).entries()) {
        const statement = readStatement(slice.text)
        // Settings and what only asks is done again: another session may take the text up.
        if (answers[index] !== undefined && WRITES.has(statement.kind)) continue
        const result = await seat.session.run(statement, signal)
        const names = result.columns.map(({ name }) => name)
        const rows: Readonly<Record<string, ResultValue>>[] = []
        for await (const batch of result.batches) {
          for (const row of batch) {
            rows.push(Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])))
          }
        }
        const [failure] = result.failures
        if (failure !== undefined) throw failure
        const failed = result.coverage.find(isLacking)
        if (failed !== undefined) {
          throw (
            failed.error ??
            new AppError('SCAN_FAILED', `${failed.table} did not answer; its rows are not known`)
          )
        }
        answers[index] = { kind: statement.kind, rows }
      }
      return answers
    } finally {
      this.#give(seat)
    }
  }

  /**
   * Finds what is wrong with a text of statements without a call.
   * @throws AppError as running it would
   */
  async check(text: string): Promise<void> {
    const seat = await this.#take()
    try {
      const statements = splitStatements(text).map((slice) => readStatement(slice.text))
      await seat.session.checkTogether(statements)
    } finally {
      this.#give(seat)
    }
  }

  async close(): Promise<void> {
    for (const { session } of this.#seats) await session.close()
  }

  #take(): Promise<Seat> {
    const idle = this.#idle.pop()
    if (idle !== undefined) return Promise.resolve(idle)
    if (this.#seats.length < this.#size) {
      const seat = new Seat(this.#session, this.#host, this.#resumeCommand)
      this.#seats.push(seat)
      return Promise.resolve(seat)
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #give(seat: Seat): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#idle.push(seat)
    else next(seat)
  }
}

/** A session whose calls go through whatever its present statement asks for. */
class Seat {
  readonly session: Session
  watch: (connector: Connector) => Connector = (connector) => connector

  constructor(session: Session, host: IoHost, resumeCommand: string | undefined) {
    const watch = (connector: Connector): Connector => {
      let watched: { readonly by: Seat['watch']; readonly connector: Connector } | undefined
      const current = (): Connector => {
        if (watched?.by !== this.watch) {
          watched = { by: this.watch, connector: this.watch(connector) }
        }
        return watched.connector
      }
      return { ...forwarding(current), close: () => undefined }
    }
    this.session = session.fork(watch, quietly(host), resumeCommand)
  }
}

/** That a resource does not exist is what a check asks for: it is no news. */
function quietly(host: IoHost): IoHost {
  return {
    ...(host.traces === undefined ? {} : { traces: host.traces }),
    notify: (message) => {
      if (message.level !== 'info' || !message.code.startsWith('1')) host.notify(message)
    },
  }
}
