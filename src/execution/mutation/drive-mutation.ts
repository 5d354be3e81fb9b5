import { isDocumentType } from '../../catalog/index.js'
import type { MutationRequest, ProgressEvent } from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import type { ExecutionContext } from '../context.js'
import { noteStrangeRegion } from '../strange-regions.js'
import { bodySnapshot, JournalledRequest } from '../journal/journalled-request.js'
import { requestsLike } from '../journal/locate-request.js'
import type { FollowUp } from '../journal/request-record.js'
import { followRequest, isFinal } from './follow-request.js'
import { failedMutation, notSentAgain, unanswered } from './mutation-error.js'
import { namedIdentifier, statedIdentifier, type Mutation } from './mutation.js'
import { mutationText, type MutationText } from './mutation-text.js'
import type { MutationOutcome } from './outcome.js'
import { passes } from './passing-failure.js'
import { settles } from './settling-failure.js'
import { sendRequest } from './send-request.js'

/** A write whose handler failed in a way that passes is sent again, with a new token, this often. */
const MOST_ATTEMPTS = 8
const FIRST_BACKOFF = 1_000
const LONGEST_BACKOFF = 60_000

/** A write that was accepted. */
export interface AcceptedMutation {
  readonly mutation: Mutation
  readonly text: MutationText
  readonly request: JournalledRequest
  readonly event: ProgressEvent
  readonly attempt: number
}

/** Follows an accepted write; what fails in a way that passes is sent again with a new ClientToken. */
export async function driveMutation(
  accepted: AcceptedMutation,
  context: ExecutionContext,
): Promise<MutationOutcome> {
  const { mutation, text } = accepted
  const { body } = mutation
  let { request, event, attempt } = accepted
  for (;;) {
    if (!context.wait && !isFinal(event)) {
      await request.ended({ status: 'NOT_AWAITED' })
      return outcome(mutation, event, 'IN_PROGRESS')
    }
    const last = await followed(event, mutation, request, context)
    for (const warning of last.hookWarnings ?? []) {
      const said = `${body.operation} ${body.typeName}: ${text.redact(warning)}`
      context.host.notify({ code: '2106', level: 'warning', text: said })
    }
    const mayPass =
      passes(last, mutation) ||
      (context.settling === true && settles({ ...last, operation: body.operation }))
    const isOver = attempt >= MOST_ATTEMPTS || !mayPass
    const again = isOver ? {} : { again: context.clientToken(mutation.row, attempt + 1) }
    await request.ended({ ...endOf(last, text), ...again })
    if (last.status === 'SUCCESS') return outcome(mutation, last, 'SUCCESS')
    if (body.operation === 'DELETE' && last.errorCode === 'NotFound') {
      context.host.notify({
        code: '2102',
        level: 'warning',
        text: `${body.typeName} ${body.identifier} did not exist in ${body.region}; nothing was deleted`,
      })
      return outcome(mutation, last, 'UNCHANGED')
    }
    if (isOver) throw failedMutation(last, mutation, text.redact)
    context.host.notify({
      code: '2103',
      level: 'info',
      text: `${body.typeName}: ${last.errorCode ?? last.status} downstream, sending again (${String(attempt)} of ${String(MOST_ATTEMPTS)})`,
    })
    const backoff = Math.min(FIRST_BACKOFF * 2 ** (attempt - 1), LONGEST_BACKOFF)
    try {
      await context.clock.sleep(backoff, context.signal)
    } catch (cause) {
      await request.left()
      throw notSentAgain(cause, last, mutation, context)
    }
    attempt++
    const next = await sendMutation(mutation, text, { attempt }, context)
    request = next.request
    event = next.event
  }
}

/** One sending of a write. */
interface Attempt {
  /** From 1. */
  readonly attempt: number
  /** The ClientToken that was kept for it; by default one of this run is made. */
  readonly token?: string
}

/**
 * Notes a write in the journal and sends it under a ClientToken of its own.
 * @throws AppError where it was not accepted, or nothing said that it was
 */
export async function sendMutation(
  mutation: Mutation,
  text: MutationText,
  { attempt, token: kept }: Attempt,
  context: ExecutionContext,
): Promise<{ request: JournalledRequest; event: ProgressEvent }> {
  if (context.signal.aborted) throw neverSent(mutation)
  context.secrets?.addDistinct(...text.secrets())
  noteStrangeRegion(mutation.body.region, context)
  const token = kept ?? context.clientToken(mutation.row, attempt)
  const identifier = namedIdentifier(mutation)
  const request = await JournalledRequest.begin(
    {
      token,
      row: mutation.row,
      attempt,
      operation: mutation.body.operation,
      typeName: mutation.body.typeName,
      connection: mutation.body.connection,
      region: mutation.body.region,
      ...(identifier === undefined ? {} : { identifier }),
      ...bodySnapshot(text, context.secrets),
      ...(mutation.next === undefined ? {} : { next: followUpOf(mutation.next, context) }),
    },
    context,
  )
  return { request, event: await deliver(mutation, text, request, context) }
}

/** A write that is to follow another, as the journal keeps it. */
export function followUpOf(
  mutation: Mutation,
  { clientToken, secrets }: Pick<ExecutionContext, 'clientToken' | 'secrets'>,
): FollowUp {
  const { row, body } = mutation
  const identifier = namedIdentifier(mutation)
  return {
    token: clientToken(row, 1),
    row,
    operation: body.operation,
    ...(identifier === undefined ? {} : { identifier }),
    ...bodySnapshot(mutationText(mutation), secrets),
  }
}

/** Sends a write that is in the journal; sent again under the same token, it is the same write. */
export async function deliver(
  mutation: Mutation,
  text: MutationText,
  request: JournalledRequest,
  context: ExecutionContext,
): Promise<ProgressEvent> {
  const call = { ...mutation.body, clientToken: request.token } as MutationRequest
  const at = context.clock.now()
  try {
    const event = await sendReadably(call, context)
    await request.accepted(event)
    return event
  } catch (cause) {
    const error = redacted(AppError.from(cause), text)
    if (error.details.unanswered === true) {
      const misread = error.code === 'BAD_ANSWER'
      await request.left({ misread })
      const seen = misread ? await sightings(mutation, at, context) : ''
      throw unanswered(error, mutation, { ...context, seen })
    }
    await request.ended({ status: 'FAILED', errorCode: error.code, message: error.message })
    throw error
  }
}

/** Milliseconds after which a write is sent once more, under its token, whose answer nobody could read. */
const ASK_AGAIN = 1_000

async function sendReadably(
  call: MutationRequest,
  context: ExecutionContext,
): Promise<ProgressEvent> {
  try {
    return await sendRequest(call, context)
  } catch (error) {
    const isMisread = AppError.is(error) && error.code === 'BAD_ANSWER'
    // Services with APIs of their own know no tokens: sent again it might be done twice.
    if (!isMisread || error.details.unanswered !== true || isDocumentType(call.typeName))
      throw error
    try {
      await context.clock.sleep(ASK_AGAIN, context.signal)
      return await sendRequest(call, context)
    } catch {
      // Whatever is said now: the first one may have been done.
      throw error
    }
  }
}

/** What the service lists that may be a write whose answer nobody could read, for the error about it. */
async function sightings(
  mutation: Mutation,
  at: number,
  context: ExecutionContext,
): Promise<string> {
  const { operation, typeName, connection, region } = mutation.body
  const identifier = namedIdentifier(mutation)
  const sent = { operation, typeName, at, place: { connection, region }, identifier }
  try {
    const events = await requestsLike(sent, context)
    if (events.length === 0) return 'the service lists no request that it may be'
    const shown = events.slice(0, MOST_SIGHTINGS).map((event) => {
      const subject = event.identifier === undefined ? '' : ` of ${event.identifier}`
      return `${event.requestToken} (${event.status}${subject})`
    })
    const more = events.length > MOST_SIGHTINGS ? ', …' : ''
    return `it may be request ${shown.join(' or ')}${more}`
  } catch (cause) {
    return `its requests cannot be listed either: ${AppError.from(cause).message}`
  }
}

const MOST_SIGHTINGS = 3

async function followed(
  event: ProgressEvent,
  mutation: Mutation,
  request: JournalledRequest,
  context: ExecutionContext,
): Promise<ProgressEvent> {
  try {
    return await followRequest(event, mutation, context)
  } catch (error) {
    await request.left()
    throw error
  }
}

function redacted(error: AppError, { hasSecrets, redact }: MutationText): AppError {
  if (!hasSecrets) return error
  // The cause has the text as it came.
  return new AppError(error.code, redact(error.message), { ...error.details, cause: undefined })
}

function neverSent({ body }: Mutation): AppError {
  const { operation, typeName, region } = body
  return new AppError('CANCELLED', `the ${operation} of ${typeName} was not sent any more`, {
    typeName,
    region,
  })
}

function endOf(
  event: ProgressEvent,
  { redact }: MutationText,
): Parameters<JournalledRequest['ended']>[0] {
  const { identifier, errorCode, message } = event
  return {
    status:
      event.status === 'SUCCESS' || event.status === 'CANCEL_COMPLETE' ? event.status : 'FAILED',
    ...(identifier === undefined ? {} : { identifier }),
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(message === undefined ? {} : { message: redact(message) }),
  }
}

function outcome(
  mutation: Mutation,
  event: ProgressEvent,
  status: MutationOutcome['status'],
): MutationOutcome {
  const { operation, typeName, connection, region } = mutation.body
  const identifier = event.identifier ?? statedIdentifier(mutation)
  return {
    operation,
    typeName,
    connection,
    region,
    ...(identifier === undefined ? {} : { identifier }),
    status,
    ...(event.requestToken === '' ? {} : { requestToken: event.requestToken }),
    ...(event.answer === undefined ? {} : { answer: event.answer }),
  }
}
