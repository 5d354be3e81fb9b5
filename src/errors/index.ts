export { AppError, type ErrorDetails, type SourcePosition } from './app-error.js'
export { ERROR_CODES, type ErrorCode, type ErrorKind } from './codes.js'
