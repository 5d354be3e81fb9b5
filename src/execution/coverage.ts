import type { AppError } from '../errors/index.js'

/** What came of asking one table in one region. */
export interface CoverageUnit {
  readonly table: string
  readonly typeName: string
  readonly region: string
  /** `skipped`: nobody asked, because the statement's LIMIT was reached before. */
  readonly status: 'done' | 'empty' | 'failed' | 'skipped'
  readonly rows: number
  readonly calls: number
  /** Pages of lists that came. */
  readonly pages: number
  readonly retries: number
  readonly throttles: number
  /** Milliseconds from its first call to its last row. */
  readonly ms: number
  readonly error?: AppError
  /** `limited`: there may be more, which the statement's LIMIT did not need. */
  readonly note?: 'limited'
}

/** The honest account of a statement: who answered and who did not. */
export class Coverage {
  readonly #units: CoverageUnit[] = []

  add(unit: CoverageUnit): void {
    this.#units.push(unit)
  }

  get units(): readonly CoverageUnit[] {
    return this.#units
  }

  get failed(): readonly CoverageUnit[] {
    return this.#units.filter(({ status }) => status === 'failed')
  }

  /** True where some answered and some did not. */
  get incomplete(): boolean {
    return this.failed.length > 0
  }
}
