import type { Json } from '../util/index.js'
import type { Path } from './facts.js'

/** A declared path that the live model does not hold as declared. */
export interface Difference {
  readonly path: Path
  /** `undefined` where the live model has nothing there. */
  readonly from: Json | undefined
  /** `undefined` where it is to go. */
  readonly to: Json | undefined
  readonly why: DifferenceKind
}

/**
 * `order`: the same items in another order, in a list of which the schema does not say whether order
 * counts. `spelling`: the same letters in another case, where acting on it would replace the resource.
 * `alias`: an alias of a key against the key's ARN.
 */
export type DifferenceKind =
  'differs' | 'absent' | 'removed' | 'write-only' | 'order' | 'spelling' | 'alias'

export interface Comparison {
  readonly differences: readonly Difference[]
  /**
   * What services do to values on their own as often as users do: not enough to act on, unless the last
   * declaration shows that the user made the change.
   */
  readonly unsure: readonly Difference[]
  /** Declared paths that the service does not return, so that nobody can say whether they differ. */
  readonly unknown: readonly Path[]
}
