import type { JsonObject } from '../../util/index.js'
import type { OperationContext } from '../operations/context.js'
import type { Caller, ServiceOperation } from '../protocol.js'
import type { Landscape } from './landscape.js'
import type { Protocol } from './protocols/protocol.js'
import type { RoleSession } from './sts/session-token.js'

/** A decoded call of a service that stands beside Cloud Control. */
export interface ServiceCall {
  readonly operation: ServiceOperation
  readonly caller: Caller
  /** The role that the caller has assumed, where its credentials are temporary. */
  readonly session: RoleSession | undefined
  /** Members as sent: of a form all values are text and nested names have dots (`Filters.Category`). */
  readonly input: JsonObject
}

/** What a service works with: the state that Cloud Control changes, and what the options say of the estate. */
export interface ServiceContext extends OperationContext {
  readonly landscape: Landscape
}

/** Answers one operation. @throws ServiceError */
export type ServiceHandler = (context: ServiceContext, call: ServiceCall) => JsonObject

/** One service of the local cloud beside Cloud Control. */
export interface Service {
  /** As a signature's scope names it: `tagging`. */
  readonly name: string
  /** As IAM actions name it: `tag`. */
  readonly actions: string
  readonly protocol: Protocol
  /** Whether its operations check models against the types' schemas. */
  readonly validates?: boolean
  /** Its own model, by which inputs are refused, and the code of that error. */
  readonly inputs?: { readonly model: string; readonly code: string }
  readonly operations: Readonly<Partial<Record<ServiceOperation, ServiceHandler>>>
  /** Code and status of a throttled call. */
  readonly throttled: readonly [code: string, status: number]
  /** Regions in which it answers although the account has not enabled them; all: it has one endpoint for the world. */
  readonly alwaysIn: 'all' | readonly string[]
}
