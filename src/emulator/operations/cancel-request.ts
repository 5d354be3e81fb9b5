import type { JsonObject } from '../../util/index.js'
import type { Call } from '../protocol.js'
import { progressEvent } from '../progress-event.js'
import { validation } from '../service-fault.js'
import { statusOf } from '../state/request.js'
import type { OperationContext } from './context.js'
import { requireRequest } from './request-status.js'

/**
 * Stops a request that has not ended. Nothing is rolled back: a handler more than half way through has
 * changed the resource, whatever the request's status comes to.
 */
export function cancelResourceRequest(context: OperationContext, call: Call): JsonObject {
  const progress = requireRequest(context, call)
  const { request } = progress
  const { now, state } = context
  const status = statusOf(progress, now)
  if (status === 'SUCCESS' || status === 'FAILED') {
    throw validation(`Request ${request.token} is already in status ${status}`)
  }
  if (progress.cancelledAt === undefined) {
    const tooLate = now > (request.startsAt + request.dueAt) / 2
    state.commit({ event: 'cancelled', token: request.token, at: now, tooLate })
  }
  const current = state.requests.get(request.token) ?? progress
  return { ProgressEvent: progressEvent(current, now, true) }
}
