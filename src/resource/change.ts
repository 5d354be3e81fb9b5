import type { Json, JsonObject } from '../util/index.js'
import type { DifferenceKind } from './difference.js'
import type { PatchOperation } from './patch-document.js'

/**
 * What has to be done to one resource, and why. Data alone: nothing in it is called, and it can be shown,
 * stored and compared.
 */
export type Change = CreateChange | UpdateChange | ReplaceChange | DeleteChange | NoChange

/** Why a change is made at one path. */
export interface Reason {
  /** RFC 6901 pointer into the model; empty for the whole of it. */
  readonly path: string
  /** Live value; `undefined` where there is none or the service never returns it. */
  readonly from: Json | undefined
  /** `undefined` where the value goes. */
  readonly to: Json | undefined
  readonly why: DifferenceKind | 'new' | 'unwanted'
  /** What this path takes: `may-replace` where the service alone knows. */
  readonly effect: 'in-place' | 'replace' | 'may-replace'
}

interface Explained {
  readonly typeName: string
  /** One for each path, in the order of the declaration; empty for no change. */
  readonly reasons: readonly Reason[]
}

export interface CreateChange extends Explained {
  readonly kind: 'create'
  /** DesiredState: what is declared, without read-only values and nulls. */
  readonly desired: JsonObject
}

export interface UpdateChange extends Explained, Doubts {
  readonly kind: 'update'
  readonly patch: readonly PatchOperation[]
  /** `patch` as the text that is sent. */
  readonly document: string
  /** The live model with the patch applied. */
  readonly result: JsonObject
  /** Pointers that the service may refuse to update: replace when it answers NotUpdatable. */
  readonly replaceIfRefused: readonly string[]
  /** Pointers of write-only properties that the declaration does not repeat; the service may lose them. */
  readonly lostWriteOnly: readonly string[]
}

export interface ReplaceChange extends Explained {
  readonly kind: 'replace'
  readonly desired: JsonObject
  /** What the type asks for: whether the old resource may live beside the new one. */
  readonly strategy: 'create_then_delete' | 'delete_then_create'
}

export interface DeleteChange extends Explained {
  readonly kind: 'delete'
}

export interface NoChange extends Explained, Doubts {
  readonly kind: 'no-op'
}

/** What could not be decided, and was not acted on. */
export interface Doubts {
  readonly unsure: readonly Reason[]
  /** Pointers of declared values that the service never returns. */
  readonly unknown: readonly string[]
}
