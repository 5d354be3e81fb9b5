import type { JsonObject } from '../../util/index.js'
import { jsonObjectMember, maxResults, optionalText, requiredText } from '../input-members.js'
import type { Call } from '../protocol.js'
import { ServiceFault, handlerNotFound, resourceMissing } from '../service-fault.js'
import type { Resource } from '../state/resource.js'
import type { OperationContext } from './context.js'
import { checkListInput, inputByProperty, matchesInput } from './list-input.js'
import { missingParent } from './list-parent.js'
import { listRow } from './list-row.js'
import { cursorOf, readCursor } from './page-cursor.js'

/** A page. MaxResults is checked and, as by the service, not honoured: the handler's page size counts. */
export function listResources(context: OperationContext, call: Call): JsonObject {
  const typeName = requiredText(call.input, 'TypeName')
  const resourceModel = optionalText(call.input, 'ResourceModel')
  const nextToken = optionalText(call.input, 'NextToken')
  maxResults(call.input)
  const type = context.types.require(typeName, 'list')
  const given = resourceModel === undefined ? {} : jsonObjectMember(resourceModel, 'ResourceModel')
  checkListInput(type, given)
  const input = inputByProperty(type, given)

  const after = nextToken === undefined ? 0 : readCursor('resources', nextToken)
  if (after === undefined) {
    throw new ServiceFault(
      'InvalidRequestException',
      `Invalid NextToken in ${typeName} list request`,
    )
  }
  const { resources } = context.state
  const all =
    type.schema.reach === 'lists-all-regions'
      ? resources.inAllRegions(call.caller, typeName)
      : resources.all(call.caller, typeName)
  const page: Resource[] = []
  let more = false
  for (let at = firstAfter(all, after); at < all.length; at++) {
    const resource = all[at] as Resource
    if (!matchesInput(resource, input)) continue
    if (context.misbehaviour.hidesFromList(resource, context.now)) continue
    if (page.length === context.pageSize) {
      more = true
      break
    }
    page.push(resource)
  }
  if (page.length === 0 && nextToken === undefined) {
    const parent = missingParent(context, call.caller, type, input)
    if (parent !== undefined) {
      const message = resourceMissing(parent.typeName, parent.identifier)
      throw handlerNotFound(typeName, message, context.newToken())
    }
  }
  return {
    TypeName: typeName,
    ResourceDescriptions: page.map((resource) => listRow(type, resource)),
    ...(more ? { NextToken: cursorOf('resources', page.at(-1)?.seq ?? after) } : {}),
  }
}

/** Index of the first resource with a larger seq. */
function firstAfter(all: readonly Resource[], seq: number): number {
  let low = 0
  let high = all.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((all[middle] as Resource).seq > seq) high = middle
    else low = middle + 1
  }
  return low
}
