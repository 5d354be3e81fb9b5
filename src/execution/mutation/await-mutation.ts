import type { MutationRequest, ProgressEvent } from '../../connectors/index.js'
import { AppError, type ErrorCode } from '../../errors/index.js'
import type { ResourceSchema } from '../../catalog/index.js'
import type { ExecutionContext } from '../context.js'
import type { MutationOutcome } from './outcome.js'

/** First wait between status calls; most mutations end within seconds, some take an hour. Milliseconds. */
const FIRST_POLL = 150
const LONGEST_POLL = 10_000
const POLL_GROWTH = 1.5

/** A write that a downstream service throttled is sent again, with a new token, this often. */
const MOST_ATTEMPTS = 8
const FIRST_BACKOFF = 1_000

/** AWS's own default for handlers that state none. */
const DEFAULT_TIMEOUT_MINUTES = 120

const THROTTLE_TEXT = /rate exceeded|throttl|too many requests/i

type MutationBody<T = MutationRequest> = T extends MutationRequest ? Omit<T, 'clientToken'> : never

/** Everything about a write but its token, which differs by attempt. */
export interface Mutation {
  readonly body: MutationBody
  readonly schema: ResourceSchema
  /** Index of the row in its statement. */
  readonly row: number
}

/**
 * Sends a write and follows it to its end. A downstream throttle that comes as a FAILED event is sent again
 * with a new ClientToken: the service's own retries never see it.
 * @throws AppError of a write that failed, was cancelled or ran out of time
 */
export async function runMutation(
  mutation: Mutation,
  context: ExecutionContext,
): Promise<MutationOutcome> {
  const { body } = mutation
  for (let attempt = 1; ; attempt++) {
    const clientToken = context.clientToken(mutation.row, attempt)
    const request = { ...body, clientToken } as MutationRequest
    const first = await context.limit(() => context.connector.mutate(request, context.signal))
    if (!context.wait && !isFinal(first)) return outcome(mutation, first, 'IN_PROGRESS')
    const last = isFinal(first) ? first : await follow(first, mutation, context)
    if (last.status === 'SUCCESS') return outcome(mutation, last, 'SUCCESS')
    if (body.operation === 'DELETE' && last.errorCode === 'NotFound') {
      context.host.notify({
        code: '2102',
        level: 'warning',
        text: `${body.typeName} ${body.identifier} did not exist in ${body.region}; nothing was deleted`,
      })
      return outcome(mutation, last, 'UNCHANGED')
    }
    if (!isDownstreamThrottle(last) || attempt >= MOST_ATTEMPTS) throw failed(last, mutation)
    context.host.notify({
      code: '2103',
      level: 'info',
      text: `${body.typeName}: throttled downstream, sending again (${String(attempt)} of ${String(MOST_ATTEMPTS)})`,
    })
    await context.clock.sleep(FIRST_BACKOFF * 2 ** (attempt - 1), context.signal)
  }
}

async function follow(
  first: ProgressEvent,
  mutation: Mutation,
  context: ExecutionContext,
): Promise<ProgressEvent> {
  const { body, schema } = mutation
  const handler = schema.handlers[HANDLERS[body.operation]]
  const minutes = handler?.timeoutInMinutes ?? DEFAULT_TIMEOUT_MINUTES
  const started = context.clock.now()
  let event = first
  let wait = FIRST_POLL
  while (!isFinal(event)) {
    const now = context.clock.now()
    if (now - started > minutes * 60_000) throw outOfTime(event, mutation, minutes)
    context.host.notify({
      code: '2101',
      level: 'debug',
      text: `${body.operation} ${body.typeName}: ${event.status}`,
      data: { requestToken: event.requestToken, elapsed: now - started },
    })
    await pause(Math.max(wait, (event.retryAfter ?? 0) - now), event, mutation, context)
    wait = Math.min(wait * POLL_GROWTH, LONGEST_POLL)
    event = await askStatus(event, mutation, context)
  }
  return event
}

async function askStatus(
  before: ProgressEvent,
  mutation: Mutation,
  context: ExecutionContext,
): Promise<ProgressEvent> {
  const { requestToken } = before
  const { connection, region } = mutation.body
  try {
    return await context.limit(() =>
      context.connector.status({ requestToken, connection, region }, context.signal),
    )
  } catch (cause) {
    throw lostSight(cause, before, mutation)
  }
}

/** A wait that, when cancelled, leaves the user the token of what goes on without them. */
async function pause(
  milliseconds: number,
  event: ProgressEvent,
  mutation: Mutation,
  context: ExecutionContext,
): Promise<void> {
  try {
    await context.clock.sleep(milliseconds, context.signal)
  } catch (cause) {
    throw lostSight(cause, event, mutation)
  }
}

/** The write goes on whatever ended the wait for it: the user gets what finds it again. */
function lostSight(cause: unknown, { requestToken }: ProgressEvent, { body }: Mutation): AppError {
  const { code, message } = AppError.from(cause)
  const { operation, typeName, region } = body
  const why = code === 'CANCELLED' ? '' : `: ${message}`
  return new AppError(code, `stopped waiting; the ${operation} of ${typeName} goes on${why}`, {
    typeName,
    region,
    requestToken,
    ...(operation === 'CREATE' ? {} : { identifier: body.identifier }),
    hint: `aws cloudcontrol get-resource-request-status --request-token ${requestToken} --region ${region}`,
    cause,
  })
}

const HANDLERS = { CREATE: 'create', UPDATE: 'update', DELETE: 'delete' } as const

function isFinal({ status }: ProgressEvent): boolean {
  return status === 'SUCCESS' || status === 'FAILED' || status === 'CANCEL_COMPLETE'
}

function isDownstreamThrottle({ errorCode, message }: ProgressEvent): boolean {
  return (
    errorCode === 'Throttling' ||
    (errorCode === 'GeneralServiceException' && THROTTLE_TEXT.test(message ?? ''))
  )
}

function outcome(
  { body }: Mutation,
  event: ProgressEvent,
  status: MutationOutcome['status'],
): MutationOutcome {
  const identifier = event.identifier ?? (body.operation === 'CREATE' ? undefined : body.identifier)
  return {
    operation: body.operation,
    typeName: body.typeName,
    connection: body.connection,
    region: body.region,
    ...(identifier === undefined ? {} : { identifier }),
    status,
    requestToken: event.requestToken,
  }
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  AlreadyExists: 'ALREADY_EXISTS',
  NotFound: 'NOT_FOUND',
  AccessDenied: 'ACCESS_DENIED',
  UnauthorizedTaggingOperation: 'ACCESS_DENIED',
  InvalidCredentials: 'ACCESS_DENIED',
  NotUpdatable: 'NOT_UPDATABLE',
  Throttling: 'THROTTLED',
}

function failed(event: ProgressEvent, { body }: Mutation): AppError {
  const code =
    CODES[event.errorCode ?? ''] ??
    (event.status === 'CANCEL_COMPLETE' ? 'CANCELLED' : 'REQUEST_FAILED')
  const reason = event.hookMessages?.join('; ') ?? event.message ?? event.status
  const identifier = event.identifier ?? (body.operation === 'CREATE' ? undefined : body.identifier)
  return new AppError(
    code,
    `${body.operation} of ${body.typeName} in ${body.region} failed: ${reason}`,
    {
      typeName: body.typeName,
      region: body.region,
      requestToken: event.requestToken,
      ...(identifier === undefined ? {} : { identifier }),
      ...(code === 'ALREADY_EXISTS'
        ? {
            hint: `it is there already${identifier === undefined ? '' : ` as ${identifier}`}: UPDATE it, or choose another name`,
          }
        : {}),
    },
  )
}

function outOfTime(event: ProgressEvent, { body }: Mutation, minutes: number): AppError {
  return new AppError(
    'TIMEOUT',
    `${body.operation} of ${body.typeName} did not end within the ${String(minutes)} minutes that its handler may take`,
    { typeName: body.typeName, region: body.region, requestToken: event.requestToken },
  )
}
