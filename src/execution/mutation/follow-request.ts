import type { ProgressEvent } from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import type { ExecutionContext } from '../context.js'
import { lostSight, outOfTime } from './mutation-error.js'
import { statedIdentifier, type Mutation } from './mutation.js'

/** First wait between status calls; most mutations end within seconds, some take an hour. Milliseconds. */
const FIRST_POLL = 150
const LONGEST_POLL = 10_000
const POLL_GROWTH = 1.5

/** Where writes of the kind ended before, the end is near: part of their time. */
const NEAR_END = 0.05
const SHORTEST_POLL = 25

/** AWS's own default for handlers that state none. */
const DEFAULT_TIMEOUT_MINUTES = 120

/** How long a network may be away before the wait is given up. Milliseconds. */
const LONGEST_OUTAGE = 120_000
const OUTAGE_POLL = 2_000

/** How long an end that services take back is asked about again. Milliseconds. */
const SECOND_THOUGHTS = 30_000

const HANDLERS = { CREATE: 'create', UPDATE: 'update', DELETE: 'delete' } as const

/** Where a write stands, for whoever shows progress: `data` of message 2101. */
export interface MutationProgress {
  /** Names the write among those under way. */
  readonly key: string
  readonly operation: string
  readonly typeName: string
  readonly connection: string
  readonly region: string
  readonly identifier?: string
  readonly requestToken: string
  readonly status: string
  /** Milliseconds since it was accepted, and those that its handler may take. */
  readonly elapsed: number
  readonly timeout: number
  readonly waitingForHook?: string
}

/**
 * Asks for the status of an accepted write until it has ended: not before writes of its kind ended lately, nor
 * before the service's RetryAfter, and for as long as the type's handler may take. A network that is away for a while does not end the wait.
 * @throws AppError with the request token: the write goes on
 */
export async function followRequest(
  first: ProgressEvent,
  mutation: Mutation,
  context: ExecutionContext,
): Promise<ProgressEvent> {
  const { clock } = context
  const minutes = timeoutMinutes(mutation)
  const started = clock.now()
  const kind = kindOf(mutation)
  const expected = context.handlerTimes?.expected(kind)
  let event = first
  let wait = expected === undefined ? FIRST_POLL : Math.max(expected * NEAR_END, SHORTEST_POLL)
  let doubted = 0
  for (;;) {
    const now = clock.now()
    tell(event, mutation, { started, now, minutes }, context)
    if (isFinal(event)) {
      if (event.status === 'SUCCESS' && event !== first) {
        context.handlerTimes?.learn(kind, { accepted: first, ended: event })
      }
      if (!mayBeTakenBack(event)) return event
      doubted ||= now
      if (now - doubted > SECOND_THOUGHTS) return event
    } else if (now >= started + minutes * 60_000) throw outOfTime(event, mutation, minutes, context)
    // A RetryAfter beyond the time that is left would hold up the end of the wait.
    const early = expected === undefined ? undefined : Math.max(0, started + expected - now)
    const waitsForOthers = early !== undefined && (early > 0 || event === first)
    // Timers are early now and then, by a millisecond.
    const next = waitsForOthers ? Math.min(early + 2, LONGEST_POLL) : wait
    const left = Math.max(next, started + minutes * 60_000 - now)
    const asked = Math.max(next, (event.retryAfter ?? 0) - now)
    await pause(Math.min(asked, left), event, mutation, context)
    if (!waitsForOthers) wait = Math.min(wait * POLL_GROWTH, LONGEST_POLL)
    event = await askStatus(event, mutation, context)
  }
}

/** Writes that may take alike. */
function kindOf({ body: { operation, typeName, connection, region } }: Mutation): string {
  return [operation, typeName, connection, region].join(' ')
}

export function isFinal({ status }: ProgressEvent): boolean {
  return status === 'SUCCESS' || status === 'FAILED' || status === 'CANCEL_COMPLETE'
}

/** Minutes that the handler of a write may take. */
export function timeoutMinutes({ body, schema }: Mutation): number {
  return schema.handlers[HANDLERS[body.operation]]?.timeoutInMinutes ?? DEFAULT_TIMEOUT_MINUTES
}

/** Handlers are known to say these while a resource is still on its way. */
function mayBeTakenBack({ status, errorCode, operation }: ProgressEvent): boolean {
  if (status !== 'FAILED') return false
  return errorCode === 'NotStabilized' || (operation === 'CREATE' && errorCode === 'NotFound')
}

async function askStatus(
  before: ProgressEvent,
  mutation: Mutation,
  context: ExecutionContext,
): Promise<ProgressEvent> {
  const { requestToken } = before
  const { connection, region } = mutation.body
  const { clock, connector, limit, signal } = context
  const since = clock.now()
  for (;;) {
    try {
      return await limit(() => connector.status({ requestToken, connection, region }, signal))
    } catch (cause) {
      const { code } = AppError.from(cause)
      const passes = code === 'UNREACHABLE' || code === 'THROTTLED'
      if (!passes || clock.now() - since > LONGEST_OUTAGE)
        throw lostSight(cause, before, mutation, context)
      await pause(OUTAGE_POLL, before, mutation, context)
    }
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
    throw lostSight(cause, event, mutation, context)
  }
}

function tell(
  event: ProgressEvent,
  mutation: Mutation,
  { started, now, minutes }: { started: number; now: number; minutes: number },
  { host }: ExecutionContext,
): void {
  const { operation, typeName, connection, region } = mutation.body
  const identifier = event.identifier ?? statedIdentifier(mutation)
  const { requestToken, status, waitingForHook } = event
  const progress: MutationProgress = {
    key: requestToken,
    operation,
    typeName,
    connection,
    region,
    requestToken,
    status,
    elapsed: now - started,
    timeout: minutes * 60_000,
    ...(identifier === undefined ? {} : { identifier }),
    ...(waitingForHook === undefined ? {} : { waitingForHook }),
  }
  host.notify({
    code: '2101',
    level: 'debug',
    text: `${operation} ${typeName}: ${status}`,
    data: { ...progress },
  })
}
