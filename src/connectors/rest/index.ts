export { createRestProtocol, type RestOptions } from './rest-protocol.js'
