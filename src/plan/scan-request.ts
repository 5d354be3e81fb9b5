import type { ResourceSchema } from '../catalog/index.js'
import type { BoundRelation } from './bind-query.js'
import type { ScopedPlaces } from './rules/place-scope.js'

/** How the rows of a scan are fetched. */
export type Access = GetAccess | ListAccess | GivenAccess

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
