import type { JsonObject } from '../../util/index.js'
import { requiredText } from '../input-members.js'
import type { Call } from '../protocol.js'
import { hookEvents, progressEvent } from '../progress-event.js'
import { ServiceFault } from '../service-fault.js'
import type { RequestProgress } from '../state/request.js'
import type { OperationContext } from './context.js'

export function getResourceRequestStatus(context: OperationContext, call: Call): JsonObject {
  const progress = requireRequest(context, call)
  const hooks = hookEvents(progress)
  return {
    ProgressEvent: progressEvent(progress, context.now, true),
    ...(hooks.length === 0 ? {} : { HooksProgressEvent: hooks }),
  }
}

/** A request of the caller's account and region. @throws ServiceFault RequestTokenNotFound */
export function requireRequest(context: OperationContext, call: Call): RequestProgress {
  const token = requiredText(call.input, 'RequestToken')
  const progress = context.state.requests.get(token)
  const { account, region } = call.caller
  if (progress?.request.account !== account || progress.request.region !== region) {
    throw new ServiceFault(
      'RequestTokenNotFoundException',
      `Request with token ${token} was not found`,
    )
  }
  return progress
}
