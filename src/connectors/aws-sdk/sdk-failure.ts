import { AppError } from '../../errors/index.js'
import { CREDENTIALS, isNeverSent, transportCode } from '../transport-code.js'
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
  if (AppError.is(cause)) return cause
  const { name = '', message = '', $metadata: told, $response: response } = cause as SdkError
  if (name === 'AbortError') return new AppError('CANCELLED', 'the call was cancelled')
  const status = told?.httpStatusCode ?? response?.statusCode ?? 0
  const type = response?.headers?.['content-type'] ?? ''
  if (status !== 0 && /html/i.test(type)) {
    const message = `the endpoint answered with HTML (status ${String(status)}), as a proxy or a website does, and no service`
    const hint = 'check --endpoint-url and AWS_ENDPOINT_URL, and proxies on the way'
    // A page that says "not found" says nothing of what was asked for.
    if (status < 500)
      return new AppError('SERVICE_REJECTED', `${operation}: ${message}`, { hint, cause })
    const name = `HTTP${String(status)}`
    return new ProtocolFailure({ name, message, status, mayHaveArrived: true, cause })
  }
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

function isTransport(error: unknown): boolean {
  return /^E[A-Z]+|Timeout|socket hang up/.test(
    `${transportCode(error)} ${(error as Error).message}`,
  )
}
