import type { JsonObject } from '../../util/index.js'
import type { Found } from '../find/find-resource.js'
import type { Wanted } from '../wanted.js'
import type { Statements } from './statements.js'

/** How a resource with statements of its own stands. */
export interface AnchoredState {
  readonly state: 'absent' | 'wrong' | 'correct' | 'waiting'
  readonly statements: Statements
  /** What its props mean to its type, where both are known. */
  readonly wanted: Wanted | undefined
  /** The resource itself, where its type and identifier are known. */
  readonly found: Found | undefined
  /** A row of its exports query, where that was asked for the state. */
  readonly exported?: JsonObject
}
