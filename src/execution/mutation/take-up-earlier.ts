import type { ProgressEvent } from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import type { ExecutionContext } from '../context.js'
import { JournalledRequest, requestPlace } from '../journal/journalled-request.js'
import { locateRequest } from '../journal/locate-request.js'
import type { RequestJournal } from '../journal/request-journal.js'
import type { RequestRecord } from '../journal/request-record.js'
import { driveMutation, followUpOf, sendMutation } from './drive-mutation.js'
import { isFinal } from './follow-request.js'
import type { Mutation } from './mutation.js'
import type { MutationText } from './mutation-text.js'
import type { MutationOutcome } from './outcome.js'

/**
 * Where an earlier run was to do the very same and nobody knows how that ended, takes that request up: run
 * again after a crash, a statement does nothing twice. `undefined` where there is none, or where what it did
 * is not there (any more), so that the write has to be sent.
 */
export async function takeUpEarlier(
  mutation: Mutation,
  text: MutationText,
  context: ExecutionContext,
): Promise<MutationOutcome | undefined> {
  if (context.journal === undefined) return undefined
  const record = await context.journal.claim(await likeOf(mutation, text, context))
  if (record === undefined) return undefined
  const request = JournalledRequest.of(record.token, context)
  if (record.misread === true) {
    await request.ended({ status: 'UNKNOWN' })
    throw unknownEnd(record, 'its answer could not be read')
  }
  const { next } = mutation
  // What follows is this statement's, whatever was to follow before.
  if (record.next !== undefined || next !== undefined) {
    await request.follow(next === undefined ? undefined : followUpOf(next, context))
  }
  const located = await locateRequest(record, text.exact, new Set(), context)
  if (located.kind === 'unsent') {
    const { token, attempt } = record
    tell(record, '', context)
    const sent = await sendMutation(mutation, text, { token, attempt }, context)
    return driveMutation({ mutation, text, attempt, ...sent }, context)
  }
  if (located.kind !== 'event') {
    await request.ended({ status: located.kind === 'unknown' ? 'UNKNOWN' : 'NOT_RECEIVED' })
    if (located.kind === 'not-received') return undefined
    throw unknownEnd(record, located.why)
  }
  const { event } = located
  await request.accepted(event)
  if (isFinal(event) && !(await stands(event, mutation, context))) {
    await request.ended({ status: event.status === 'SUCCESS' ? 'SUCCESS' : 'FAILED' })
    return undefined
  }
  tell(record, named(event), context)
  return driveMutation({ mutation, text, request, event, attempt: record.attempt }, context)
}

function tell(
  { operation, typeName, at, unsent }: RequestRecord,
  subject: string,
  { host }: ExecutionContext,
): void {
  const when = new Date(at).toISOString()
  const said =
    unsent === undefined
      ? `an earlier run asked for it at ${when}; taken up, not sent again`
      : `an earlier run, of ${when}, did not come to it; sent in its place`
  host.notify({
    code: '2107',
    level: 'info',
    text: `${operation} of ${typeName}${subject}: ${said}`,
  })
}

async function likeOf(
  { body }: Mutation,
  { hash }: MutationText,
  context: ExecutionContext,
): Promise<Parameters<RequestJournal['claim']>[0]> {
  const { operation, typeName } = body
  return {
    operation,
    typeName,
    hash,
    run: context.run.id,
    place: await requestPlace(body, context),
    ...(body.operation === 'CREATE' ? {} : { identifier: body.identifier }),
  }
}

/** True where an ended request did what is asked for now, and that is still so. */
async function stands(
  event: ProgressEvent,
  { body }: Mutation,
  { connector, limit, signal }: ExecutionContext,
): Promise<boolean> {
  if (event.status !== 'SUCCESS' || body.operation === 'DELETE') return false
  if (body.operation === 'UPDATE') return true
  const { typeName, connection, region } = body
  const { identifier } = event
  if (identifier === undefined) return true
  try {
    await limit(() => connector.get({ typeName, connection, region, identifier }, signal))
    return true
  } catch (error) {
    if (AppError.is(error) && error.code === 'NOT_FOUND') return false
    throw error
  }
}

function unknownEnd({ operation, typeName, place, at }: RequestRecord, why: string): AppError {
  const when = new Date(at).toISOString()
  return new AppError(
    'REQUEST_FAILED',
    `an earlier run asked for this ${operation} of ${typeName} at ${when}, and how it ended is not known: ${why}`,
    {
      typeName,
      region: place.region,
      hint: 'nothing was sent; look whether it was done, then run the statement again',
    },
  )
}

function named({ identifier }: ProgressEvent): string {
  return identifier === undefined ? '' : ` ${identifier}`
}
