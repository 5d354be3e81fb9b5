import type { ResultValue } from '../../relation/index.js'
import type { WritePlace } from './planned-write.js'
import type { ReadResource } from './recorded-reads.js'

/** A resource that a write is about, with the values its SET expressions have for it. */
export interface WriteTarget {
  readonly place: WritePlace
  /** In the form that is sent. */
  readonly identifier: string
  readonly values: readonly ResultValue[]
  /** The identifier as the statement has it, where it says it. */
  readonly shown: string
  /** The whole resource, where the values were computed from one read of it. */
  readonly read?: ReadResource
}
