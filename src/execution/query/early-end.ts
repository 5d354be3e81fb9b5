import { setMaxListeners } from 'node:events'

/** Milliseconds in which the answer over what had come has to be there. */
const GRACE = 3_000

/**
 * Lets the reader of a query stop it and still have the rows that came by then: while rows are fetched the fetching
 * alone is ended, and the query is answered over what there is; at any other time all of it is.
 */
export class EarlyEnd {
  readonly #fetching = new AbortController()
  readonly #all = new AbortController()
  #isFetching = false
  #timer: NodeJS.Timeout | undefined

  /** Fires where nothing is left to be answered. */
  get signal(): AbortSignal {
    return this.#all.signal
  }

  /** True where every row of the answer is one of the whole answer: nothing counts, sorts out or joins. */
  isRowWise = false

  /** True once the fetching was ended. */
  get isCut(): boolean {
    return this.#fetching.signal.aborted
  }

  stop(): void {
    if (!this.#isFetching) {
      this.#all.abort()
      return
    }
    this.#fetching.abort()
    this.#timer = setTimeout(() => this.#all.abort(), GRACE)
  }

  /** Runs the work that a stop ends alone. */
  async fetching<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.#isFetching = true
    const either = AbortSignal.any([signal, this.#fetching.signal])
    // Every call in flight listens to it.
    setMaxListeners(0, either)
    try {
      return await work(either)
    } finally {
      this.#isFetching = false
    }
  }

  dispose(): void {
    clearTimeout(this.#timer)
  }
}
