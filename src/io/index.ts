export { silentHost, type IoHost, type Question } from './io-host.js'
export type { Message, MessageLevel } from './messages.js'
