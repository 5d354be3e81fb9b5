import type { JsonObject } from '../util/index.js'

/** The eight operations, as `X-Amz-Target: CloudApiService.<Operation>` names them. */
export const OPERATIONS = [
  'CreateResource',
  'UpdateResource',
  'DeleteResource',
  'GetResource',
  'ListResources',
  'GetResourceRequestStatus',
  'ListResourceRequests',
  'CancelResourceRequest',
] as const

export type Operation = (typeof OPERATIONS)[number]

export const isOperation = (name: string): name is Operation =>
  (OPERATIONS as readonly string[]).includes(name)

/** Who calls from where, as the signature's scope says. */
export interface Caller {
  readonly account: string
  readonly region: string
}

/** A decoded call. `input` is the request body as sent: members are checked by input-members.ts. */
export interface Call {
  readonly operation: Operation
  readonly caller: Caller
  readonly input: JsonObject
}

export type MutationKind = 'CREATE' | 'UPDATE' | 'DELETE'

export type OperationStatus =
  'PENDING' | 'IN_PROGRESS' | 'SUCCESS' | 'FAILED' | 'CANCEL_IN_PROGRESS' | 'CANCEL_COMPLETE'

/** Codes of a FAILED event. */
export type HandlerErrorCode =
  | 'NotUpdatable'
  | 'InvalidRequest'
  | 'AccessDenied'
  | 'AlreadyExists'
  | 'NotFound'
  | 'Throttling'
  | 'NotStabilized'
  | 'GeneralServiceException'
  | 'ServiceInternalError'
  | 'InternalFailure'
