import { isDocumentType } from '../../catalog/index.js'
import type { CallPlace, ProgressEvent } from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import type { ExecutionContext } from '../context.js'
import { sendRequest } from '../mutation/send-request.js'
import { requestOf } from './request-of.js'
import type { RequestRecord } from './request-record.js'

/** A ClientToken stands for its request for 36 hours; some are left for clocks that differ. Milliseconds. */
const TOKEN_LIFE = 35 * 3_600_000

/** Services know requests for 7 days. Milliseconds. */
const REQUEST_LIFE = 7 * 24 * 3_600_000

/** Clocks differ by this much at most. Milliseconds. */
const SKEW = 5 * 60_000

/** What was found of a request whose end is not known. */
export type Located =
  | { readonly kind: 'event'; readonly event: ProgressEvent }
  /** It was to follow another request, and was never sent. */
  | { readonly kind: 'unsent' }
  /** The service has no trace of it: it never arrived. */
  | { readonly kind: 'not-received' }
  | { readonly kind: 'unknown'; readonly why: string }

/**
 * Finds a request of an earlier run: by its request token, else by sending it again under its ClientToken
 * (which makes it the same request), else among the requests that the service lists.
 * `exactBody`: the body as it was sent, where it could be had. `claimed`: request tokens of other requests.
 * @throws AppError where the service does not answer
 */
export async function locateRequest(
  record: RequestRecord,
  exactBody: string | undefined,
  claimed: ReadonlySet<string>,
  context: ExecutionContext,
): Promise<Located> {
  if (record.unsent !== undefined) return { kind: 'unsent' }
  if (record.requestToken !== undefined) {
    const event = await statusOf(record.requestToken, record, context)
    if (event !== undefined) return { kind: 'event', event }
    return { kind: 'unknown', why: 'the service does not know the request any more' }
  }
  if (isDocumentType(record.typeName)) {
    return { kind: 'unknown', why: 'its service keeps no account of requests' }
  }
  const age = context.clock.now() - record.at
  if (age < TOKEN_LIFE && (exactBody !== undefined || record.operation === 'DELETE')) {
    const event = await sendRequest(requestOf(record, exactBody ?? ''), context)
    return { kind: 'event', event }
  }
  if (age > REQUEST_LIFE) {
    return { kind: 'unknown', why: 'services keep no requests for longer than 7 days' }
  }
  return search(record, claimed, context)
}

async function statusOf(
  requestToken: string,
  { place: { connection, region } }: RequestRecord,
  { connector, limit, signal }: ExecutionContext,
): Promise<ProgressEvent | undefined> {
  try {
    return await limit(() => connector.status({ requestToken, connection, region }, signal))
  } catch (error) {
    if (AppError.is(error) && error.code === 'NOT_FOUND') return undefined
    throw error
  }
}

/**
 * The requests that a write may have become whose answer nobody could read. None of them need be it: the service does
 * not tell under which ClientToken it was asked.
 * @throws AppError where the service does not answer
 */
export async function requestsLike(
  sent: Sought,
  context: ExecutionContext,
): Promise<readonly ProgressEvent[]> {
  if (isDocumentType(sent.typeName)) return []
  const claimed = new Set<string>()
  for (const { requestToken } of (await context.journal?.records()) ?? []) {
    if (requestToken !== undefined) claimed.add(requestToken)
  }
  return candidatesOf(sent, claimed, context)
}

/** What requests that a service lists are told apart by. */
type Sought = Pick<RequestRecord, 'operation' | 'typeName' | 'at'> & {
  readonly identifier?: string | undefined
  readonly place: CallPlace
}

/** Looks among the requests that the service lists, which tell type, operation, time and identifier. */
async function search(
  record: RequestRecord,
  claimed: ReadonlySet<string>,
  context: ExecutionContext,
): Promise<Located> {
  const { identifier } = record
  const candidates = await candidatesOf(record, claimed, context)
  const exact = candidates.filter((event) => event.identifier === identifier)
  const [event, ...others] = identifier === undefined ? candidates : exact
  if (event !== undefined && others.length === 0) return { kind: 'event', event }
  if (candidates.length === 0) return { kind: 'not-received' }
  const tokens = candidates.slice(0, 5).map(({ requestToken }) => requestToken)
  const count = String(candidates.length)
  return {
    kind: 'unknown',
    why: `it may be any of ${count} requests of that time: ${tokens.join(', ')}${candidates.length > 5 ? ', …' : ''}`,
  }
}

async function candidatesOf(
  { operation, typeName, identifier, place, at }: Sought,
  claimed: ReadonlySet<string>,
  { connector, signal }: ExecutionContext,
): Promise<ProgressEvent[]> {
  const { connection, region } = place
  const candidates: ProgressEvent[] = []
  for await (const page of connector.requests({ connection, region, operation }, signal)) {
    candidates.push(
      ...page.filter(
        (event) =>
          event.typeName === typeName &&
          !claimed.has(event.requestToken) &&
          (event.eventTime ?? at) >= at - SKEW &&
          (identifier === undefined ||
            event.identifier === undefined ||
            event.identifier === identifier),
      ),
    )
  }
  return candidates
}
