import type { AppError } from '../errors/index.js'
import type { ScanRequest } from '../plan/index.js'

/** What came of asking one table through one connection in one region. */
export interface CoverageUnit {
  readonly table: string
  readonly typeName: string
  readonly connection: string
  /** Where it is known: it is asked for only where a statement needs it. */
  readonly accountId?: string
  readonly region: string
  /**
   * `incomplete`: it answered, and some of its resources could not be read. `skipped`: nobody asked; `note` says why.
   */
  readonly status: 'done' | 'empty' | 'incomplete' | 'failed' | 'skipped'
  readonly rows: number
  readonly calls: number
  /** Pages of lists that came. */
  readonly pages: number
  readonly retries: number
  readonly throttles: number
  /** Milliseconds from its first call to its last row. */
  readonly ms: number
  /** Of `incomplete`: what became of the first resources that failed, by their names. */
  readonly error?: AppError
  /** Resources that could not be read; those that the service named have a row all the same, NULL where nothing is known. */
  readonly failedResources?: number
  /**
   * `limited`: there may be more, which the statement's LIMIT did not need. `no keys`: the tables that it is
   * joined to gave nothing to ask for. `keys incomplete`: they did not answer in full. `global`: the type has no
   * regions, so one was asked for all. `cached`: an answer of before was used, for all that `calls` does not count.
   * `unlisted`: the type can only be listed under a parent that nobody gave.
   */
  readonly note?: 'limited' | 'no keys' | 'keys incomplete' | 'global' | 'cached' | 'unlisted'
  /** Of `cached`: milliseconds since it was asked. */
  readonly age?: number
}

/** The honest account of a statement: who answered and who did not. */
export class Coverage {
  readonly #units: CoverageUnit[] = []
  readonly #byScan = new Map<ScanRequest, CoverageUnit[]>()

  #expected = 0
  #found = 0

  /** Takes down that so many units are going to be added. */
  expect(units: number): void {
    this.#expected += units
  }

  /** Units that are known to be asked. */
  get expected(): number {
    return this.#expected
  }

  /** Takes down rows that came, before their unit is through. */
  find(rows: number): void {
    this.#found += rows
  }

  get found(): number {
    return this.#found
  }

  add(unit: CoverageUnit, scan?: ScanRequest): void {
    this.#units.push(unit)
    if (scan === undefined) return
    const own = this.#byScan.get(scan)
    if (own === undefined) this.#byScan.set(scan, [unit])
    else own.push(unit)
  }

  /** What came of one scan. */
  of(scan: ScanRequest): readonly CoverageUnit[] {
    return this.#byScan.get(scan) ?? []
  }

  get units(): readonly CoverageUnit[] {
    return this.#units
  }

  get failed(): readonly CoverageUnit[] {
    return this.#units.filter(({ status }) => status === 'failed')
  }

  /** Units that did not answer, or not for all of their resources. */
  get lacking(): readonly CoverageUnit[] {
    return this.#units.filter(isLacking)
  }
}

/** True of a unit that did not answer, or not for all of its resources. */
export function isLacking({ status }: Pick<CoverageUnit, 'status'>): boolean {
  return status === 'failed' || status === 'incomplete'
}
