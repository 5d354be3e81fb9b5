export { AwsConnections, type AwsConnectionsOptions } from './aws-connections.js'
