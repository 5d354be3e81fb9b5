import type { Json, JsonObject } from '../util/index.js'
import type { RequestProgress } from './state/request.js'
import { statusOf, wavers } from './state/request.js'

/** Clients are asked back at least this often. */
const LONGEST_RETRY_AFTER_MS = 5_000

/** A timestamp as the wire has it: epoch seconds with milliseconds. */
const epochSeconds = (ms: number): number => ms / 1000

/**
 * The event of a request as of `now`. `retryAfter`: whether an unfinished one says when to ask again;
 * the first answer to a mutation does not.
 */
export function progressEvent(
  progress: RequestProgress,
  now: number,
  retryAfter: boolean,
): JsonObject {
  const { request, end, cancelledAt } = progress
  const failure = end?.failure
  const event: Record<string, Json> = {
    TypeName: request.typeName,
    RequestToken: request.token,
    Operation: request.operation,
    OperationStatus: statusOf(progress, now),
    EventTime: epochSeconds(
      end?.at ?? cancelledAt ?? (now < request.startsAt ? request.acceptedAt : request.startsAt),
    ),
  }
  if (showsIdentifier(progress)) event['Identifier'] = request.identifier
  if (failure?.hook !== undefined) event['HooksRequestToken'] = request.token
  if (request.resourceModel !== undefined) event['ResourceModel'] = request.resourceModel
  if (failure !== undefined) {
    event['ErrorCode'] = failure.code
    event['StatusMessage'] = failure.hook === undefined ? failure.message : request.token
  }
  if (wavers(progress, now)) {
    event['ErrorCode'] = 'NotStabilized'
    event['StatusMessage'] = 'The resource did not stabilize.'
  }
  if (retryAfter && end === undefined) {
    event['RetryAfter'] = epochSeconds(Math.min(request.dueAt, now + LONGEST_RETRY_AFTER_MS))
  }
  return event
}

/** At once if it can be told from the desired state, else when the resource is there. */
function showsIdentifier({ request, end }: RequestProgress): boolean {
  return (
    request.identifierKnown || end?.status === 'SUCCESS' || end?.failure?.code === 'AlreadyExists'
  )
}

/** HooksProgressEvent of a status answer. */
export function hookEvents({ request, end }: RequestProgress): JsonObject[] {
  const failure = end?.failure
  if (end === undefined || failure?.hook === undefined) return []
  return [
    {
      HookTypeName: failure.hook,
      HookTypeVersionId: '00000001',
      HookTypeArn: `arn:aws:cloudformation:${request.region}:${request.account}:type/hook/${failure.hook.replaceAll('::', '-')}`,
      InvocationPoint: 'PRE_PROVISION',
      HookStatus: 'HOOK_COMPLETE_FAILED',
      HookEventTime: epochSeconds(end.at),
      HookStatusMessage: failure.message,
      FailureMode: 'FAIL',
    },
  ]
}
