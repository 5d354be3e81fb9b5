import { AppError, type ErrorCode } from '../errors/index.js'
import { misreadAnswer } from './misread-answer.js'
import { badAnswer } from './raw-answer.js'
import { transportCode } from './transport-code.js'

const DENIED =
  /AccessDenied|Expired|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|OptInRequired/
const THROTTLE = /Throttl|TooManyRequests|RequestLimitExceeded/
const NO_CREDENTIALS = /CredentialsProviderError|TokenProviderError/

/** The AppError of a question about accounts that failed: what was asked, for which connection, and why. */
export function accountError(cause: unknown, what: string, connection: string): AppError {
  return callError(cause, `${what} for connection ${connection}`)
}

/** The AppError of a call of an SDK's client that failed. @param call what was asked, and for whom */
export function callError(cause: unknown, call: string): AppError {
  if (AppError.is(cause)) {
    if (cause.code !== 'BAD_ANSWER') return cause
    return badAnswer(call, cause.message, { cause })
  }
  const misread = misreadAnswer(cause)
  if (misread !== undefined) return badAnswer(call, misread.said, { cause })
  const error = cause instanceof Error ? cause : new Error(String(cause))
  const code = codeOf(error)
  const hint = hintOf(error, code)
  return new AppError(code, `${call}: ${error.message || transportCode(error)}`, {
    cause,
    ...(hint === undefined ? {} : { hint }),
  })
}

function codeOf(error: Error): ErrorCode {
  const { name } = error
  if (name === 'AbortError') return 'CANCELLED'
  if (NO_CREDENTIALS.test(name)) return 'NO_CREDENTIALS'
  if (DENIED.test(name)) return 'ACCESS_DENIED'
  if (THROTTLE.test(name)) return 'THROTTLED'
  return '$metadata' in error && httpStatusOf(error) !== undefined
    ? 'SERVICE_REJECTED'
    : 'UNREACHABLE'
}

function httpStatusOf(error: Error): number | undefined {
  const { $metadata: metadata } = error as { $metadata?: { httpStatusCode?: number } }
  return metadata?.httpStatusCode
}

function hintOf({ name }: Error, code: ErrorCode): string | undefined {
  if (name.startsWith('Expired')) return 'the credentials have expired: sign in again'
  switch (code) {
    case 'NO_CREDENTIALS':
      return 'set AWS_PROFILE or --profile, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run aws sso login; --local needs no credentials'
    case 'UNREACHABLE':
      return 'check the network and --endpoint-url'
    default:
      return undefined
  }
}
