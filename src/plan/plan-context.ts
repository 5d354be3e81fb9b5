import type { Catalog } from '../catalog/index.js'
import type { BoundRelation } from './bind-query.js'
import type { Condition } from './condition.js'
import type { PlanRules } from './rules.js'
import type { ScopedPlaces } from './rules/place-scope.js'

/** What planning may know of the world. */
export interface PlanContext {
  readonly catalog: Catalog
  /** Where each relation that the plan scans is read. */
  readonly places: ReadonlyMap<BoundRelation, ScopedPlaces>
  readonly rules: PlanRules
  /** Inputs that list handlers turned out to demand beyond what their schemas say. */
  readonly listInputs?: { of(typeName: string): readonly string[] | undefined }
  /** Offset of the target of a write: its keys need not be read where the statement states them in full. */
  readonly targetOffset?: number
}

/** One reference's demands, by what its columns mean. */
export interface ReferenceAccess {
  readonly relation: BoundRelation
  readonly identifier: Condition | undefined
  /** Conditions on properties, by property. */
  readonly properties: ReadonlyMap<string, Condition>
  readonly needed: ReadonlySet<string>
  /** Any this many rows do. */
  readonly limit?: number
}
