import type { Connector, MutationRequest, ProgressEvent } from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import { mapConcurrent } from '../../util/index.js'
import type { Intent } from '../state/stack-record.js'
import type { StackContext } from '../stack-context.js'
import type { HeldState } from '../state/state-store.js'
import { isFinal, noteEnd } from './recording-connector.js'

/** ClientTokens hold for 36 hours; later a resend would be a second write. Milliseconds. */
const TOKEN_LIFE = 35 * 3_600_000
const POLL_MS = 250
const AT_ONCE = 10

type Calls = Pick<
  StackContext,
  'connector' | 'connection' | 'catalog' | 'limit' | 'signal' | 'clock' | 'host'
>

/**
 * Takes up the writes that an earlier run began and did not see the end of: those that were accepted are
 * followed, those that may not have arrived are sent again under the same ClientToken. What had a secret in
 * it was not kept: such a write is taken up when its resource's turn comes.
 * @returns resources that may have been made, without anybody knowing
 */
export async function takeUpWrites(
  held: HeldState,
  calls: Calls,
  connectorOf: (resource: string) => Connector,
): Promise<ReadonlySet<string>> {
  // What is taken up ends, and leaves the record.
  const pending = [...held.record.pending]
  if (pending.length === 0) return new Set()
  calls.host.notify({
    code: '6102',
    level: 'info',
    text: `an earlier run ended while ${String(pending.length)} write(s) were under way; they are taken up`,
    data: { count: pending.length },
  })
  const uncertain = await mapConcurrent(pending, AT_ONCE, (intent) =>
    takeUp(intent, held, { ...calls, connector: connectorOf(intent.resource) }),
  )
  return new Set(uncertain.flat())
}

/** The resource, where it may have been made and nobody knows. */
async function takeUp(intent: Intent, held: HeldState, calls: Calls): Promise<string[]> {
  const event = await lastEvent(intent, calls)
  if (event === 'left') return []
  if (event !== 'unknown') {
    noteEnd(held, intent, event)
    return []
  }
  held.note({ kind: 'ended', id: intent.id })
  return intent.operation === 'CREATE' ? [intent.resource] : []
}

/** `left`: not decided here. `unknown`: nobody knows any more; what is there is found by looking. */
async function lastEvent(
  intent: Intent,
  calls: Calls,
): Promise<ProgressEvent | 'left' | 'unknown'> {
  const { connector, limit, clock, signal } = calls
  const place = { connection: calls.connection, region: intent.region }
  try {
    let event =
      intent.requestToken === undefined
        ? await sendAgain(intent, connector, calls)
        : await limit(() =>
            connector.status({ requestToken: intent.requestToken ?? '', ...place }, signal),
          )
    while (typeof event === 'object' && !isFinal(event)) {
      const { requestToken, retryAfter = 0 } = event
      await clock.sleep(Math.max(POLL_MS, retryAfter - clock.now()), signal)
      event = await limit(() => connector.status({ requestToken, ...place }, signal))
    }
    return event
  } catch (error) {
    // The service forgot the request, or does not take it: what is there now decides.
    if (AppError.from(error).kind === 'external') return 'unknown'
    throw error
  }
}

async function sendAgain(
  intent: Intent,
  connector: Connector,
  { catalog, clock, connection, limit, signal }: Calls,
): Promise<ProgressEvent | 'left' | 'unknown'> {
  const { operation, typeName, region, clientToken, body, identifier = '' } = intent
  const entry = catalog.findType(typeName)
  // A service without ClientTokens would take it for another write.
  if (entry !== undefined && catalog.schema(entry).document !== undefined) return 'unknown'
  if (clock.now() - intent.at > TOKEN_LIFE) return 'unknown'
  if (body === undefined) return operation === 'CREATE' ? 'left' : 'unknown'
  const base = { typeName, connection, region, clientToken }
  const request: MutationRequest =
    operation === 'CREATE'
      ? { ...base, operation, desiredState: body }
      : operation === 'UPDATE'
        ? { ...base, operation, identifier, patchDocument: body }
        : { ...base, operation, identifier }
  return limit(() => connector.mutate(request, signal))
}
