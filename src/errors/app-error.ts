import type { ErrorCode, ErrorKind } from './codes.js'
import { ERROR_CODES } from './codes.js'
import type { SourcePosition } from '../util/index.js'

/** What an error may say beyond its message. What a user can do something with is shown where it is set. */
export interface ErrorDetails {
  /** One sentence on what to do next. */
  readonly hint?: string
  /** Where in the statement, template or file. */
  readonly position?: SourcePosition
  /** The text that `position` points into; the renderer prints its line and a caret. */
  readonly source?: string
  /** Names, beside those that read like secrets, whose values the line must not show. */
  readonly secretNames?: readonly string[]
  /** File that `position` points into. */
  readonly file?: string
  readonly typeName?: string
  readonly identifier?: string
  readonly region?: string
  readonly requestToken?: string
  /** True of a call that the service may have acted on although no answer said so. */
  readonly unanswered?: boolean
  /** True of a write that the service goes on with after the wait for it was given up. */
  readonly underWay?: boolean
  readonly cause?: unknown
}

const BRAND = Symbol.for('skyql.AppError')

/**
 * The one error type of the product: a stable code, whose problem it is, what happened and what to do.
 * Everything that reaches a user is an AppError; anything else is a bug and is wrapped as INTERNAL.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly kind: ErrorKind
  readonly details: ErrorDetails
  readonly [BRAND] = true

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'AppError'
    this.code = code
    this.kind = ERROR_CODES[code]
    this.details = details
  }

  /** True for AppErrors of any loaded copy of the package. */
  static is(value: unknown): value is AppError {
    return typeof value === 'object' && value !== null && BRAND in value
  }

  /** Wraps whatever was thrown; an AppError passes through unchanged. */
  static from(value: unknown): AppError {
    if (AppError.is(value)) return value
    const message = value instanceof Error ? value.message : String(value)
    return new AppError('INTERNAL', message, { cause: value })
  }
}
