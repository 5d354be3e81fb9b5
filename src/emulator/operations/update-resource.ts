import { jsonText, type JsonObject } from '../../util/index.js'
import { requiredText } from '../input-members.js'
import { parseIdentifier } from '../model/identifier.js'
import { applyPatch, parsePatch, refuseCreateOnly } from '../model/patch.js'
import type { Call } from '../protocol.js'
import { progressEvent } from '../progress-event.js'
import { handlerNotFound, modelInvalid, resourceMissing } from '../service-fault.js'
import { fillModel } from '../values/fill-model.js'
import { SeededRandom } from '../values/seeded-random.js'
import { accept, repeatedRequest } from './accept.js'
import type { OperationContext } from './context.js'
import { findResource, quoted } from './find-resource.js'
import { desiredModel, visibleModel } from './visible-model.js'

/**
 * Read, patch, check, write: write-only values are not in what is read, so they are gone unless the patch
 * adds them again.
 */
export function updateResource(context: OperationContext, call: Call): JsonObject {
  const typeName = requiredText(call.input, 'TypeName')
  const identifier = requiredText(call.input, 'Identifier')
  const patchDocument = requiredText(call.input, 'PatchDocument')
  const type = context.types.require(typeName, 'update')
  const repeated = repeatedRequest(context, call)
  if (repeated !== undefined) {
    return { ProgressEvent: progressEvent(repeated, context.now, false) }
  }
  const query = parseIdentifier(type, identifier)
  const token = context.newToken()
  const resource = findResource(context.state.resources, call.caller, type, query)
  if (resource === undefined) {
    throw handlerNotFound(typeName, resourceMissing(typeName, quoted(query)), token)
  }

  const patch = parsePatch(patchDocument)
  const before = visibleModel(type, resource.model)
  const after = applyPatch(before, patch)
  refuseCreateOnly(type, patch, before, after)
  const desired = desiredModel(type, after)
  const problems = context.validator.problems(type.schema, desired)
  if (problems.length > 0) throw modelInvalid(problems)

  const { account, region } = call.caller
  const random = new SeededRandom(token)
  const values = { type, account, region, now: context.now, random }
  return accept(context, call, {
    kind: 'UPDATE',
    type,
    token,
    identifier: resource.identifier,
    model: fillModel(values, desired, resource.model),
    resourceModel: jsonText(desired),
  })
}
