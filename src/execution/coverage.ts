import type { AppError } from '../errors/index.js'

/** What came of asking one table in one region. */
export interface CoverageUnit {
  readonly table: string
  readonly typeName: string
  readonly region: string
  readonly status: 'done' | 'empty' | 'failed'
  readonly rows: number
  readonly error?: AppError
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
