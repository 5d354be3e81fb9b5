import { requiredText } from '../input-members.js'
import { parseIdentifier } from '../model/identifier.js'
import type { ResourceType } from '../model/resource-type.js'
import type { Call } from '../protocol.js'
import { handlerNotFound, resourceMissing } from '../service-fault.js'
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

function answerOf(type: ResourceType, resource: Resource): string {
  return JSON.stringify({
    TypeName: type.typeName,
    ResourceDescription: {
      Identifier: resource.identifier,
      Properties: JSON.stringify(visibleModel(type, resource.model)),
    },
  })
}
