export { AppError, type ErrorDetails } from './app-error.js'
export type { SourcePosition } from '../util/index.js'
export { ERROR_CODES, type ErrorCode, type ErrorKind } from './codes.js'
