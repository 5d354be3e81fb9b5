import type { JsonObject } from '../../util/index.js'
import { valueAt } from '../model/pointer.js'
import type { ResourceType } from '../model/resource-type.js'
import type { Caller } from '../protocol.js'
import type { OperationContext } from './context.js'

/** The parent that a list input names and that is not there, where the catalogue knows the parent's type. */
export function missingParent(
  context: OperationContext,
  caller: Caller,
  type: ResourceType,
  input: JsonObject,
): { readonly typeName: string; readonly identifier: string } | undefined {
  for (const [name, { typeName, property }] of Object.entries(type.schema.parents ?? {})) {
    const wanted = input[name]
    if (typeof wanted !== 'string' || typeName === type.typeName) continue
    const there = context.state.resources
      .all(caller, typeName)
      .some(({ model }) => valueAt(model, [property]) === wanted)
    if (!there) return { typeName, identifier: wanted }
  }
  return undefined
}
