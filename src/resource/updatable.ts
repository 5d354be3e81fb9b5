import type { ResourceSchema } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import { formatPointer, pointerPath } from './pointer.js'

/**
 * Refuses a type of which every update fails: the service checks the whole model after a patch, and a
 * required value that it cannot read and does not take in an update can be neither left out nor repeated.
 *
 * @throws AppError NOT_UPDATABLE naming the properties.
 */
export function refuseTrapped(schema: ResourceSchema): void {
  const writeOnly = schema.writeOnlyProperties ?? []
  const createOnly = schema.createOnlyProperties ?? []
  const trap = (schema.required ?? [])
    .map((name) => formatPointer(['properties', name]))
    .filter((pointer) => writeOnly.includes(pointer) && createOnly.includes(pointer))
  if (trap.length === 0) return
  const names = trap.map((pointer) => pointerPath(pointer).join('.')).join(', ')
  throw new AppError(
    'NOT_UPDATABLE',
    `Cloud Control cannot update ${schema.typeName}: its required ${names} is write-only and create-only`,
    { hint: 'Delete the resource and insert it again.', typeName: schema.typeName },
  )
}
