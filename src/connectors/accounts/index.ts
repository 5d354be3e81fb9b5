export { AwsConnections, type AwsConnectionsOptions } from './aws-connections.js'
export { requireProfile } from './require-profile.js'
