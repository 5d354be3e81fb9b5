import { HOME_REGION } from '../../catalog/index.js'
import type { Caller } from '../protocol.js'
import type { Resource } from './resource.js'

/** All resources of one type in one account and region. */
class Shelf {
  readonly #byIdentifier = new Map<string, Resource>()
  #ordered: readonly Resource[] | undefined

  get(identifier: string): Resource | undefined {
    return this.#byIdentifier.get(identifier)
  }

  put(resource: Resource): void {
    this.#byIdentifier.set(resource.identifier, resource)
    this.#ordered = undefined
  }

  remove(identifier: string): void {
    this.#byIdentifier.delete(identifier)
    this.#ordered = undefined
  }

  /** In order of creation. */
  all(): readonly Resource[] {
    this.#ordered ??= [...this.#byIdentifier.values()].sort((a, b) => a.seq - b.seq)
    return this.#ordered
  }
}

/** What exists, keyed by account, region, type and canonical identifier. */
export class ResourceStore {
  readonly #isGlobal: (typeName: string) => boolean
  readonly #shelves = new Map<string, Shelf>()
  /** Answers of `within` that are still true: who turns pages asks again and again. */
  readonly #places = new Map<string, readonly Resource[]>()
  #lastSeq = 0

  /** Global types have one shelf an account, in the home region. */
  constructor(isGlobal: (typeName: string) => boolean = () => false) {
    this.#isGlobal = isGlobal
  }

  get(caller: Caller, typeName: string, identifier: string): Resource | undefined {
    return this.#shelves.get(this.#shelfKey(caller, typeName))?.get(identifier)
  }

  /** Of one type in one account and region, in order of creation. */
  all(caller: Caller, typeName: string): readonly Resource[] {
    return this.#shelves.get(this.#shelfKey(caller, typeName))?.all() ?? []
  }

  put(resource: Resource): void {
    this.#lastSeq = Math.max(this.#lastSeq, resource.seq)
    const key = this.#shelfKey(resource, resource.typeName)
    let shelf = this.#shelves.get(key)
    if (shelf === undefined) {
      shelf = new Shelf()
      this.#shelves.set(key, shelf)
    }
    shelf.put(resource)
    this.#forget(resource, resource.typeName)
  }

  remove(caller: Caller, typeName: string, identifier: string): void {
    this.#shelves.get(this.#shelfKey(caller, typeName))?.remove(identifier)
    this.#forget(caller, typeName)
  }

  /** Of one type in all regions of an account, in order of creation. */
  inAllRegions({ account }: Caller, typeName: string): readonly Resource[] {
    return [...this.#shelves]
      .filter(([key]) => key.startsWith(`${account} `) && key.endsWith(` ${typeName}`))
      .flatMap(([, shelf]) => shelf.all())
      .sort((a, b) => a.seq - b.seq)
  }

  nextSeq(): number {
    return this.#lastSeq + 1
  }

  /** Of all types in one account and region, in order of creation. */
  within(caller: Caller): readonly Resource[] {
    const place = placeKey(caller)
    let found = this.#places.get(place)
    if (found === undefined) {
      found = [...this.#shelves]
        .filter(([key]) => key.startsWith(`${place} `))
        .flatMap(([, shelf]) => shelf.all())
        .sort((a, b) => a.seq - b.seq)
      this.#places.set(place, found)
    }
    return found
  }

  everything(): Resource[] {
    return [...this.#shelves.values()].flatMap((shelf) => shelf.all()).sort((a, b) => a.seq - b.seq)
  }

  /** Forgets answers that a change of this type makes untrue. */
  #forget(caller: Caller, typeName: string): void {
    this.#places.delete(placeKey(this.#homeOf(caller, typeName)))
  }

  #shelfKey(caller: Caller, typeName: string): string {
    return `${placeKey(this.#homeOf(caller, typeName))} ${typeName}`
  }

  #homeOf(caller: Caller, typeName: string): Caller {
    return this.#isGlobal(typeName) ? { account: caller.account, region: HOME_REGION } : caller
  }
}

const placeKey = ({ account, region }: Caller): string => `${account} ${region}`
