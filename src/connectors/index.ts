export type {
  CallObserver,
  CallStatistics,
  Connector,
  GetRequest,
  ListRequest,
  MutationOperation,
  MutationRequest,
  ProgressEvent,
  ResourceDescription,
  ScopeRate,
} from './connector.js'
