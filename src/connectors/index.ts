export type {
  CallStatistics,
  Connector,
  GetRequest,
  ListRequest,
  MutationOperation,
  MutationRequest,
  ProgressEvent,
  ResourceDescription,
} from './connector.js'
