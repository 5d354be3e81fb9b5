/** Answers that are asked for once for each name; a question that failed is asked again. */
export class Once<T> {
  readonly #asked = new Map<string, Promise<T>>()
  readonly #known = new Map<string, T>()

  get(name: string, ask: () => Promise<T>): Promise<T> {
    const before = this.#asked.get(name)
    if (before !== undefined) return before
    const asked = ask()
    this.#asked.set(name, asked)
    asked.then(
      (answer) => this.#known.set(name, answer),
      () => this.#asked.delete(name),
    )
    return asked
  }

  known(name: string): T | undefined {
    return this.#known.get(name)
  }
}
