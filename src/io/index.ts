export { silentHost, type IoHost } from './io-host.js'
export type { Message, MessageLevel } from './messages.js'
