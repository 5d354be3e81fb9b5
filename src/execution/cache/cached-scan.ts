import { builtinOf, type Place, type ScanRequest } from '../../plan/index.js'
import { canonicalJson } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import type { UnitParts } from '../scan/place-reader.js'
import type { UnitMeter } from '../scan/unit-meter.js'
import { PlaceScan, type ResourceSink } from '../scan/place-scan.js'
import { foundAt, type FoundResource } from '../scan/resource-row.js'
import type { RowQuota } from '../scan/row-quota.js'
import { statedForms } from '../scan/stated-forms.js'
import type { CacheUse } from './cache-use.js'
import type { CachedResource, CacheEntry } from './scan-cache.js'
import {
  filledBy,
  fills,
  getQuestion,
  listQuestion,
  narrowed,
  type ScanQuestion,
} from './scan-question.js'

/** What came from the cache: its age in milliseconds. */
export interface FromCache {
  readonly age: number
}

/** Fetches what one scan asks of one place, or finds it among what was fetched before. */
export async function scanPlace(
  { scan, place }: { readonly scan: ScanRequest; readonly place: Place },
  context: ExecutionContext,
  parts: UnitParts,
  sink: ResourceSink,
): Promise<FromCache | undefined> {
  const fetch = async (
    asked: ScanRequest = scan,
    into: ResourceSink = sink,
  ): Promise<undefined> => {
    await new PlaceScan(asked, place, context, parts).run(into)
    return undefined
  }
  const { cache: use } = context
  // What writes and tags have come to is asked when it is asked for.
  if (use === undefined || builtinOf(scan.schema) !== undefined) return fetch()
  // An answer that is not of its place alone is not kept by places.
  if (scan.schema.reach !== undefined) return fetch()
  const unit = new CachedUnit(scan, place, { use, context, ...parts })
  const question = listQuestion(scan)
  if (question !== undefined) return unit.list(question, fetch, sink)
  return scan.access.kind === 'get' ? unit.gets(fetch, sink) : fetch()
}

type GetAccess = Extract<ScanRequest['access'], { readonly kind: 'get' }>
type Fetch = (scan: ScanRequest, sink: ResourceSink) => Promise<undefined>

class CachedUnit {
  readonly #scan: ScanRequest
  readonly #place: Place
  readonly #use: CacheUse
  readonly #context: ExecutionContext
  readonly #quota: RowQuota
  readonly #meter: UnitMeter
  readonly #key: string

  constructor(
    scan: ScanRequest,
    place: Place,
    tools: UnitParts & { readonly use: CacheUse; readonly context: ExecutionContext },
  ) {
    this.#scan = scan
    this.#place = place
    this.#use = tools.use
    this.#context = tools.context
    this.#quota = tools.quota
    this.#meter = tools.meter
    this.#key = placeKey(tools.use.scope, place)
  }

  async list(
    question: ScanQuestion,
    fetch: Fetch,
    sink: ResourceSink,
  ): Promise<FromCache | undefined> {
    const held = this.#held(question)
    if (held !== undefined) return this.#serve(held.entry, held.keeps, sink)
    const { cache } = this.#use
    const { access, properties } = this.#scan
    const flight = canonicalJson([
      ...[this.#key, question.typeName, question.list, [...properties].sort()],
      access.kind === 'list' ? access.hydrate : '',
    ])
    const { entry, isOwn } = await cache.share(flight, this.#context.signal, () =>
      this.#fetch(question, fetch, sink),
    )
    if (isOwn) return undefined
    // Whoever fetched it did not get all of it.
    if (entry === undefined || this.#use.fresh) return fetch(this.#scan, sink)
    return this.#serve(entry, () => true, sink)
  }

  /** What is asked by identifier: from answers that have it, the rest is asked. */
  async gets(fetch: Fetch, sink: ResourceSink): Promise<FromCache | undefined> {
    const { access } = this.#scan
    if (access.kind !== 'get') return fetch(this.#scan, sink)
    const found: FoundResource[] = []
    let oldest: number | undefined
    const lists = this.#entries()
    const missing = access.identifiers.filter(({ written, canonical }) => {
      const held = this.#resource(canonical, lists)
      if (held === undefined) return true
      const { entry, resource } = held
      oldest = Math.min(oldest ?? entry.at, entry.at)
      found.push(foundAt(this.#place, written, resource.properties))
      this.#use.cache.used(entry)
      return false
    })
    if (found.length > 0) await sink(found)
    if (missing.length > 0) await this.#getMissing({ ...access, identifiers: missing }, fetch, sink)
    return oldest === undefined ? undefined : { age: this.#context.clock.now() - oldest }
  }

  /** Asks, or waits for another who asks the same. */
  async #getMissing(access: GetAccess, fetch: Fetch, sink: ResourceSink): Promise<void> {
    const { cache, fresh } = this.#use
    const { typeName } = this.#scan.schema
    const scan = { ...this.#scan, access }
    const version = cache.version(this.#key, [typeName])
    const at = this.#context.clock.now()
    const canonical = new Map(access.identifiers.map((each) => [each.written, each.canonical]))
    const { failures } = this.#meter
    const work = async (): Promise<CacheEntry | undefined> => {
      const before = failures.count
      const all: CachedResource[] = []
      await fetch(scan, async (resources) => {
        for (const { identifier, properties } of resources) {
          const own = canonical.get(identifier) ?? identifier
          const resource = { identifier: own, properties }
          all.push(resource)
          cache.keep(this.#entryOf(getQuestion(typeName, own), [resource], at), version)
        }
        await sink(resources)
      })
      // Others are told of what could not be read by their own failures.
      if (failures.count > before) return undefined
      return this.#entryOf(getQuestion(typeName, ''), all, at)
    }
    if (fresh) {
      await work()
      return
    }
    const flight = canonicalJson([this.#key, typeName, 'get', [...canonical.values()]])
    const { entry, isOwn } = await cache.share(flight, this.#context.signal, work)
    if (isOwn) return
    // Whoever asked for it failed or stopped.
    if (entry === undefined) {
      await fetch(scan, sink)
      return
    }
    const shared = byIdentifier(entry)
    const rows = access.identifiers.flatMap(({ written, canonical: own }) => {
      const properties = shared.get(own)?.properties
      return properties === undefined ? [] : [foundAt(this.#place, written, properties)]
    })
    if (rows.length > 0) await sink(rows)
  }

  #resource(
    identifier: string,
    lists: readonly CacheEntry[],
  ): { readonly entry: CacheEntry; readonly resource: CachedResource } | undefined {
    const { cache, fresh } = this.#use
    if (fresh) return undefined
    const question = getQuestion(this.#scan.schema.typeName, identifier)
    const got = cache.got(question, this.#key, this.#since)
    for (const entry of got === undefined ? lists : [got, ...lists]) {
      const resource = byIdentifier(entry).get(identifier)
      if (resource !== undefined) return { entry, resource }
    }
    return undefined
  }

  /** What is older is out of date. */
  get #since(): number {
    return this.#context.clock.now() - this.#use.ttl * 1_000
  }

  /** Lists that fill what is asked for. */
  #entries(): readonly CacheEntry[] {
    const { cache, fresh } = this.#use
    if (fresh) return []
    return cache
      .lists(this.#key, this.#scan.schema.typeName, this.#since)
      .filter(({ filled }) => fills(filled, this.#scan))
  }

  #held(
    question: ScanQuestion,
  ):
    | { readonly entry: CacheEntry; readonly keeps: (resource: CachedResource) => boolean }
    | undefined {
    for (const entry of this.#entries()) {
      const keeps = narrowed(entry.question, question)
      if (keeps !== undefined) return { entry, keeps: ({ properties }) => keeps(properties) }
    }
    return undefined
  }

  async #serve(
    entry: CacheEntry,
    keeps: (resource: CachedResource) => boolean,
    sink: ResourceSink,
  ): Promise<FromCache> {
    this.#use.cache.used(entry)
    const wanted = entry.resources.filter(keeps)
    const { left } = this.#quota
    await sink(this.#found(left < wanted.length ? wanted.slice(0, left) : wanted))
    return { age: this.#context.clock.now() - entry.at }
  }

  /** Fetches all, handing it on as it comes; answers what to keep, where nothing of it is missing. */
  async #fetch(
    question: ScanQuestion,
    fetch: Fetch,
    sink: ResourceSink,
  ): Promise<CacheEntry | undefined> {
    const { cache } = this.#use
    const version = cache.version(this.#key, question.types)
    const at = this.#context.clock.now()
    const all: CachedResource[] = []
    const { failures } = this.#meter
    const before = failures.count
    let bytes = 0
    await fetch(unnamed(this.#scan), async (resources) => {
      for (const { identifier, properties } of resources) {
        if (bytes > cache.mostBytesOfOne) break
        bytes += 2 * (identifier.length + JSON.stringify(properties).length) + 200
        all.push({ identifier, properties })
      }
      await sink(this.#found(resources))
    })
    if (bytes > cache.mostBytesOfOne || this.#quota.isReached()) return undefined
    // What could not be read now may be read next time.
    if (failures.count > before) return undefined
    const entry = { ...this.#entryOf(question, all, at), bytes }
    cache.keep(entry, version)
    return entry
  }

  #entryOf(question: ScanQuestion, resources: readonly CachedResource[], at: number): CacheEntry {
    const bytes = resources.reduce(
      (sum, { properties }) => sum + 2 * JSON.stringify(properties).length + 200,
      0,
    )
    return { place: this.#key, question, filled: filledBy(this.#scan), resources, at, bytes }
  }

  /** Resources under the identifiers that the statement names them by. */
  #found(resources: readonly CachedResource[]): FoundResource[] {
    const { schema, access } = this.#scan
    const stated = access.kind === 'list' ? access.stated : undefined
    return resources.flatMap(({ identifier, properties }) =>
      statedForms(schema, identifier, properties, stated).map((form) =>
        foundAt(this.#place, form, properties),
      ),
    )
  }
}

/** The scan without the statement's own names of resources, so that its answer serves others. */
function unnamed(scan: ScanRequest): ScanRequest {
  if (scan.access.kind !== 'list') return scan
  const { inputs, parents, hydrate } = scan.access
  return { ...scan, access: { kind: 'list', inputs, parents, hydrate } }
}

const indexes = new WeakMap<CacheEntry, ReadonlyMap<string, CachedResource>>()

function byIdentifier(entry: CacheEntry): ReadonlyMap<string, CachedResource> {
  let index = indexes.get(entry)
  if (index === undefined) {
    index = new Map(entry.resources.map((resource) => [resource.identifier, resource]))
    indexes.set(entry, index)
  }
  return index
}

/** Names a place among those of all who share a cache. */
export function placeKey(
  scope: string,
  { connection, region }: { readonly connection?: string; readonly region: string },
): string {
  return canonicalJson([scope, connection ?? null, region])
}
