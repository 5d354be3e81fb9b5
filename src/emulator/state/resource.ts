import type { JsonObject } from '../../util/index.js'
import type { Caller } from '../protocol.js'

/** A resource as the local cloud keeps it: the whole model, write-only values included. */
export interface Resource extends Caller {
  readonly typeName: string
  /** Canonical `|` form of the primary identifier. */
  readonly identifier: string
  readonly model: JsonObject
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** Place in lists: grows with every creation, kept by updates. */
  readonly seq: number
}
