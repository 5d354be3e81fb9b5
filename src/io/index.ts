export { silentHost, type IoHost, type Question } from './io-host.js'
export { strangeHand, STRANGE_HINT } from './strange-hand.js'
export type { Message, MessageLevel } from './messages.js'
export { makeFolder } from './make-folder.js'
