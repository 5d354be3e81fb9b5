import type { JsonObject } from '../../util/index.js'
import { jsonObjectMember, requiredText } from '../input-members.js'
import { identifierOf } from '../model/identifier.js'
import type { ResourceType } from '../model/resource-type.js'
import type { Call } from '../protocol.js'
import { progressEvent } from '../progress-event.js'
import { modelInvalid } from '../service-fault.js'
import type { HandlerFailure } from '../state/request.js'
import { fillModel } from '../values/fill-model.js'
import { SeededRandom } from '../values/seeded-random.js'
import { accept, repeatedRequest } from './accept.js'
import type { OperationContext } from './context.js'
import { desiredModel } from './visible-model.js'

export function createResource(context: OperationContext, call: Call): JsonObject {
  const typeName = requiredText(call.input, 'TypeName')
  const desiredState = requiredText(call.input, 'DesiredState')
  const type = context.types.require(typeName, 'create')
  const repeated = repeatedRequest(context, call)
  if (repeated !== undefined) {
    return { ProgressEvent: progressEvent(repeated, context.now, false) }
  }
  // A read-only value in the desired state is ignored, as the service does.
  const desired = desiredModel(type, jsonObjectMember(desiredState, 'DesiredState'))
  const problems = context.validator.problems(type.schema, desired)
  if (problems.length > 0) throw modelInvalid(problems)

  const token = context.newToken()
  const { account, region } = call.caller
  const random = new SeededRandom(token)
  const model = fillModel({ type, account, region, now: context.now, random }, desired)
  const identifier = identifierOf(type, model)
  return accept(context, call, {
    kind: 'CREATE',
    type,
    token,
    identifier: identifier ?? token,
    identifierKnown: identifierOf(type, desired) !== undefined,
    model,
    ...(identifier === undefined ? { failure: incomplete(type) } : {}),
  })
}

/** A part of the identifier sits in an object that was not given: a handler finds out, no schema does. */
function incomplete({ identifier, typeName }: ResourceType): HandlerFailure {
  const names = identifier.map((path) => path.join('.')).join(', ')
  return {
    code: 'InvalidRequest',
    message: `Invalid request for ${typeName}: ${names} must be given.`,
  }
}
