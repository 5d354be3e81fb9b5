import type { KeySource } from '../../plan/index.js'
import type { FoundResource } from '../scan/resource-row.js'

/** The rows of one source of keys, from the scan that finds them to the scan that waits for them. */
export class KeyStream {
  readonly source: KeySource
  #found: FoundResource[] = []
  #ended = false
  #complete = true
  #wake: (() => void) | undefined

  constructor(source: KeySource) {
    this.source = source
  }

  push(resources: readonly FoundResource[]): void {
    this.#found.push(...resources)
    this.#wake?.()
  }

  /** No more will come; `complete` is false where some of the rows could not be had. */
  end(complete: boolean): void {
    this.#ended = true
    this.#complete &&= complete
    this.#wake?.()
  }

  get complete(): boolean {
    return this.#complete
  }

  /** What came since the last lot, as long as something comes. */
  async *lots(): AsyncGenerator<readonly FoundResource[]> {
    for (;;) {
      const lot = this.#found
      this.#found = []
      if (lot.length > 0) yield lot
      else if (this.#ended) return
      else await this.#news()
    }
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined
        resolve()
      }
    })
  }
}
