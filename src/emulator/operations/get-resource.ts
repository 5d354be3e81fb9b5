import { jsonText } from '../../util/index.js'
import { requiredText } from '../input-members.js'
import { parseIdentifier } from '../model/identifier.js'
import type { ResourceType } from '../model/resource-type.js'
import type { Call } from '../protocol.js'
import { handlerNotFound, resourceMissing, ServiceFault } from '../service-fault.js'
import type { Resource } from '../state/resource.js'
import type { OperationContext } from './context.js'
import { findResource, quoted } from './find-resource.js'
import { visibleModel } from './visible-model.js'

/** Answers by resource: an update makes a new resource object, so an answer never outlives its model. */
const answers = new WeakMap<Resource, string>()

/** The answer as JSON text. */
export function getResource(context: OperationContext, call: Call): string {
  const typeName = requiredText(call.input, 'TypeName')
  const identifier = requiredText(call.input, 'Identifier')
  const type = context.types.require(typeName, 'read')
  const query = parseIdentifier(type, identifier)
  const resource = findResource(context.state.resources, call.caller, type, query)
  if (resource === undefined) refuseElsewhere(context, call, type, quoted(query))
  if (resource === undefined || context.misbehaviour.hidesFromRead(resource, context.now)) {
    throw handlerNotFound(typeName, resourceMissing(typeName, quoted(query)), context.newToken())
  }
  let answer = answers.get(resource)
  if (answer === undefined) {
    answer = answerOf(type, resource)
    answers.set(resource, answer)
  }
  return answer
}

/** A resource that lists of all regions show is refused by all regions but its own, as buckets are. */
function refuseElsewhere(
  context: OperationContext,
  call: Call,
  type: ResourceType,
  identifier: string,
): void {
  if (type.schema.reach !== 'lists-all-regions') return
  const elsewhere = context.state.resources
    .inAllRegions(call.caller, type.typeName)
    .find((resource) => resource.identifier === identifier)
  if (elsewhere === undefined) return
  throw new ServiceFault(
    'GeneralServiceException',
    `${type.typeName} Handler returned status FAILED: The bucket is in this region: ${elsewhere.region}. Please use this region to retry the request (HandlerErrorCode: GeneralServiceException, RequestToken: ${context.newToken()})`,
  )
}

function answerOf(type: ResourceType, resource: Resource): string {
  return jsonText({
    TypeName: type.typeName,
    ResourceDescription: {
      Identifier: resource.identifier,
      Properties: jsonText(visibleModel(type, resource.model)),
    },
  })
}
