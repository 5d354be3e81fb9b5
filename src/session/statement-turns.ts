import { AppError } from '../errors/index.js'
import { Turns } from '../util/index.js'
import type { CurrentStatement } from './current-statement.js'
import type { SessionParts } from './session-parts.js'
import type { Settings } from './settings.js'
import { endedEarly, TimeLimit } from './statement-end.js'
import { throwIfCancelled } from './throw-if-cancelled.js'

/** Milliseconds. */
const INTERRUPT_EVERY = 20

type TurnParts = Pick<SessionParts, 'engine' | 'learned'>

/** One statement after another, each until it ends, its time is up, its caller has enough or the session closes. */
export class StatementTurns {
  readonly #parts: TurnParts
  readonly #settings: Settings
  readonly #current: CurrentStatement
  readonly #turns = new Turns()
  readonly #closing = new AbortController()

  constructor(parts: TurnParts, settings: Settings, current: CurrentStatement) {
    this.#parts = parts
    this.#settings = settings
    this.#current = current
  }

  /** Runs work in its turn. @throws AppError CANCELLED once they are closed */
  take<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      this.#closing.signal.throwIfAborted()
      return work()
    })
  }

  /**
   * Runs a statement in its turn; the engine stops when the caller or the session says so.
   * @param work gets what stops it, and what tells why an error of it ended it.
   */
  async interruptible<T>(
    signal: AbortSignal,
    work: (signal: AbortSignal, ended: (error: unknown) => AppError) => Promise<T>,
  ): Promise<T> {
    return this.take(async () => {
      const limit = new TimeLimit(this.#settings.values.timeout)
      const either = AbortSignal.any([signal, this.#closing.signal, limit.signal])
      throwIfCancelled(either)
      const stop = this.#engineStop()
      either.addEventListener('abort', stop.begin)
      this.#current.begin()
      const ended = (error: unknown): AppError =>
        endedEarly(AppError.from(error), limit, this.#current.progress)
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

  /** Stops what runs, refuses what waits, and answers when the last has ended. */
  async close(): Promise<void> {
    this.#closing.abort(new AppError('CANCELLED', 'the session was closed'))
    await this.#turns.take(() => Promise.resolve())
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
}
