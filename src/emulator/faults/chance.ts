import { SeededRandom } from '../values/seeded-random.js'

/** Past this many distinct subjects their counts start over; it bounds memory, not meaning. */
const MOST_SUBJECTS = 200_000

/**
 * Repeatable luck. Each draw depends on the seed, the subject (say, operation and identifier) and how
 * often that subject was drawn for, and on nothing else: calls that race each other get the same luck in
 * any order.
 */
export class Chance {
  readonly #seed: string
  readonly #drawn = new Map<string, number>()

  constructor(seed: number) {
    this.#seed = String(seed)
  }

  /** In [0, 1). */
  draw(subject: string): number {
    const count = (this.#drawn.get(subject) ?? 0) + 1
    if (this.#drawn.size > MOST_SUBJECTS) this.#drawn.clear()
    this.#drawn.set(subject, count)
    return new SeededRandom(`${this.#seed} ${subject} ${count}`).next()
  }

  /** The same for a subject whenever asked. */
  fixed(subject: string): number {
    return new SeededRandom(`${this.#seed} ${subject}`).next()
  }
}
