import { AppError } from '../errors/index.js'
import type { Progress } from './progress.js'

/** A signal that fires after so many seconds, never where there are none. */
export class TimeLimit {
  readonly seconds: number | undefined
  readonly #controller = new AbortController()
  readonly #timer: NodeJS.Timeout | undefined

  constructor(seconds: number | undefined) {
    this.seconds = seconds
    if (seconds !== undefined) {
      this.#timer = setTimeout(() => this.#controller.abort(), seconds * 1_000)
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  dispose(): void {
    clearTimeout(this.#timer)
  }
}

/**
 * The error of a statement that was stopped: TIMEOUT where its time was up, and in either case what it had fetched
 * by then. Other errors pass.
 */
export function endedEarly(error: AppError, limit: TimeLimit, progress: Progress): AppError {
  if (error.code !== 'CANCELLED') return error
  const fetched = progress.calls === 0 ? '' : `: ${progressText(progress)}`
  if (!limit.signal.aborted) {
    return new AppError('CANCELLED', `${error.message}${fetched}`, error.details)
  }
  return new AppError(
    'TIMEOUT',
    `the statement was given up after ${String(limit.seconds)} s${fetched}`,
    {
      ...error.details,
      hint: error.details.hint ?? 'narrow it, or raise --timeout or SET timeout',
    },
  )
}

function progressText({ calls, rows, done, units }: Progress): string {
  const answered = units === 0 ? '' : ` from ${String(done)} of ${count(units, 'place')}`
  return `${count(calls, 'call')} had been made and ${count(rows, 'row')} fetched${answered}`
}

function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`
}
