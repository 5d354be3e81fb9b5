import type { JsonObject } from '../../util/index.js'
import type { ResourceType } from '../model/resource-type.js'
import type { Caller } from '../protocol.js'
import type { OperationContext } from './context.js'

/**
 * What a list input's missing parent is called, where the parent's type can be told: the one other type
 * of the service whose whole identifier is the property that the handler demands.
 */
export function missingParent(
  context: OperationContext,
  caller: Caller,
  type: ResourceType,
  input: JsonObject,
): { readonly typeName: string; readonly identifier: string } | undefined {
  for (const name of type.schema.handlers.list?.handlerSchema?.required ?? []) {
    const value = input[name]
    if (typeof value !== 'string') continue
    const [parent, ...others] = context.types
      .siblings(type)
      .filter(({ identifier }) => identifier.length === 1 && identifier[0]?.join('/') === name)
    if (parent === undefined || others.length > 0) continue
    if (context.state.resources.get(caller, parent.typeName, value) === undefined) {
      return { typeName: parent.typeName, identifier: value }
    }
  }
  return undefined
}
