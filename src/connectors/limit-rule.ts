import { canonicalJson } from '../util/index.js'

/** What limits may be counted by. */
export const LIMIT_DIMENSIONS = ['connection', 'region', 'service', 'operation', 'type'] as const

export type LimitDimension = (typeof LIMIT_DIMENSIONS)[number]

/** A limit that is set: so many calls a second, for each combination of what it counts by. */
export interface LimitRule {
  readonly callsPerSecond: number
  /** None: all calls that it is about, together. */
  readonly per: readonly LimitDimension[]
  /** LIKE patterns of the calls that it is about; without one of any value. */
  readonly about: Readonly<Partial<Record<LimitDimension, readonly string[]>>>
}

/** Equal for limits on the same calls, counted in the same way. */
export function limitSubject({ per, about }: LimitRule): string {
  return canonicalJson([[...per].sort(), about])
}
