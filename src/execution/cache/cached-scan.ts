import { builtinOf, type Place, type ScanRequest } from '../../plan/index.js'
import { canonicalJson } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { PlaceScan, type ResourceSink } from '../scan/place-scan.js'
import type { FoundResource } from '../scan/resource-row.js'
import type { RowQuota } from '../scan/row-quota.js'
import { statedForms } from '../scan/stated-forms.js'
import type { UnitMeter } from '../scan/unit-meter.js'
import type { CacheUse } from './cache-use.js'
import type { CachedResource, CacheEntry } from './scan-cache.js'
import { filledBy, fills, listQuestion, narrowed, type ScanQuestion } from './scan-question.js'

interface UnitParts {
  readonly meter: UnitMeter
  readonly quota: RowQuota
}

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
  const unit = new CachedUnit(scan, place, { use, context, quota: parts.quota })
  const question = listQuestion(scan)
  if (question !== undefined) return unit.list(question, fetch, sink)
  return scan.access.kind === 'get' ? unit.gets(fetch, sink) : fetch()
}

type Fetch = (scan: ScanRequest, sink: ResourceSink) => Promise<undefined>

class CachedUnit {
  readonly #scan: ScanRequest
  readonly #place: Place
  readonly #use: CacheUse
  readonly #context: ExecutionContext
  readonly #quota: RowQuota
  readonly #key: string

  constructor(
    scan: ScanRequest,
    place: Place,
    tools: {
      readonly use: CacheUse
      readonly context: ExecutionContext
      readonly quota: RowQuota
    },
  ) {
    this.#scan = scan
    this.#place = place
    this.#use = tools.use
    this.#context = tools.context
    this.#quota = tools.quota
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

  /** What the statement asks by identifier: from answers that have it, the rest is asked. */
  async gets(fetch: Fetch, sink: ResourceSink): Promise<FromCache | undefined> {
    const { access, schema } = this.#scan
    if (access.kind !== 'get') return fetch(this.#scan, sink)
    const found: FoundResource[] = []
    let oldest: number | undefined
    const missing = access.identifiers.filter(({ written, canonical }) => {
      for (const entry of this.#entries()) {
        const resource = entry.resources.find(({ identifier }) => identifier === canonical)
        if (resource === undefined) continue
        oldest = Math.min(oldest ?? entry.at, entry.at)
        found.push({ ...this.#place, identifier: written, properties: resource.properties })
        this.#use.cache.used(entry)
        return false
      }
      return true
    })
    await sink(found)
    const canonical = new Map(missing.map((each) => [each.written, each.canonical]))
    if (missing.length > 0) {
      const version = this.#use.cache.version(this.#key, [schema.typeName])
      const at = this.#context.clock.now()
      const asked = { ...this.#scan, access: { ...access, identifiers: missing } }
      await fetch(asked, async (resources) => {
        for (const { identifier, properties } of resources) {
          const own = canonical.get(identifier) ?? identifier
          const resource = { identifier: own, properties }
          this.#use.cache.keep(
            this.#entryOf(getQuestion(schema.typeName, own), [resource], at),
            version,
          )
        }
        await sink(resources)
      })
    }
    return oldest === undefined ? undefined : { age: this.#context.clock.now() - oldest }
  }

  #entries(): readonly CacheEntry[] {
    const { cache, ttl, fresh } = this.#use
    if (fresh) return []
    const since = this.#context.clock.now() - ttl * 1_000
    return cache
      .find(this.#key, this.#scan.schema.typeName, since)
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
      statedForms(schema, identifier, properties, stated).map((form) => ({
        ...this.#place,
        identifier: form,
        properties,
      })),
    )
  }
}

/** The scan without the statement's own names of resources, so that its answer serves others. */
function unnamed(scan: ScanRequest): ScanRequest {
  if (scan.access.kind !== 'list') return scan
  const { inputs, parents, hydrate } = scan.access
  return { ...scan, access: { kind: 'list', inputs, parents, hydrate } }
}

function getQuestion(typeName: string, identifier: string): ScanQuestion {
  return {
    typeName,
    types: [typeName],
    list: `get ${identifier}`,
    inputs: undefined,
    isWhole: false,
  }
}

/** Names a place among those of all who share a cache. */
export function placeKey(
  scope: string,
  { connection, region }: { readonly connection?: string; readonly region: string },
): string {
  return canonicalJson([scope, connection ?? null, region])
}
