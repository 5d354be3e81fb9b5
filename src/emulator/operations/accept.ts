import { jsonText, type JsonObject } from '../../util/index.js'
import { optionalText } from '../input-members.js'
import type { ResourceType } from '../model/resource-type.js'
import type { Call, MutationKind } from '../protocol.js'
import { progressEvent } from '../progress-event.js'
import { ServiceFault } from '../service-fault.js'
import type { HandlerFailure, Request, RequestProgress } from '../state/request.js'
import { hash32 } from '../values/seeded-random.js'
import type { OperationContext } from './context.js'

/**
 * The request that this call repeats: same ClientToken, same body.
 * @throws ServiceFault ClientTokenConflict where the body differs.
 */
export function repeatedRequest(
  context: OperationContext,
  call: Call,
): RequestProgress | undefined {
  const clientToken = optionalText(call.input, 'ClientToken')
  if (clientToken === undefined) return undefined
  const earlier = context.state.requests.byClientToken(call.caller, clientToken, context.now)
  if (earlier === undefined) return undefined
  if (earlier.request.fingerprint === fingerprint(call)) return earlier
  throw new ServiceFault(
    'ClientTokenConflictException',
    `ClientToken ${clientToken} is already associated with an existing operation with ` +
      `RequestToken ${earlier.request.token}`,
  )
}

/** What a mutation wants, once it has passed every check. */
export interface Acceptance {
  readonly kind: MutationKind
  readonly type: ResourceType
  readonly token: string
  readonly identifier: string
  readonly identifierKnown?: boolean
  readonly model?: JsonObject
  readonly resourceModel?: string
  /** Known already to fail. */
  readonly failure?: HandlerFailure
}

/**
 * Takes a mutation on: one at a time for a resource.
 * @throws ServiceFault ConcurrentOperation
 */
export function accept(context: OperationContext, call: Call, acceptance: Acceptance): JsonObject {
  const { kind, type, token, identifier, identifierKnown = true, model, resourceModel } = acceptance
  const { typeName } = type
  const { state, now, timing } = context
  const holder = state.requests.lockedBy(call.caller, typeName, identifier)
  if (holder !== undefined) {
    throw new ServiceFault(
      'ConcurrentOperationException',
      `Another operation on resource of type '${typeName}' with identifier '${identifier}' is in progress (RequestToken: ${holder}).`,
    )
  }
  const clientToken = optionalText(call.input, 'ClientToken')
  const failure =
    acceptance.failure ?? context.misbehaviour.handlerFailure(call, typeName, identifier)
  const startsAt = now + timing.pendingMs
  const dueAt = startsAt + timing.handlerMs
  const unstable = context.misbehaviour.unstableMs(call, typeName, identifier)
  const request: Request = {
    ...call.caller,
    token,
    operation: kind,
    typeName,
    identifier,
    identifierKnown,
    acceptedAt: now,
    startsAt,
    dueAt,
    fingerprint: fingerprint(call),
    ...(clientToken === undefined ? {} : { clientToken }),
    ...(model === undefined ? {} : { model }),
    ...(resourceModel === undefined ? {} : { resourceModel }),
    ...(failure === undefined ? {} : { failure }),
    ...(unstable === 0 ? {} : { stableAt: dueAt + unstable }),
  }
  state.commit({ event: 'accepted', request })
  return { ProgressEvent: progressEvent({ request }, now, false) }
}

/** 64 bits of what was asked. */
function fingerprint({ operation, input }: Call): string {
  const asked = [
    operation,
    input['TypeName'],
    input['Identifier'],
    input['DesiredState'],
    input['PatchDocument'],
  ]
  const text = jsonText(asked)
  return `${hash32(text).toString(16)}${hash32(`${text}.`).toString(16)}:${text.length}`
}
