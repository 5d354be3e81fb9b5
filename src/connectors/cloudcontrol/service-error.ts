import { AppError, type ErrorCode } from '../../errors/index.js'
import type { JsonObject } from '../../util/index.js'
import type { CallPlace } from '../connection.js'
import type { CallObserver } from '../connector.js'
import { BAD_ANSWER_HINT, isServerFault } from '../raw-answer.js'
import type { JsonService } from './json-service.js'

/** What a failed call says of itself; `name` is the exception's, prefix removed. */
export interface ServiceFailure {
  readonly name: string
  readonly message: string
  readonly status: number
  /** True: nobody said no; the answer is not of the shape that it should have. */
  readonly isMisshapen?: boolean
}

export interface CallContext extends CallPlace {
  readonly operation: string
  readonly typeName?: string
  readonly identifier?: string
  readonly observer?: CallObserver
  /** Cloud Control unless told. */
  readonly service?: JsonService
  /** What is wrong with the members of an answer that says yes; `undefined` of one that can be read. */
  readonly check?: (answer: JsonObject) => string | undefined
}

const CODES = new Map<string, ErrorCode>(
  Object.entries({
    ResourceNotFoundException: 'NOT_FOUND',
    // One service answers without the suffix (LogGroup).
    ResourceNotFound: 'NOT_FOUND',
    AlreadyExistsException: 'ALREADY_EXISTS',
    AccessDeniedException: 'ACCESS_DENIED',
    AccessDenied: 'ACCESS_DENIED',
    InvalidCredentialsException: 'ACCESS_DENIED',
    UnrecognizedClientException: 'ACCESS_DENIED',
    InvalidClientTokenId: 'ACCESS_DENIED',
    ExpiredTokenException: 'ACCESS_DENIED',
    ExpiredToken: 'ACCESS_DENIED',
    InvalidSignatureException: 'ACCESS_DENIED',
    OptInRequired: 'ACCESS_DENIED',
    ThrottlingException: 'THROTTLED',
    Throttling: 'THROTTLED',
    ThrottledException: 'THROTTLED',
    TooManyRequestsException: 'THROTTLED',
    NotUpdatableException: 'NOT_UPDATABLE',
    RequestTokenNotFoundException: 'NOT_FOUND',
  } as const),
)

const THROTTLE_TEXT = /rate exceeded|throttl|too many requests/i

/** Exceptions of the service that a second try may not meet (model: server faults). */
const PASSING = new Set([
  'HandlerFailureException',
  'HandlerInternalFailureException',
  'NetworkFailureException',
  'ServiceInternalErrorException',
  'ConcurrentModificationException',
  'ConcurrentOperationException',
  'InternalFailure',
  'InternalError',
  'InternalServerError',
  'InternalServerException',
  'InternalServiceException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
])

export function isThrottle({ name, message, status }: ServiceFailure): boolean {
  return (
    CODES.get(name) === 'THROTTLED' ||
    status === 429 ||
    (name === 'GeneralServiceException' && THROTTLE_TEXT.test(message))
  )
}

/** True where new credentials may be what is missing. */
export function isExpired({ name }: ServiceFailure): boolean {
  return name.startsWith('ExpiredToken') || name === 'RequestExpired'
}

export function mayPass(failure: ServiceFailure): boolean {
  return isThrottle(failure) || PASSING.has(failure.name) || isServerFault(failure.status)
}

/** The AppError of a call that failed for good. */
export function serviceError(failure: ServiceFailure, context: CallContext): AppError {
  const code =
    failure.isMisshapen === true
      ? 'BAD_ANSWER'
      : isThrottle(failure)
        ? 'THROTTLED'
        : (CODES.get(failure.name) ?? 'SERVICE_REJECTED')
  const what = [context.operation, context.typeName].filter(Boolean).join(' ')
  const hint = hintFor(failure)
  return new AppError(code, `${what} in ${context.region}: ${failure.message || failure.name}`, {
    ...(context.typeName === undefined ? {} : { typeName: context.typeName }),
    ...(context.identifier === undefined ? {} : { identifier: context.identifier }),
    region: context.region,
    ...(hint === undefined ? {} : { hint }),
    cause: failure,
  })
}

function hintFor({ name, isMisshapen }: ServiceFailure): string | undefined {
  if (isMisshapen === true) return BAD_ANSWER_HINT
  if (name.startsWith('Expired')) return 'the credentials have expired: sign in again'
  if (name === 'AccessDeniedException') {
    return "the caller needs the cloudformation:*Resource action and the type's own handler permissions"
  }
  if (name === 'UnrecognizedClientException' || name === 'InvalidClientTokenId') {
    return 'check the access key, and that the region is enabled for the account'
  }
  return undefined
}
