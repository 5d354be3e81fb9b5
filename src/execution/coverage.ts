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
  /** Values that have no form in the type of their column: they are NULL there. */
  readonly unfitValues?: number
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

  readonly #unfit = new Map<string, number>()
  #firstUnfit: string | undefined

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

  /** Takes down a value that is NULL for want of a form in its column's type. */
  addUnfit(
    scan: ScanRequest,
    place: Pick<CoverageUnit, 'connection' | 'region'>,
    told: string,
  ): void {
    this.#firstUnfit ??= told
    const key = unfitKey(scan.schema.typeName, place)
    this.#unfit.set(key, (this.#unfit.get(key) ?? 0) + 1)
  }

  /** How many values did not fit, and the first of them; `undefined` where all did. */
  get unfit(): { readonly count: number; readonly first: string } | undefined {
    const count = [...this.#unfit.values()].reduce((sum, each) => sum + each, 0)
    return this.#firstUnfit === undefined ? undefined : { count, first: this.#firstUnfit }
  }

  add(told: CoverageUnit, scan?: ScanRequest): void {
    const unfitValues = this.#unfit.get(unfitKey(told.typeName, told))
    const unit = unfitValues === undefined ? told : { ...told, unfitValues }
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

function unfitKey(
  typeName: string,
  { connection, region }: Pick<CoverageUnit, 'connection' | 'region'>,
): string {
  return `${typeName} ${connection} ${region}`
}

/** True of a unit that did not answer, or not for all of its resources. */
export function isLacking({ status }: Pick<CoverageUnit, 'status'>): boolean {
  return status === 'failed' || status === 'incomplete'
}
