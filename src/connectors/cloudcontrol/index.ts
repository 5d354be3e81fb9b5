export { configuredRegion } from './configured-region.js'
export { createCloudControlConnector, type CloudControlOptions } from './cloudcontrol-connector.js'
