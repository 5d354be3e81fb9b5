import type { Row } from '../../relation/index.js'
import type { SharedRows } from './shared-rows.js'

/** Rows that may wait for the engine before scans have to wait for it. */
const MOST_WAITING = 16_384
/** A lot is worth its overhead with this many rows, */
const WORTHWHILE = 2_048
/** or when its first row has waited this long, in milliseconds. */
const LONGEST_WAIT = 100

/** Rows on their way from the scans that find them to the one who answers with them, lot by lot. */
export class RowLots {
  #lot = new Map<SharedRows, Row[]>()
  #count = 0
  #takenBefore = false
  #isOver = false
  #failure: { readonly reason: unknown } | undefined
  #changed: () => void = () => undefined
  readonly #waiting: (() => void)[] = []
  readonly #worthwhile: number

  /** `eager`: any row is worth a lot, for a few may be all that is needed. */
  constructor({ eager }: { readonly eager: boolean }) {
    this.#worthwhile = eager ? 1 : WORTHWHILE
  }

  /** Waits where too many rows are waiting already. */
  async add(shared: SharedRows, rows: readonly Row[]): Promise<void> {
    while (this.#count >= MOST_WAITING && !this.#isOver) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    const lot = this.#lot.get(shared) ?? []
    for (const row of rows) lot.push(row)
    this.#lot.set(shared, lot)
    this.#count += rows.length
    this.#changed()
  }

  /** No rows will come. */
  end(failure?: { readonly reason: unknown }): void {
    this.#isOver = true
    this.#failure = failure
    this.#changed()
    this.#release()
  }

  /** The rows that came since, once they are worth it; `undefined` at the end. Throws what `end` was given. */
  async take(): Promise<ReadonlyMap<SharedRows, readonly Row[]> | undefined> {
    const enough = this.#takenBefore ? this.#worthwhile : 1
    while (this.#count === 0 && !this.#isOver) await this.#change()
    if (this.#count < enough) await this.#more(enough)
    if (this.#count === 0) {
      if (this.#failure !== undefined) throw this.#failure.reason
      return undefined
    }
    const lot = this.#lot
    this.#lot = new Map()
    this.#count = 0
    this.#takenBefore = true
    this.#release()
    return lot
  }

  async #more(enough: number): Promise<void> {
    const wait = { isLong: false }
    const timer = setTimeout(() => {
      wait.isLong = true
      this.#changed()
    }, LONGEST_WAIT)
    while (this.#count < enough && !this.#isOver && !wait.isLong) await this.#change()
    clearTimeout(timer)
  }

  #change(): Promise<void> {
    return new Promise((resolve) => (this.#changed = resolve))
  }

  #release(): void {
    for (const resume of this.#waiting.splice(0)) resume()
  }
}
