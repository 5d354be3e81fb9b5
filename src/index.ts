export { AppError, type ErrorCode, type ErrorKind } from './errors/index.js'
export { silentHost, type IoHost, type Message } from './io/index.js'
export type { ResultColumn, ResultValue } from './relation/index.js'
export {
  createSession,
  type Session,
  type SessionOptions,
  type StatementResult,
} from './session/index.js'
export { readStatement, splitStatements, type Statement } from './sql/index.js'
