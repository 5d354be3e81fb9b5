export {
  DEFAULT_CONNECTION,
  type CallPlace,
  type ConnectionAccess,
  type ConnectionSpec,
} from './connection.js'
export type {
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
