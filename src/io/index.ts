export { silentHost, type IoHost, type Question } from './io-host.js'
export type { Message, MessageLevel } from './messages.js'
export { makeFolder } from './make-folder.js'
