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

/** Operations of the services beside Cloud Control; no name is used twice. */
export const SERVICE_OPERATIONS = [
  'GetCallerIdentity',
  'AssumeRole',
  'ListRegions',
  'ListAccounts',
  'DescribeOrganization',
  'GetResources',
  'ListTypes',
  'DescribeType',
  'CreateDomain',
  'UpdateDomain',
  'GetDomain',
  'ListDomains',
  'DeleteDomain',
  'PutIntegration',
  'GetIntegration',
  'ListIntegrations',
  'ListAccountIntegrations',
  'DeleteIntegration',
  'CreateIntegrationWorkflow',
  'GetWorkflow',
  'GetWorkflowSteps',
  'ListWorkflows',
  'DeleteWorkflow',
  'PutProfileObjectType',
  'GetProfileObjectType',
  'ListProfileObjectTypes',
  'DeleteProfileObjectType',
  'GetProfileObjectTypeTemplate',
  'ListProfileObjectTypeTemplates',
  'ListProfileObjects',
  'TagResource',
  'UntagResource',
  'ListTagsForResource',
  'DescribeFlowExecutionRecords',
  'DescribeConnectorProfiles',
  'ListFlows',
  'DescribeFlow',
] as const

export type ServiceOperation = (typeof SERVICE_OPERATIONS)[number]

export const isServiceOperation = (name: string): name is ServiceOperation =>
  (SERVICE_OPERATIONS as readonly string[]).includes(name)

/** Any operation that the local cloud answers; what faults and limits are about. */
export type AnyOperation = Operation | ServiceOperation

/** Who calls from where, as the signature's scope says. */
export interface Caller {
  readonly account: string
  readonly region: string
}

/** What the wire sees of a call, whichever service it is for. */
export interface WireCall {
  readonly operation: AnyOperation
  readonly caller: Caller
  readonly input: JsonObject
}

/** A decoded call. `input` is the request body as sent: members are checked by input-members.ts. */
export interface Call extends WireCall {
  readonly operation: Operation
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
