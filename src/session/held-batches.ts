/**
 * The rows of an answer as they are asked for. An engine streams one answer at a time, so before the next
 * statement begins, what is left of this one is taken into memory.
 */
export class HeldBatches<T> implements AsyncIterable<T> {
  readonly #source: AsyncIterator<T>
  readonly #atEnd: (() => void)[] = []
  readonly #held: IteratorResult<T, undefined>[] = []
  #failure: { readonly reason: unknown } | undefined
  #ended = false
  #pulling: Promise<unknown> = Promise.resolve()

  constructor(source: AsyncIterable<T>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** Calls `work` when the last row has come, or none will. */
  onEnd(work: () => void): void {
    this.#atEnd.push(work)
  }

  /** Takes what is left into memory; a failure waits there, too. */
  async settle(): Promise<void> {
    while (!this.#ended) {
      try {
        const next = await this.#pull()
        if (next.done !== true) this.#held.push(next)
      } catch {
        // Kept: whoever reads on is told.
      }
    }
  }

  /** Ends it: whoever reads on gets `reason`. Waits for what is under way. */
  async abandon(reason: unknown): Promise<void> {
    await this.#pulling
    if (this.#ended) return
    this.#failure = { reason }
    await this.#end()
  }

  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return {
      next: async () => {
        const held = this.#held.shift()
        if (held !== undefined) return held

        if (this.#failure !== undefined) throw this.#failure.reason
        return this.#ended ? { done: true, value: undefined } : this.#pull()
      },
      return: async () => {
        this.#held.length = 0
        await this.#pulling
        await this.#end()
        return { done: true, value: undefined }
      },
    }
  }

  #pull(): Promise<IteratorResult<T, undefined>> {
    const pulled = this.#pulling.then(() => this.#next())
    this.#pulling = pulled.catch(() => undefined)
    return pulled
  }

  async #next(): Promise<IteratorResult<T, undefined>> {
    if (this.#ended) return { done: true, value: undefined }
    try {
      const next = (await this.#source.next()) as IteratorResult<T, undefined>
      if (next.done === true) this.#finish()
      return next
    } catch (reason) {
      this.#failure = { reason }
      this.#finish()
      throw reason
    }
  }

  async #end(): Promise<void> {
    if (this.#ended) return
    this.#finish()
    await this.#source.return?.()
  }

  #finish(): void {
    this.#ended = true
    for (const work of this.#atEnd) work()
  }
}
