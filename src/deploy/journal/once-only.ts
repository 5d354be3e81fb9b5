import { createHash } from 'node:crypto'
import { isDocumentType } from '../../catalog/index.js'
import {
  forwarding,
  type Connector,
  type MutationRequest,
  type ProgressEvent,
} from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import type { IoHost } from '../../io/index.js'
import { isFinal } from './recording-connector.js'

/** Whose creations they are: the same for every run of a stack's resource, from whatever checkout. */
export interface OnceOnlyParts {
  readonly stack: string
  readonly env: string
  readonly resource: string
  readonly host: IoHost
}

/** Requests of earlier runs that are gone about before a token of this run alone is taken. */
const MOST_EARLIER = 20

type Create = Extract<MutationRequest, { operation: 'CREATE' }>

/**
 * A connector whose creations have ClientTokens made of what they are of, for stacks of which no record tells what was
 * made before. Two runs that know nothing of each other send the same write then, which makes one resource: the
 * service answers the second with the request of the first. What such a request made and is gone again, and what it
 * failed at before, is sent anew under a token that is made of that request.
 * Source: ClientToken of CreateResource in Cloud Control's API reference; tokens stand for 36 hours.
 */
export function onceOnly(connector: Connector, parts: OnceOnlyParts): Connector {
  const sent = new Map<string, number>()
  const create = async (
    request: Create,
    signal: AbortSignal | undefined,
  ): Promise<ProgressEvent> => {
    const { typeName, region, desiredState } = request
    const { stack, env, resource } = parts
    const what = JSON.stringify([stack, env, resource, region, typeName, desiredState])
    // A statement may make several that are equal.
    const number = sent.get(what) ?? 0
    sent.set(what, number + 1)
    let clientToken = hashed(what, String(number))
    for (let earlier = 0; earlier < MOST_EARLIER; earlier++) {
      const at = Date.now()
      const event = await connector.mutate({ ...request, clientToken }, signal)
      // What ends at once is, of Cloud Control, a request that ended before.
      if (!isFinal(event)) return event
      const isEarlier = event.eventTime !== undefined && event.eventTime < at
      const isDone = event.status === 'SUCCESS' && (await stands(connector, request, event, signal))
      if (isDone && isEarlier) tell(parts, request, event)
      if (isDone || (event.status !== 'SUCCESS' && !isEarlier)) return event
      // Another run that knows nothing either comes to the same next one.
      clientToken = hashed(clientToken, event.requestToken)
    }
    return connector.mutate(request, signal)
  }
  return {
    ...forwarding(() => connector),
    mutate: (request, signal) =>
      request.operation === 'CREATE' && !isDocumentType(request.typeName)
        ? create(request, signal)
        : connector.mutate(request, signal),
  }
}

const hashed = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join(' ')).digest('hex')

function tell(
  { host, resource }: OnceOnlyParts,
  { typeName }: Create,
  { identifier = '' }: ProgressEvent,
): void {
  host.notify({
    code: '6110',
    level: 'info',
    text: `${resource}: an earlier run made ${typeName} ${identifier} already; taken up, not made again`,
  })
}

/** True where what a creation made is still there, and nobody has asked for its deletion since. */
async function stands(
  connector: Connector,
  { typeName, connection, region }: Create,
  { identifier, eventTime = 0 }: ProgressEvent,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (identifier === undefined) return true
  try {
    await connector.get({ typeName, connection, region, identifier }, signal)
  } catch (error) {
    if (AppError.is(error) && error.code === 'NOT_FOUND') return false
    // What cannot be read is there, as far as anybody knows: another one would be its double.
    if (AppError.is(error) && error.code === 'ACCESS_DENIED') return true
    throw error
  }
  // What was deleted may be read for a while.
  const operation = 'DELETE'
  for await (const page of connector.requests({ connection, region, operation }, signal)) {
    const isOfIt = (one: ProgressEvent): boolean =>
      one.typeName === typeName &&
      one.identifier === identifier &&
      one.status !== 'FAILED' &&
      (one.eventTime ?? Infinity) >= eventTime
    if (page.some(isOfIt)) return false
  }
  return true
}
