export {
  DEFAULT_CONNECTION,
  type CallPlace,
  type ConnectionAccess,
  type ConnectionSpec,
  type MemberAccount,
  type RoleSpec,
} from './connection.js'
export { NAMELESS } from './connector.js'
export type {
  ActionRequest,
  CallObserver,
  CallStatistics,
  Connector,
  GetRequest,
  ListRequest,
  MutationOperation,
  MutationRequest,
  ProgressEvent,
  RequestReference,
  ResourceDescription,
  ScopeRate,
} from './connector.js'
export { forwarding } from './forwarding.js'
export { guarded, withoutSecrets } from './guarded.js'
export type { HttpOptions } from './http-handler.js'
export type { ObjectStore, StoredObject, WriteCondition } from './object-store.js'
export {
  LIMIT_DIMENSIONS,
  limitSubject,
  type LimitDimension,
  type LimitRule,
} from './limit-rule.js'
export {
  ProtocolFailure,
  type FailureFacts,
  type Protocol,
  type ProtocolAnswer,
  type ProtocolCall,
  type WireCall,
} from './protocol.js'
export { readingOnly } from './reading-only.js'
export { routed } from './routed.js'
export { sharedLimits } from './set-limits.js'
export { CREDENTIALS, isNeverSent, mayReconnect, transportCode } from './transport-code.js'
