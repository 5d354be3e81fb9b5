import type { ModelValidator } from '../model/model-validator.js'
import type { ResourceTypes } from '../model/resource-type.js'
import type { Call, Caller } from '../protocol.js'
import type { CloudState } from '../state/cloud-state.js'
import type { HandlerFailure } from '../state/request.js'
import type { Resource } from '../state/resource.js'

/** What an operation works with. `now` is the time of the call. */
export interface OperationContext {
  readonly types: ResourceTypes
  readonly state: CloudState
  readonly validator: ModelValidator
  readonly misbehaviour: Misbehaviour
  readonly timing: Timing
  readonly pageSize: number
  readonly now: number
  /** A new request token. */
  readonly newToken: () => string
}

/** How long the parts of an asynchronous request take, in milliseconds. */
export interface Timing {
  readonly pendingMs: number
  readonly handlerMs: number
  /** One attempt at a step of an integration workflow. */
  readonly stepMs: number
}

/** Faults that show inside the service and not on the wire. */
export interface Misbehaviour {
  /** A failure that the accepted mutation will end with. */
  handlerFailure(call: Call, typeName: string, identifier: string): HandlerFailure | undefined
  /** How long a mutation that succeeds is said to have failed, milliseconds. */
  unstableMs(call: Call, typeName: string, identifier: string): number
  /** Whether a read does not see a fresh resource yet. */
  hidesFromRead(resource: Resource, now: number): boolean
  /** Whether a list does not show a fresh resource yet. */
  hidesFromList(resource: Resource, now: number): boolean
  /** How many attempts in a row fail at a step of a workflow, of `attempts`. */
  failingAttempts(caller: Caller, step: string, attempts: number): number
}

export const wellBehaved: Misbehaviour = {
  handlerFailure: () => undefined,
  unstableMs: () => 0,
  hidesFromRead: () => false,
  hidesFromList: () => false,
  failingAttempts: () => 0,
}
