/**
 * One way in which a statement reads a table reference: once for each use of the common table expression or
 * subquery that holds it.
 */
export class Reading {
  /** Byte offset of the reference. */
  readonly byteOffset: number
  /** The reading inside the common table expression that this one repeats. */
  readonly #inner: Reading | undefined
  readonly #equals: Reading[] = []
  #stated = false
  #uses = 0

  constructor(byteOffset: number, inner?: Reading) {
    this.byteOffset = byteOffset
    this.#inner = inner
    if (inner !== undefined) inner.#uses++
  }

  /** Says that a predicate speaks of its region. */
  state(): void {
    this.#stated = true
  }

  /** Says that its region equals the other's. */
  equate(other: Reading): void {
    this.#equals.push(other)
    other.#equals.push(this)
  }

  /** False where only uses of this reading read the table. */
  get isLeaf(): boolean {
    return this.#uses === 0
  }

  get isScoped(): boolean {
    const seen = new Set<Reading>()
    const open: Reading[] = [this]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue
      seen.add(next)
      if (next.#stated) return true
      open.push(...next.#equals)
      if (next.#inner !== undefined) open.push(next.#inner)
    }
    return false
  }
}
