import { AppError } from '../../errors/index.js'
import { misreadAnswer } from '../misread-answer.js'
import { certificateHint, CREDENTIALS, isNeverSent, transportCode } from '../transport-code.js'
import { ProtocolFailure } from '../protocol.js'

/** What is read of whatever the SDK throws. */
interface SdkError {
  readonly name?: string
  readonly message?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
  readonly $response?: {
    readonly statusCode?: number
    readonly headers?: Readonly<Record<string, string>>
  }
}

/** An error of an SDK client as a failure, or as what no second try can mend. */
export function sdkFailure(cause: unknown, operation: string): Error {
  if (AppError.is(cause)) {
    return cause.code === 'BAD_ANSWER' ? misshapen(cause.message, statusOf(cause), cause) : cause
  }
  const { name = '', message = '', $response: response } = cause as SdkError
  if (name === 'AbortError') return new AppError('CANCELLED', 'the call was cancelled')
  const misread = misreadAnswer(cause)
  if (misread !== undefined) return misshapen(misread.said, misread.status, cause)
  const status = statusOf(cause)
  if (status === 0 && !isTransport(cause) && !CREDENTIALS.test(name)) {
    // The SDK checks some of an input before it sends anything.
    return new AppError('SERVICE_REJECTED', `${operation}: ${message || name}`, { cause })
  }
  const retryAfter = Number(response?.headers?.['retry-after'])
  return new ProtocolFailure({
    name: status === 0 && !CREDENTIALS.test(name) ? transportCode(cause) || name : name,
    message: message || name,
    status,
    ...(retryAfter > 0 ? { retryAfter: retryAfter * 1_000 } : {}),
    mayHaveArrived: status === 0 ? !isNeverSent(cause) : status >= 500,
    cause,
  })
}

function statusOf(cause: unknown): number {
  const { $metadata: told, $response: response } = cause as SdkError
  return told?.httpStatusCode ?? response?.statusCode ?? 0
}

function misshapen(message: string, status: number, cause: unknown): ProtocolFailure {
  const facts = { name: 'BadAnswer', message, status, isMisshapen: true, mayHaveArrived: true }
  return new ProtocolFailure({ ...facts, cause })
}

function isTransport(error: unknown): boolean {
  if (certificateHint(error) !== undefined) return true
  return /^E[A-Z]+|Timeout|socket hang up/.test(
    `${transportCode(error)} ${(error as Error).message}`,
  )
}
