import type { ErrorDocument } from '../../catalog/index.js'
import { AppError, type ErrorCode } from '../../errors/index.js'
import type { CallPlace } from '../connection.js'
import { BAD_ANSWER_HINT } from '../raw-answer.js'
import type { FailureFacts } from '../protocol.js'
import { certificateHint } from '../transport-code.js'

/** What services of AWS, and of HTTP, call the failures that every caller tells apart. */
const BY_NAME = new Map<string, ErrorCode>(
  Object.entries({
    ResourceNotFoundException: 'NOT_FOUND',
    NotFoundException: 'NOT_FOUND',
    AccessDeniedException: 'ACCESS_DENIED',
    UnrecognizedClientException: 'ACCESS_DENIED',
    InvalidSignatureException: 'ACCESS_DENIED',
    ExpiredTokenException: 'ACCESS_DENIED',
    ConflictException: 'ALREADY_EXISTS',
    ResourceAlreadyExistsException: 'ALREADY_EXISTS',
    CredentialsProviderError: 'NO_CREDENTIALS',
  } as const),
)

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  0: 'UNREACHABLE',
  401: 'ACCESS_DENIED',
  403: 'ACCESS_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  429: 'THROTTLED',
}

const THROTTLES = /throttl|TooManyRequests|RequestLimitExceeded|SlowDown/i

export interface FailedCall extends CallPlace {
  /** For messages: the operation, or verb and path. */
  readonly what: string
  readonly typeName: string
  readonly identifier?: string
  readonly errors: readonly ErrorDocument[]
}

/** What a failure means: by the document, by its name, by its status. */
export function meaningOf(
  facts: FailureFacts,
  errors: readonly ErrorDocument[],
): { readonly code: ErrorCode; readonly hint?: string } {
  if (facts.isMisshapen === true) return { code: 'BAD_ANSWER', hint: BAD_ANSWER_HINT }
  const said = errors.find(
    ({ status, code, contains }) =>
      (status === undefined || status === facts.status) &&
      (code === undefined || code === facts.name) &&
      (contains === undefined || facts.message.toLowerCase().includes(contains.toLowerCase())),
  )
  if (said !== undefined) return { code: said.becomes, ...(said.hint && { hint: said.hint }) }
  if (THROTTLES.test(facts.name)) return { code: 'THROTTLED' }
  return { code: BY_NAME.get(facts.name) ?? BY_STATUS[facts.status] ?? 'SERVICE_REJECTED' }
}

/** The AppError of a call that failed for good. `unanswered`: a write of which nobody knows whether it was done. */
export function failureError(facts: FailureFacts, call: FailedCall, unanswered: boolean): AppError {
  const { code, hint } = meaningOf(facts, call.errors)
  const { typeName, identifier, region } = call
  const said = facts.message || facts.name
  const broken = code === 'UNREACHABLE' ? certificateHint(facts.cause) : undefined
  const advice = hint ?? broken ?? HINTS[code]
  return new AppError(code, `${call.what}: ${said}`, {
    typeName,
    region,
    ...(identifier === undefined ? {} : { identifier }),
    ...(advice === undefined ? {} : { hint: advice }),
    ...(unanswered && { unanswered }),
    cause: facts.cause ?? facts,
  })
}

const HINTS: Readonly<Partial<Record<ErrorCode, string>>> = {
  UNREACHABLE: 'check the network and the address of the service',
  ACCESS_DENIED: 'SHOW PERMISSIONS FOR … says what the statement needs',
  NO_CREDENTIALS:
    'set AWS_PROFILE or --profile, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run aws sso login',
}
