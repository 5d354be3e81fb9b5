import { createHash } from 'node:crypto'
import type { ListTrust } from '../../plan/index.js'
import { canonicalJson, type Json, type JsonObject } from '../../util/index.js'
import { isStub } from '../scan/known-properties.js'

/** Resources whose list and get must have agreed before a list's objects and arrays are taken as they are. */
export const MANY = 50

/** Something that was seen: `resource` had the property alike in list and get, or, without it, some had not. */
export interface Evidence {
  readonly typeName: string
  readonly property: string
  /** A short hash of its identifier. */
  readonly resource?: string
}

/** What is known of one property: the resources that agreed, until they are many; or that one did not. */
type Knowledge = Set<string> | 'whole' | 'partial'

/**
 * What lists were seen to carry, of one partition. A property counts as whole after many resources whose list and
 * get agreed on it, and never again once one did not.
 */
export class LearnedLists {
  readonly #known = new Map<string, Knowledge>()
  readonly #heard: (evidence: Evidence) => void
  readonly #trials = new Trials()

  /** `heard` is told of every evidence that is new. */
  constructor(heard: (evidence: Evidence) => void = () => undefined) {
    this.#heard = heard
  }

  readonly trust: ListTrust = (typeName, property) => {
    const known = this.#known.get(keyOf(typeName, property))
    return known === 'whole' || known === 'partial' ? known : 'unknown'
  }

  /** Adds what was seen, here or by another run. */
  add(evidence: Evidence): void {
    const { typeName, property, resource } = evidence
    const key = keyOf(typeName, property)
    const known = this.#known.get(key) ?? new Set<string>()
    if (known === 'partial') return
    if (resource === undefined) {
      this.#known.set(key, 'partial')
    } else {
      if (known === 'whole' || known.has(resource)) return
      known.add(resource)
      this.#known.set(key, known.size >= MANY ? 'whole' : known)
    }
    this.#heard(evidence)
  }

  /** Compares what a list and a get said of one resource. */
  compare(typeName: string, identifier: string, listed: JsonObject, got: JsonObject): void {
    const resource = createHash('sha256').update(identifier).digest('hex').slice(0, 12)
    for (const [property, value] of Object.entries(listed)) {
      if (isStub(value)) continue
      if (!agrees(value, got[property])) this.add({ typeName, property })
      else if (isStructure(value)) this.add({ typeName, property, resource })
    }
  }

  /**
   * Whether a row's values, absent ones aside, can be taken from a list: scalars unless they were seen to be wrong,
   * objects and arrays once they were seen to be whole. Waits while enough resources to know are being got.
   */
  async suffices(typeName: string, listed: JsonObject, asked: readonly string[]): Promise<boolean> {
    for (;;) {
      const trusts = asked.map((property) => [property, this.trust(typeName, property)] as const)
      if (trusts.some(([, trust]) => trust === 'partial')) return false
      const open = trusts.filter(
        ([property, trust]) => trust === 'unknown' && isStructure(listed[property] ?? null),
      )
      if (open.length === 0) return true
      const missing = Math.max(...open.map(([property]) => MANY - this.#seen(typeName, property)))
      if (this.#trials.begin(typeName, missing)) return false
      await this.#trials.change(typeName)
    }
  }

  #seen(typeName: string, property: string): number {
    const known = this.#known.get(keyOf(typeName, property))
    return known instanceof Set ? known.size : 0
  }

  /** A get that `suffices` asked for is over. */
  tried(typeName: string): void {
    this.#trials.end(typeName)
  }
}

/** Gets that are under way to learn; more of them than can teach anything wait for the outcome. */
class Trials {
  readonly #running = new Map<string, number>()
  readonly #waiting = new Map<string, (() => void)[]>()

  /** False where as many are under way as are missing to know. */
  begin(typeName: string, missing: number): boolean {
    const running = this.#running.get(typeName) ?? 0
    if (running >= missing) return false
    this.#running.set(typeName, running + 1)
    return true
  }

  end(typeName: string): void {
    this.#running.set(typeName, Math.max(0, (this.#running.get(typeName) ?? 0) - 1))
    const waiting = this.#waiting.get(typeName) ?? []
    this.#waiting.delete(typeName)
    for (const resume of waiting) resume()
  }

  change(typeName: string): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(typeName)
      if (waiting === undefined) this.#waiting.set(typeName, [resolve])
      else waiting.push(resolve)
    })
  }
}

function keyOf(typeName: string, property: string): string {
  return `${typeName} ${property}`
}

function isStructure(value: Json): boolean {
  return typeof value === 'object' && value !== null
}

function agrees(listed: Json, got: Json | undefined): boolean {
  return got !== undefined && canonicalJson(listed) === canonicalJson(got)
}
