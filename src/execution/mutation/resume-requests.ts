import type { ResourceSchema } from '../../catalog/index.js'
import type { ProgressEvent } from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import { mapConcurrent } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { JournalledRequest } from '../journal/journalled-request.js'
import { locateRequest, type Located } from '../journal/locate-request.js'
import { requestOf } from '../journal/request-of.js'
import type { RequestRecord } from '../journal/request-record.js'
import { driveMutation, sendMutation } from './drive-mutation.js'
import type { Mutation } from './mutation.js'
import { bodyHash, mutationText } from './mutation-text.js'
import type { MutationOutcome } from './outcome.js'
import { runEach } from './run-each.js'

/**
 * Takes up requests whose end is unknown: finds each, follows it to its end, and says what came of it.
 * `bodies`: bodies that a script gave when it was read again, by their hash; the journal keeps none that hold
 * secrets. What has to be sent once more gets a ClientToken of this run, by its place in `records`.
 */
export async function resumeRequests(
  records: readonly RequestRecord[],
  bodies: ReadonlyMap<string, string>,
  context: ExecutionContext,
): Promise<MutationOutcome[]> {
  const { journal } = context
  const claimed = new Set<string>()
  for (const { requestToken } of (await journal?.records()) ?? []) {
    if (requestToken !== undefined) claimed.add(requestToken)
  }
  const located = await mapConcurrent(records, context.mutationsInFlight, async (record) => {
    const found = await locateOrFail(record, bodies, claimed, context)
    if (found.kind === 'event') claimed.add(found.event.requestToken)
    return { record, found }
  })
  return runEach(
    located,
    context,
    ({ record, found }, row) => settle({ ...record, row }, found, bodies, context),
    ({ record }) => subject(record),
  )
}

type Found = Located | { readonly kind: 'error'; readonly error: AppError }

async function locateOrFail(
  record: RequestRecord,
  bodies: ReadonlyMap<string, string>,
  claimed: ReadonlySet<string>,
  context: ExecutionContext,
): Promise<Found> {
  try {
    return await locateRequest(record, exactBody(record, bodies), claimed, context)
  } catch (cause) {
    const error = AppError.from(cause)
    return { kind: 'error', error }
  }
}

async function settle(
  record: RequestRecord,
  found: Found,
  bodies: ReadonlyMap<string, string>,
  context: ExecutionContext,
): Promise<MutationOutcome> {
  const request = JournalledRequest.of(record.token, context)
  switch (found.kind) {
    case 'unsent':
      return sendUnsent(record, bodies, context)
    case 'error':
      // What was refused for good has ended; all else is for the next time.
      if (isFinalRefusal(found.error)) {
        await request.ended({ status: 'FAILED', errorCode: found.error.code })
      }
      throw found.error
    case 'unknown':
      await request.ended({ status: 'UNKNOWN', message: found.why })
      return { ...subject(record), status: 'UNKNOWN', error: unknownEnd(record, found.why) }
    case 'not-received':
      // What a script can still send is kept for it.
      if (!record.secrets) await request.ended({ status: 'NOT_RECEIVED' })
      return { ...subject(record), status: 'NOT_RECEIVED', error: notReceived(record) }
    case 'event': {
      await request.accepted(found.event)
      const outcome = await drive(record, found.event, bodies, context)
      return withNext(record, outcome, bodies, context)
    }
  }
}

/** False where asking again, later or with other permissions, may find out more. */
function isFinalRefusal({ kind, code, details }: AppError): boolean {
  return kind === 'external' && code !== 'ACCESS_DENIED' && details.unanswered !== true
}

/** Sends what was to follow another request and was never sent, under the ClientToken that was kept for it. */
async function sendUnsent(
  record: RequestRecord,
  bodies: ReadonlyMap<string, string>,
  context: ExecutionContext,
): Promise<MutationOutcome> {
  const { token, attempt } = record
  const exact = record.operation === 'DELETE' ? '' : exactBody(record, bodies)
  if (exact === undefined) {
    if (!(await isThere(record, context))) throw withoutBody(record)
    await JournalledRequest.of(record.unsent ?? '', context).follow(undefined)
    return { ...subject(record), status: 'UNCHANGED', note: 'is there by now, nothing was sent' }
  }
  const mutation = mutationOf(record, exact, context)
  const text = mutationText(mutation)
  const sent = await sendMutation(mutation, text, { token, attempt }, context)
  const outcome = await driveMutation({ mutation, text, attempt, ...sent }, context)
  return withNext(record, outcome, bodies, context)
}

/** Does the other half of a replacement, whose first one is done. */
async function withNext(
  record: RequestRecord,
  first: MutationOutcome,
  bodies: ReadonlyMap<string, string>,
  context: ExecutionContext,
): Promise<MutationOutcome> {
  const { next, token: unsent, run, statement, at, typeName, place, owner } = record
  const isDone = first.status === 'SUCCESS' || first.status === 'UNCHANGED'
  if (next === undefined || !isDone) return first
  const { row } = record
  const shared = { run, statement, at, typeName, place, owner, unsent, attempt: 1 }
  const second = await sendUnsent({ ...shared, ...next, row }, bodies, context)
  const name = first.identifier === undefined ? '' : ` of ${first.identifier}`
  return { ...second, note: `after the ${first.operation}${name} that an earlier run began` }
}

/** True where the resource that a create was to make has its name from the user, and is there. */
async function isThere(
  { operation, typeName, identifier, place }: RequestRecord,
  { connector, limit, signal }: ExecutionContext,
): Promise<boolean> {
  if (operation !== 'CREATE' || identifier === undefined) return false
  const { connection, region } = place
  try {
    await limit(() => connector.get({ typeName, connection, region, identifier }, signal))
    return true
  } catch (error) {
    if (AppError.is(error) && error.code === 'NOT_FOUND') return false
    throw error
  }
}

async function drive(
  record: RequestRecord,
  event: ProgressEvent,
  bodies: ReadonlyMap<string, string>,
  context: ExecutionContext,
): Promise<MutationOutcome> {
  const exact = exactBody(record, bodies)
  const mutation = mutationOf(record, exact ?? record.body ?? '{}', context)
  const request = JournalledRequest.of(record.token, context)
  // Without its body a write can be followed, but not sent once more.
  const attempt = exact === undefined && record.operation !== 'DELETE' ? Infinity : record.attempt
  const text = mutationText(mutation)
  return driveMutation({ mutation, text, request, event, attempt }, context)
}

function schemaOf({ typeName }: RequestRecord, { catalog }: ExecutionContext): ResourceSchema {
  const entry = catalog.findType(typeName)
  if (entry !== undefined) return catalog.schema(entry)
  throw new AppError('UNKNOWN_TABLE', `the catalogue does not know ${typeName}`, {
    typeName,
    hint: 'import its schema (skyql providers import), then try again',
  })
}

/** The body as it was sent: from the journal where it held no secrets, else from the script, by its hash. */
function exactBody(
  { secrets, body, hash }: RequestRecord,
  bodies: ReadonlyMap<string, string>,
): string | undefined {
  if (!secrets && body !== undefined && bodyHash(body) === hash) return body
  return bodies.get(hash)
}

function mutationOf(record: RequestRecord, exact: string, context: ExecutionContext): Mutation {
  const schema = schemaOf(record, context)
  return { body: requestOf(record, exact), schema, row: record.row }
}

function subject({
  operation,
  typeName,
  place,
  identifier,
}: RequestRecord): Pick<
  MutationOutcome,
  'operation' | 'typeName' | 'connection' | 'region' | 'identifier'
> {
  const { connection, region } = place
  return {
    operation,
    typeName,
    connection,
    region,
    ...(identifier === undefined ? {} : { identifier }),
  }
}

function unknownEnd(record: RequestRecord, why: string): AppError {
  return new AppError('REQUEST_FAILED', `how ${nameOf(record)} ended cannot be found out: ${why}`, {
    typeName: record.typeName,
    region: record.place.region,
    hint: 'look whether it was done before you run its statement again',
  })
}

/** What was never sent cannot be: it stays in the journal until a script gives its body. */
function withoutBody(record: RequestRecord): AppError {
  const { operation, typeName, place, body } = record
  const model = body === undefined ? '' : `; it was to be ${body}`
  return new AppError(
    'REQUEST_FAILED',
    `the other half of ${nameOf(record)} is left to be done, and its body held secrets, which no journal keeps${operation === 'CREATE' ? model : ''}`,
    {
      typeName,
      region: place.region,
      hint: 'give the script to --resume (skyql exec --resume -i FILE), or make the resource yourself',
    },
  )
}

function notReceived(record: RequestRecord): AppError {
  const again = record.secrets
    ? 'its body held secrets, which no journal keeps: run its statement again, or give its script to --resume (skyql exec --resume -i FILE)'
    : 'run its statement again'
  return new AppError('REQUEST_FAILED', `${nameOf(record)} never arrived: nothing was done`, {
    typeName: record.typeName,
    region: record.place.region,
    hint: again,
  })
}

function nameOf({ operation, typeName, identifier, at }: RequestRecord): string {
  const what = identifier === undefined ? typeName : `${typeName} ${identifier}`
  return `the ${operation} of ${what} (${new Date(at).toISOString()})`
}
