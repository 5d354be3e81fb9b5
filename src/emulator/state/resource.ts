import type { JsonObject } from '../../util/index.js'
import type { Caller } from '../protocol.js'

/** Which resource. */
export interface ResourceKey extends Caller {
  readonly typeName: string
  /** Canonical `|` form of the primary identifier. */
  readonly identifier: string
}

/** A resource as the local cloud keeps it: the whole model, write-only values included. */
export interface Resource extends ResourceKey {
  readonly model: JsonObject
  /** What the service's own API knows of it and its registry schema does not: Cloud Control never shows it. */
  readonly beyond?: JsonObject
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** Place in lists: grows with every creation, kept by updates. */
  readonly seq: number
}
