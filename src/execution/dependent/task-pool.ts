/** Runs tasks side by side; the first that fails stops new ones, and is thrown when all have ended. */
export class TaskPool {
  readonly #limit: number
  readonly #waiting: (() => void)[] = []
  #active = 0
  #failure: { readonly reason: unknown } | undefined

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Starts a task when there is room for it; resolves as soon as it was started. @throws what a task threw */
  async start(work: () => Promise<void>): Promise<void> {
    while (this.#active >= this.#limit) await this.#change()
    if (this.#failure !== undefined) throw this.#failure.reason
    this.add(work)
  }

  /** Starts a task at once. */
  add(work: () => Promise<void>): void {
    this.#active++
    void this.#run(work)
  }

  /** Waits for all. @throws what the first that failed threw */
  async drain(): Promise<void> {
    while (this.#active > 0) await this.#change()
    if (this.#failure !== undefined) throw this.#failure.reason
  }

  async #run(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (reason) {
      this.#failure ??= { reason }
    } finally {
      this.#active--
      for (const wake of this.#waiting.splice(0)) wake()
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}
