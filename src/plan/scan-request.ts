import type { ResourceSchema } from '../catalog/index.js'
import type { BoundRelation } from './bind-query.js'
import type { Condition } from './condition.js'
import type { ScopedPlaces } from './rules/place-scope.js'

/** How the rows of a scan are fetched. */
export type Access = GetAccess | ListAccess | GivenAccess | DependentAccess | EstateAccess

/** An identifier that a statement names: rows show it as it was written, calls send it in one form. */
export interface StatedIdentifier {
  readonly written: string
  readonly canonical: string
}

/** One GetResource for each identifier and region. */
export interface GetAccess {
  readonly kind: 'get'
  readonly identifiers: readonly StatedIdentifier[]
}

/** ListResources, and GetResource for what it did not bring. */
export interface ListAccess {
  readonly kind: 'list'
  /** Resource models to list under, one list call each; `[{}]` for a handler that needs no input. */
  readonly inputs: readonly Readonly<Record<string, string>>[]
  /** Inputs that are the account of the place that is asked. */
  readonly accountInputs?: readonly string[]
  /** What the statement says of properties, for inputs that the service demands unexpectedly. */
  readonly said?: ReadonlyMap<string, Condition>
  /** Where inputs come from that the statement does not give. */
  readonly parents: readonly ParentScan[]
  readonly hydrate: Hydrate
  /** Identifiers that the statement names, for rows to show them as written. */
  readonly stated?: readonly StatedIdentifier[]
}

/** `missing`: GetResource where an asked-for property is absent; `always`; `never`. */
export type Hydrate = 'missing' | 'always' | 'never'

/** Rows that the statement itself states in full: the keys of a write. No call. */
export interface GivenAccess {
  readonly kind: 'given'
  readonly identifiers: readonly StatedIdentifier[]
}

/**
 * One GetResource or ListResources for each distinct key, while the scans that the keys come from still run. It
 * may only ever leave out what cannot match: DuckDB joins again.
 */
export interface DependentAccess {
  readonly kind: 'dependent'
  readonly asks: 'get' | 'list'
  /** What one call is made from: `Identifier`, or the properties that make it, or the list's inputs. */
  readonly names: readonly string[]
  /** Rows that give keys: a row of any of them is one. */
  readonly keysFrom: readonly KeySource[]
  /** Those of `names` that the statement states. */
  readonly stated: Readonly<Record<string, readonly string[]>>
  readonly hydrate: Hydrate
  /** How all is listed where keys cannot be had, or are too many. */
  readonly otherwise?: ListAccess
  /** With more keys than this in one place, listing all costs less. */
  readonly mostKeys?: number
}

/** Rows that keys are read from. */
export interface KeySource {
  /** The relation whose scan brings them; `undefined` for rows that the engine has at the start. */
  readonly relation: BoundRelation | undefined
  /** The rows as a FROM item, for those of the engine. */
  readonly from: string
  /** By the names of the access, and by the columns of places. */
  readonly keys: Readonly<Record<string, KeyExpression>>
  /** Columns that keys and guards speak of. */
  readonly columns: readonly string[]
  /** Predicates: a row for which one is not true gives no key. */
  readonly guards: readonly string[]
  /** A NULL key says that all rows count: NOT IN asks whether there are any. */
  readonly nullMeansAll: boolean
}

/** A key as SQL over the columns of its source. */
export interface KeyExpression {
  readonly sql: string
  /** Where it is a column as it stands. */
  readonly column?: string
  /** One row gives several. */
  readonly unnests: boolean
}

/** The resources of many types: a scan for each, whose rows are those of one table. */
export interface EstateAccess {
  readonly kind: 'estate'
  readonly parts: readonly EstatePart[]
  /** Types that are meant, and that nobody can list by themselves. */
  readonly unlisted: readonly { readonly typeName: string; readonly reason: string }[]
}

export interface EstatePart {
  readonly schema: ResourceSchema
  readonly access: ListAccess
  /** What its rows show of what was asked. */
  readonly echo?: Readonly<Record<string, string>>
  /** Properties of the type whose values are needed. */
  readonly properties: readonly string[]
}

/** Parents are listed first; each gives one value for every input in `supplies`. */
export interface ParentScan {
  readonly schema: ResourceSchema
  /** Input of the child's list handler to property of the parent. */
  readonly supplies: Readonly<Record<string, string>>
  readonly access: ListAccess
}

/** One question to one source. */
export interface ScanRequest extends ScopedPlaces {
  /** Relations that receive the rows: more than one where references ask the same question. */
  readonly relations: readonly BoundRelation[]
  readonly schema: ResourceSchema
  readonly access: Access
  /** Properties whose values are needed. */
  readonly properties: readonly string[]
  /** Any this many rows do: the statement's LIMIT stands directly above. */
  readonly limit?: number
}
