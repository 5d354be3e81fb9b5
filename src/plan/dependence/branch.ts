import type { Values } from './expression-value.js'
import type { Value } from './value.js'

/** One way in which a row of a node may come about: a UNION has several. */
export interface Branch {
  readonly values: Values
  /** Predicates that hold for every such row. */
  readonly guards: readonly Value[]
}
