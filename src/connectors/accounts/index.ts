export { AwsConnections, type AwsConnectionsOptions } from './aws-connections.js'
export { requireProfile } from '../require-profile.js'
export { configuredEndpoint } from '../configured-endpoint.js'
