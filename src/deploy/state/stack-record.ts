import type { JsonObject } from '../../util/index.js'

/** What is known of a resource that this stack made or took over. */
export interface ResourceRecord {
  readonly typeName: string
  readonly region: string
  readonly identifier: string
  /** When it was made or last changed; milliseconds since the epoch. */
  readonly at: number
  /** What was last applied, with secrets as salted hashes; `undefined` for what statements of the user's made. */
  readonly applied?: JsonObject
  /** Identifiers that it had before it was replaced, of resources that may still be there. */
  readonly leftovers?: readonly string[]
  /** Names of the resources that it was built after: what goes when it is no longer declared goes before them. */
  readonly needs: readonly string[]
  /** As declared when last applied: they still hold when the declaration is gone. */
  readonly protect?: boolean
  /** Its `auth`: names of variables or of a profile, never their values. */
  readonly auth?: JsonObject
  readonly retain?: boolean
  /** Its creation failed and left it: it may not be all that was asked for, whatever its properties say. */
  readonly tainted?: boolean
}

/** A write that was begun, with what takes it up again. */
export interface Intent {
  readonly id: string
  readonly resource: string
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE'
  readonly typeName: string
  readonly region: string
  /** Absent for a create. */
  readonly identifier?: string
  /** Repeated when the write is sent again, so that it is not made twice. */
  readonly clientToken: string
  /** SHA-256 of the body that was sent. */
  readonly bodyHash: string
  /** The body, where no secret is in it. */
  readonly body?: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Cloud Control's name for the write, once it has answered. */
  readonly requestToken?: string
  /** What to record when it turns out to have succeeded; absent for a delete. */
  readonly record?: Omit<ResourceRecord, 'identifier' | 'at'>
}

/** All that a stack remembers between runs. Optional: nothing that can be found otherwise depends on it. */
export interface StackRecord {
  readonly version: typeof STATE_VERSION
  readonly stack: string
  readonly env: string
  /** The AWS account that it was built in. */
  readonly account?: string
  /** Random, made with the record: secrets are hashed with it. */
  readonly salt: string
  /** Grows with each saved record. */
  readonly serial: number
  readonly resources: Readonly<Record<string, ResourceRecord>>
  /** What scripts and commands exported when they were last run, secrets left out, by their names. */
  readonly exports?: Readonly<Record<string, JsonObject>>
  /** Writes whose end is not known: the run that began them died. */
  readonly pending: readonly Intent[]
}

export const STATE_VERSION = 1

/** One thing that happened; a record is what a sequence of them adds up to. */
export type StateEvent =
  | { readonly kind: 'begin'; readonly intent: Intent }
  | { readonly kind: 'accepted'; readonly id: string; readonly requestToken: string }
  | { readonly kind: 'ended'; readonly id: string }
  | { readonly kind: 'keep'; readonly resource: string; readonly record: ResourceRecord }
  | { readonly kind: 'forget'; readonly resource: string }
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'exported'; readonly resource: string; readonly values: JsonObject }

/** A record that takes events in. */
export type OwnRecord = Omit<StackRecord, 'resources' | 'exports' | 'pending' | 'account'> & {
  account?: string
  readonly resources: Record<string, ResourceRecord>
  exports?: Readonly<Record<string, JsonObject>>
  readonly pending: Intent[]
}

/** A copy that takes events in without changing the record that it is of. */
export function ownRecord(record: StackRecord): OwnRecord {
  return { ...record, resources: { ...record.resources }, pending: [...record.pending] }
}

/**
 * Applies an event to a record. (A copy of what is under way for each event, or of all resources, would be most of
 * what a large stack costs.)
 */
export function applyEvent(record: OwnRecord, event: StateEvent): void {
  const { resources, pending } = record
  switch (event.kind) {
    case 'begin':
      pending.push(event.intent)
      break
    case 'accepted':
      for (let at = pending.length - 1; at >= 0; at--) {
        const intent = pending[at]
        if (intent?.id !== event.id) continue
        pending[at] = { ...intent, requestToken: event.requestToken }
      }
      break
    case 'ended':
      for (let at = pending.length - 1; at >= 0; at--) {
        if (pending[at]?.id === event.id) pending.splice(at, 1)
      }
      break
    case 'keep':
      // Ten times as fast as to define it, where the name has no meaning of its own.
      if (event.resource !== '__proto__') resources[event.resource] = event.record
      else Object.defineProperty(resources, event.resource, { ...OWN, value: event.record })
      break
    case 'forget':
      Reflect.deleteProperty(resources, event.resource)
      break
    case 'account':
      record.account = event.account
      break
    case 'exported':
      record.exports = { ...record.exports, [event.resource]: event.values }
  }
}

/** A property like any other, whatever its name. */
const OWN = { enumerable: true, configurable: true, writable: true }

/** The record of a stack that nothing is known of. */
export function emptyRecord(stack: string, env: string, salt: string): StackRecord {
  return { version: STATE_VERSION, stack, env, salt, serial: 0, resources: {}, pending: [] }
}

/** What is to be remembered once a write has succeeded. */
export function eventsOfSuccess(
  record: StackRecord,
  intent: Intent,
  {
    identifier,
    at,
    tainted = false,
  }: {
    readonly identifier: string | undefined
    readonly at: number
    readonly tainted?: boolean
  },
): StateEvent[] {
  const ended = { kind: 'ended', id: intent.id } as const
  const before = record.resources[intent.resource]
  if (intent.operation === 'DELETE') {
    if (before === undefined) return [ended]
    if (before.identifier === intent.identifier) {
      return [ended, { kind: 'forget', resource: intent.resource }]
    }
    const leftovers = (before.leftovers ?? []).filter((one) => one !== intent.identifier)
    return [ended, { kind: 'keep', resource: intent.resource, record: { ...before, leftovers } }]
  }
  const known = identifier ?? intent.identifier
  if (known === undefined || intent.record === undefined) return [ended]
  const { leftovers: planned = [], ...rest } = intent.record
  const leftovers = planned.filter((one) => one !== known)
  const kept: ResourceRecord = {
    ...rest,
    identifier: known,
    at,
    ...(leftovers.length > 0 ? { leftovers } : {}),
    ...(tainted ? { tainted } : {}),
  }
  return [ended, { kind: 'keep', resource: intent.resource, record: kept }]
}
