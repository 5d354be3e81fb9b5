export { createAwsSdkProtocol, type AwsSdkOptions } from './aws-sdk-protocol.js'
