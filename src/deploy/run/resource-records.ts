import { isDeepStrictEqual } from 'node:util'
import type { ResourceSchema } from '../../catalog/index.js'
import type { StackResource } from '../../manifest/index.js'
import { maskValue } from '../../resource/index.js'
import { isJsonObject, type Json, type JsonObject, type KnownSecrets } from '../../util/index.js'
import type { StackContext } from '../stack-context.js'
import { hashSecrets, type Hash } from '../state/hashed-secrets.js'
import { asJson } from '../state/shapes.js'
import type { ResourceRecord } from '../state/stack-record.js'
import type { HeldState } from '../state/state-store.js'
import type { Wanted } from '../wanted.js'

/** What is to be remembered of a resource; without `desired` its statements alone know what it is to be. */
export type Kept = Pick<Wanted, 'schema' | 'region'> & Partial<Pick<Wanted, 'desired'>>

interface ResourceRecordsParts {
  /** Absent where no record is kept. */
  readonly held: HeldState | undefined
  readonly resource: (name: string) => StackResource
  readonly needs: (name: string) => readonly string[]
  readonly hash: Hash
  /** What is not kept, either, where others use it. */
  readonly hidden: KnownSecrets
  readonly clock: StackContext['clock']
}

/** What a run remembers of its stack's resources. */
export class ResourceRecords {
  readonly #parts: ResourceRecordsParts
  readonly #applied = new WeakMap<JsonObject, JsonObject>()

  constructor(parts: ResourceRecordsParts) {
    this.#parts = parts
  }

  /** Notes a resource that was there already, or that statements of the user's made. */
  async keep(
    name: string,
    kept: Kept,
    identifier: string,
    leftovers?: readonly string[],
  ): Promise<void> {
    const { held, clock } = this.#parts
    if (held === undefined) return
    const before = held.record.resources[name]
    const same: ResourceRecord = {
      ...this.of(name, kept, leftovers),
      identifier,
      at: before?.at ?? 0,
    }
    if (before !== undefined && isSame(before, same)) return
    await held.append({ kind: 'keep', resource: name, record: { ...same, at: clock.now() } })
  }

  /** Notes that something which a resource had replaced is gone. */
  async forgetLeftover(name: string, identifier: string): Promise<void> {
    const { held } = this.#parts
    const before = held?.record.resources[name]
    if (before?.leftovers?.includes(identifier) !== true) return
    const { leftovers: all, ...rest } = before
    const leftovers = all.filter((one) => one !== identifier)
    const record = { ...rest, ...(leftovers.length > 0 ? { leftovers } : {}) }
    await held?.append({ kind: 'keep', resource: name, record })
  }

  async forget(name: string): Promise<void> {
    const { held } = this.#parts
    if (held?.record.resources[name] !== undefined)
      await held.append({ kind: 'forget', resource: name })
  }

  /** Notes what a script or command has exported; what must not be shown is not kept. */
  async exported(name: string, values: JsonObject): Promise<void> {
    const { held, resource } = this.#parts
    const { protectedExports } = resource(name)
    const kept = Object.fromEntries(
      Object.entries(values).filter(
        ([variable, value]) => !protectedExports.has(variable) && !hasSecret(variable, value),
      ),
    )
    if (held === undefined || isDeepStrictEqual(asJson(kept), held.record.exports?.[name])) return
    await held.append({ kind: 'exported', resource: name, values: kept })
  }

  /** What is remembered of a resource once it is as wanted. */
  of(
    name: string,
    { schema, region, desired }: Kept,
    leftovers: readonly string[] = [],
  ): Omit<ResourceRecord, 'identifier' | 'at'> {
    const resource = this.#parts.resource(name)
    return {
      typeName: schema.typeName,
      region,
      ...(desired === undefined ? {} : { applied: this.#appliedOf(schema, desired) }),
      needs: this.#parts.needs(name),
      ...(leftovers.length > 0 ? { leftovers } : {}),
      ...(resource.protect ? { protect: true } : {}),
      ...(isJsonObject(resource.auth) ? { auth: resource.auth } : {}),
      ...(resource.retain ? { retain: true } : {}),
    }
  }

  /** A desired state is noted before its write and compared after it. */
  #appliedOf(schema: ResourceSchema, desired: JsonObject): JsonObject {
    let applied = this.#applied.get(desired)
    if (applied === undefined) {
      applied = hashSecrets(schema, desired, this.#parts.hash, this.#parts.hidden)
      this.#applied.set(desired, applied)
    }
    return applied
  }
}

/** True for a value that is named or looks like a secret, or has one in it. */
function hasSecret(name: string, value: Json): boolean {
  return maskValue(value, name) !== value
}

/** Records of one run share what they hold; what was read from the disk has keys without a value. */
function isSame(one: ResourceRecord, other: ResourceRecord): boolean {
  const entries = Object.entries(one) as [keyof ResourceRecord, unknown][]
  const isShared =
    entries.length === Object.keys(other).length &&
    entries.every(([key, value]) => value === other[key])
  return isShared || isDeepStrictEqual(asJson(one), asJson(other))
}
