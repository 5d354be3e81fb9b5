import type { ResourceType } from '../model/resource-type.js'
import type { SeededRandom } from './seeded-random.js'

/** Where and when a value is made. */
export interface ValueContext {
  readonly type: ResourceType
  readonly account: string
  readonly region: string
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly random: SeededRandom
  /** What the resource is called, for its ARN; unknown while its identifier is being made. */
  readonly ownName?: string | undefined
}
