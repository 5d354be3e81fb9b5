import { AppError } from '../errors/index.js'

/** How many calls the reads of one statement may make; retries count, for the service counts them, too. */
export class CallBudget {
  readonly #most: number
  #made = 0
  #estimate = 0

  constructor(most: number) {
    this.#most = most
  }

  get made(): number {
    return this.#made
  }

  /**
   * Takes down how many calls the statement is known to need at least.
   * @throws AppError TOO_MANY_CALLS where that is more than may be made; none is made then
   */
  expect(calls: number): void {
    this.#estimate += calls
    if (this.#estimate > this.#most) throw this.#exceeded()
  }

  /** Counts a call that is about to be sent. @throws AppError TOO_MANY_CALLS instead of the one too many */
  take(): void {
    if (this.#made >= this.#most) throw this.#exceeded()
    this.#made++
  }

  #exceeded(): AppError {
    const estimate = Math.max(this.#estimate, this.#made + 1)
    return new AppError(
      'TOO_MANY_CALLS',
      `this statement needs at least ${String(estimate)} calls and may make ${String(this.#most)}; ${String(this.#made)} were made`,
      { hint: 'narrow it (region, Identifier, a parent), or raise --max-calls or SET max_calls' },
    )
  }
}
