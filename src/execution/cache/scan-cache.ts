import { AppError } from '../../errors/index.js'
import type { JsonObject } from '../../util/index.js'
import type { Filled, ScanQuestion } from './scan-question.js'

/** A resource as a scan found it, under the service's own identifier. */
export interface CachedResource {
  readonly identifier: string
  readonly properties: JsonObject
}

/** The whole answer to one question in one place. */
export interface CacheEntry {
  /** Whose answer: what is reached with which credentials, and where. */
  readonly place: string
  readonly question: ScanQuestion
  readonly filled: Filled
  readonly resources: readonly CachedResource[]
  /** Milliseconds since the epoch. */
  readonly at: number
  /** What it takes in memory, about. */
  readonly bytes: number
}

const MOST_BYTES = 128_000_000

/**
 * Answers of scans, for statements that ask the same or less within their `cache_ttl`. May serve several sessions.
 * Bounded: what was used longest ago goes first.
 */
export class ScanCache {
  readonly #mostBytes: number
  #entries = new Set<CacheEntry>()
  /** The same by place and type, then by what was asked. */
  readonly #byType = new Map<string, Map<string, CacheEntry>>()
  #bytes = 0
  readonly #flights = new Map<string, Promise<CacheEntry | undefined>>()
  /** Counts writes by place and type: what was read while one was under way is not kept. */
  readonly #writes = new Map<string, number>()
  readonly #unsettled = new Map<string, number>()

  constructor({ mostBytes = MOST_BYTES }: { readonly mostBytes?: number } = {}) {
    this.#mostBytes = mostBytes
  }

  /** An answer is not kept where it is larger than this. */
  get mostBytesOfOne(): number {
    return this.#mostBytes / 2
  }

  /** Answers to lists of a type in a place that are no older than `since`, the one that came last first. */
  lists(place: string, typeName: string, since: number): readonly CacheEntry[] {
    const answers = this.#byType.get(keyOf(place, typeName))?.values() ?? []
    return [...answers]
      .filter(({ question, at }) => question.identifier === undefined && at >= since)
      .reverse()
  }

  /** The answer to one get, unless it is older than `since`. */
  got(question: ScanQuestion, place: string, since: number): CacheEntry | undefined {
    const entry = this.#byType.get(keyOf(place, question.typeName))?.get(question.list)
    return entry !== undefined && entry.at >= since ? entry : undefined
  }

  used(entry: CacheEntry): void {
    if (this.#entries.delete(entry)) this.#entries.add(entry)
  }

  /** Keeps an answer, unless a write came in between; `version` is that of the question when it was asked. */
  keep(entry: CacheEntry, version: string): void {
    if (version !== this.version(entry.place, entry.question.types)) return
    if (this.#isUnsettled(entry.place, entry.question.types)) return
    const key = keyOf(entry.place, entry.question.typeName)
    const other = this.#byType.get(key)?.get(entry.question.list)
    if (other !== undefined) this.#drop(other)
    const answers = this.#byType.get(key) ?? new Map<string, CacheEntry>()
    this.#byType.set(key, answers.set(entry.question.list, entry))
    this.#entries.add(entry)
    this.#bytes += entry.bytes
    for (const oldest of this.#entries) {
      if (this.#bytes <= this.#mostBytes) break
      this.#drop(oldest)
    }
  }

  /** Changes with every write of one of the types in the place. */
  version(place: string, types: readonly string[]): string {
    return types.map((type) => String(this.#writes.get(keyOf(place, type)) ?? 0)).join(' ')
  }

  /** A write of a type begins: what is known of it in the place is out of date, until it settles nothing is kept. */
  writes(place: string, typeName: string): void {
    const key = keyOf(place, typeName)
    this.#unsettled.set(key, (this.#unsettled.get(key) ?? 0) + 1)
    this.#forget(place, typeName)
  }

  /** That write is over. */
  settled(place: string, typeName: string): void {
    const key = keyOf(place, typeName)
    this.#unsettled.set(key, Math.max(0, (this.#unsettled.get(key) ?? 0) - 1))
    this.#forget(place, typeName)
  }

  /** Runs work that others who ask the same wait for, instead of doing it themselves; they get its answer. */
  async share(
    flight: string,
    signal: AbortSignal,
    work: () => Promise<CacheEntry | undefined>,
  ): Promise<{ readonly entry: CacheEntry | undefined; readonly isOwn: boolean }> {
    const running = this.#flights.get(flight)
    if (running !== undefined) {
      const entry = await Promise.race([running.catch(() => undefined), cancelled(signal)])
      return { entry, isOwn: false }
    }
    const own = work()
    this.#flights.set(flight, own)
    try {
      return { entry: await own, isOwn: true }
    } finally {
      this.#flights.delete(flight)
    }
  }

  #forget(place: string, typeName: string): void {
    const key = keyOf(place, typeName)
    this.#writes.set(key, (this.#writes.get(key) ?? 0) + 1)
    for (const entry of this.#entries) {
      if (entry.place === place && entry.question.types.includes(typeName)) this.#drop(entry)
    }
  }

  #isUnsettled(place: string, types: readonly string[]): boolean {
    return types.some((type) => (this.#unsettled.get(keyOf(place, type)) ?? 0) > 0)
  }

  #drop(entry: CacheEntry): void {
    if (!this.#entries.delete(entry)) return
    this.#bytes -= entry.bytes
    const key = keyOf(entry.place, entry.question.typeName)
    const answers = this.#byType.get(key)
    answers?.delete(entry.question.list)
    if (answers?.size === 0) this.#byType.delete(key)
  }
}

/** Rejects when the signal fires: what one waits for goes on for those who asked first. */
function cancelled(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = (): void => reject(new AppError('CANCELLED', 'the wait was cancelled'))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}

function keyOf(place: string, typeName: string): string {
  return `${place}\n${typeName}`
}
