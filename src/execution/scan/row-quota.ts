/** How many more rows a scan is asked for: no bound where the statement has no LIMIT that reaches it. */
export class RowQuota {
  #left: number
  readonly isBounded: boolean

  constructor(limit: number | undefined) {
    this.#left = limit ?? Number.POSITIVE_INFINITY
    this.isBounded = limit !== undefined
  }

  get left(): number {
    return Math.max(0, this.#left)
  }

  isReached(): boolean {
    return this.#left <= 0
  }

  take(rows: number): void {
    this.#left -= rows
  }
}
