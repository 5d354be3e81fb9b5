import { NAMELESS } from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import type { DependentAccess, Place, ScanRequest } from '../../plan/index.js'
import { identifierText } from '../../resource/index.js'
import type { ExecutionContext } from '../context.js'
import type { CoverageUnit } from '../coverage.js'
import { scanPlace } from '../cache/cached-scan.js'
import type { ResourceSink } from '../scan/place-scan.js'
import type { FoundResource } from '../scan/resource-row.js'
import { inputText } from '../scan/input-text.js'
import { RowQuota } from '../scan/row-quota.js'
import { identify, isStatementError, isStopped } from '../scan/run-scan.js'
import { UnitMeter } from '../scan/unit-meter.js'
import type { Question } from './questions.js'
import type { TaskPool } from './task-pool.js'

/** A scan by keys in one place: asks each question once, or lists all where keys do not do. */
export class DependentUnit {
  readonly #scan: ScanRequest
  readonly #access: DependentAccess
  readonly #place: Place
  readonly #context: ExecutionContext
  readonly #sink: ResourceSink
  readonly #pool: TaskPool
  readonly #meter: UnitMeter
  readonly #asked = new Set<string>()
  readonly #seen = new Set<string>()
  #identified: Promise<Place> | undefined
  #listing = false
  #error: AppError | undefined
  #rows = 0
  #started: number | undefined
  #ended = 0
  /** Of the oldest answer that came from the cache, in milliseconds. */
  #age: number | undefined

  constructor(
    scan: ScanRequest & { readonly access: DependentAccess },
    place: Place,
    { context, sink, pool }: UnitTools,
  ) {
    this.#scan = scan
    this.#access = scan.access
    this.#place = place
    this.#context = context
    this.#sink = sink
    this.#pool = pool
    this.#meter = new UnitMeter(context.budget)
  }

  /** Asks, unless that was asked before; resolves when there is room for the call. */
  async ask(question: Question): Promise<void> {
    if (this.#listing || this.#error !== undefined || this.#asked.has(question.text)) return
    const { mostKeys, otherwise } = this.#access
    if (mostKeys !== undefined && this.#asked.size >= mostKeys && otherwise !== undefined) {
      this.listAll()
      return
    }
    this.#asked.add(question.text)
    await this.#pool.start(() => this.#run(question.access, 'key', question.text))
  }

  /** Lists all instead; what the keys brought stays. */
  listAll(): void {
    const { otherwise, hydrate } = this.#access
    if (this.#listing) return
    if (otherwise === undefined) {
      const { typeName } = this.#scan.schema
      this.#started ??= this.#context.clock.now()
      this.#error ??= new AppError(
        'SCAN_FAILED',
        `the keys of ${typeName} could not be computed, and it cannot be listed without them`,
        { typeName, region: this.#place.region, hint: 'join it by columns as they stand' },
      )
      return
    }
    this.#listing = true
    this.#pool.add(() => this.#run({ ...otherwise, hydrate }, 'all'))
  }

  /** What came of it; `complete` says whether all keys were to be had. */
  covered(complete: boolean): CoverageUnit {
    const { typeName } = this.#scan.schema
    this.#meter.oddities.tell(this.#context.host, this.#place)
    const { calls, pages, retries, throttles } = this.#meter
    const { connection, region } = this.#place
    const accountId = this.#place.accountId ?? this.#context.connections.knownAccountOf(connection)
    const idle = this.#started === undefined
    const note =
      idle && complete
        ? 'no keys'
        : !complete && !this.#listing
          ? 'keys incomplete'
          : this.#age === undefined
            ? undefined
            : 'cached'
    return {
      table: this.#scan.relations[0]?.name ?? typeName,
      typeName,
      connection,
      ...(accountId === undefined ? {} : { accountId }),
      region,
      status:
        this.#error !== undefined
          ? 'failed'
          : idle
            ? 'skipped'
            : this.#rows === 0
              ? 'empty'
              : 'done',
      rows: this.#rows,
      calls,
      pages,
      retries,
      throttles,
      ms: this.#started === undefined ? 0 : this.#ended - this.#started,
      ...this.#meter.failures.told(this.#rows),
      ...(this.#error === undefined ? {} : { error: this.#error, status: 'failed' as const }),
      ...(note === undefined ? {} : { note }),
      ...(note === 'cached' && this.#age !== undefined ? { age: this.#age } : {}),
    }
  }

  async #run(access: ScanRequest['access'], asks: 'key' | 'all', key = ''): Promise<void> {
    if (this.#error !== undefined) return
    const { clock } = this.#context
    this.#started ??= clock.now()
    const parts = { meter: this.#meter, quota: new RowQuota(undefined), quiet: true }
    try {
      this.#identified ??= identify(this.#place, this.#scan, this.#context)
      const place = await this.#identified
      const scan = { ...this.#scan, access }
      const cached = await scanPlace({ scan, place }, this.#context, parts, (found) =>
        this.#take(found, asks, access.kind === 'get'),
      )
      if (cached !== undefined) this.#age = Math.max(this.#age ?? 0, cached.age)
    } catch (cause) {
      const error = AppError.from(cause)
      if (
        !isStopped(error, this.#context) &&
        (error.code === 'CANCELLED' || isStatementError(error))
      )
        throw error
      // A key that the service does not take for an identifier is no reason to miss what is there.
      const isOdd = error.code === 'SERVICE_REJECTED' && asks === 'key'
      if (isOdd && this.#access.otherwise !== undefined) this.listAll()
      else if (asks === 'key') this.#failKey(key, error)
      else this.#error ??= error
    } finally {
      this.#ended = clock.now()
    }
  }

  /** What one key does not bring hides nothing of what the others do. */
  #failKey(key: string, error: AppError): void {
    try {
      this.#meter.failures.take(key, error)
    } catch {
      // It is not the key's: what comes after it would fail, too.
      this.#error ??= error
    }
  }

  async #take(found: readonly FoundResource[], asks: 'key' | 'all', isGet: boolean): Promise<void> {
    const fresh = found.filter((resource) => {
      const { identifier } = resource
      if (identifier === NAMELESS) return asks === 'key' || !this.#isAnswered(resource)
      const name = this.#nameOf(resource)
      // A service may take a key for a resource that a list would show under another identifier.
      if (isGet && name !== identifier) return false
      const isNew = !this.#seen.has(name)
      this.#seen.add(name)
      return isNew
    })
    if (fresh.length === 0) return
    this.#rows += fresh.length
    this.#context.coverage.find(fresh.length)
    await this.#sink(fresh)
  }

  /** The identifier that a list would show a resource under, as far as its properties tell. */
  #nameOf({ identifier, properties }: FoundResource): string {
    try {
      return identifierText(this.#scan.schema, properties)
    } catch (error) {
      if (AppError.is(error)) return identifier
      throw error
    }
  }

  /**
   * True for a row that one of the keys has brought, or will: rows that nothing names are told apart by the question
   * that they answer, each by one.
   */
  #isAnswered({ properties }: FoundResource): boolean {
    const { names } = this.#access
    const key = Object.fromEntries(names.map((name) => [name, inputText(properties[name])]))
    return this.#asked.has(JSON.stringify(key))
  }
}

interface UnitTools {
  readonly context: ExecutionContext
  readonly sink: ResourceSink
  readonly pool: TaskPool
}
