import type { ResourceSchema } from '../../catalog/index.js'
import type { ProgressEvent } from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import { mapConcurrent } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { JournalledRequest } from '../journal/journalled-request.js'
import { locateRequest, type Located } from '../journal/locate-request.js'
import type { RequestRecord } from '../journal/request-record.js'
import { driveMutation } from './drive-mutation.js'
import type { Mutation, MutationBody } from './mutation.js'
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
    case 'error':
      // What was refused for good has ended; all else is for the next time.
      if (found.error.kind === 'external' && found.error.code !== 'ACCESS_DENIED') {
        await request.ended({ status: 'FAILED', errorCode: found.error.code })
      }
      throw found.error
    case 'unknown':
      await request.ended({ status: 'UNKNOWN', message: found.why })
      return { ...subject(record), status: 'UNKNOWN', error: unknownEnd(record, found.why) }
    case 'not-received':
      await request.ended({ status: 'NOT_RECEIVED' })
      return { ...subject(record), status: 'NOT_RECEIVED', error: notReceived(record) }
    case 'event':
      await request.accepted(found.event)
      return drive(record, found.event, bodies, context)
  }
}

async function drive(
  record: RequestRecord,
  event: ProgressEvent,
  bodies: ReadonlyMap<string, string>,
  context: ExecutionContext,
): Promise<MutationOutcome> {
  const exact = exactBody(record, bodies)
  const mutation: Mutation = {
    body: bodyOf(record, exact ?? record.body ?? '{}'),
    schema: schemaOf(record, context),
    row: record.row,
  }
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

function bodyOf(
  { operation, typeName, place, identifier = '' }: RequestRecord,
  body: string,
): MutationBody {
  const { connection, region } = place
  const base = { typeName, connection, region }
  switch (operation) {
    case 'CREATE':
      return { ...base, operation, desiredState: body }
    case 'UPDATE':
      return { ...base, operation, identifier, patchDocument: body }
    case 'DELETE':
      return { ...base, operation, identifier }
  }
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

function notReceived(record: RequestRecord): AppError {
  const again = record.secrets
    ? 'its body held secrets, which no journal keeps: run its statement again, or give its script to --resume'
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
