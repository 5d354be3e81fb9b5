import type { JsonObject } from '../../util/index.js'
import { requiredText } from '../input-members.js'
import { parseIdentifier } from '../model/identifier.js'
import type { Call } from '../protocol.js'
import { progressEvent } from '../progress-event.js'
import { accept, repeatedRequest } from './accept.js'
import type { OperationContext } from './context.js'
import { findResource, quoted } from './find-resource.js'

/** Accepted also where nothing is there: the event fails later with NotFound. */
export function deleteResource(context: OperationContext, call: Call): JsonObject {
  const typeName = requiredText(call.input, 'TypeName')
  const identifier = requiredText(call.input, 'Identifier')
  const type = context.types.require(typeName, 'delete')
  const repeated = repeatedRequest(context, call)
  if (repeated !== undefined) {
    return { ProgressEvent: progressEvent(repeated, context.now, false) }
  }
  const query = parseIdentifier(type, identifier)
  const resource = findResource(context.state.resources, call.caller, type, query)
  return accept(context, call, {
    kind: 'DELETE',
    type,
    token: context.newToken(),
    identifier: resource?.identifier ?? quoted(query),
  })
}
