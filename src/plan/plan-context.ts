import type { Catalog } from '../catalog/index.js'
import type { BoundRelation } from './bind-query.js'
import type { Condition } from './condition.js'
import type { PlanRules } from './rules.js'

/** What planning may know of the world. */
export interface PlanContext {
  readonly catalog: Catalog
  /** Regions of a reference without a region predicate; may be empty. */
  readonly sessionRegions: readonly string[]
  /** Every region that a predicate may choose from. */
  readonly knownRegions: readonly string[]
  /** Known regions that a reference's predicates on its region admit, where that was evaluated. */
  readonly admittedRegions?: ReadonlyMap<BoundRelation, readonly string[]>
  readonly rules: PlanRules
  /** Offset of the target of a write: its keys need not be read where the statement states them in full. */
  readonly targetOffset?: number
}

/** One reference's demands, by what its columns mean. */
export interface ReferenceAccess {
  readonly relation: BoundRelation
  readonly region: Condition | undefined
  readonly identifier: Condition | undefined
  /** Conditions on properties, by property. */
  readonly properties: ReadonlyMap<string, Condition>
  readonly needed: ReadonlySet<string>
  /** Any this many rows do. */
  readonly limit?: number
}
