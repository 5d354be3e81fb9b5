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
  const trap = trapOf(schema)
  if (trap.length === 0) return
  const names = trap.map((pointer) => pointerPath(pointer).join('.')).join(', ')
  throw new AppError(
    'NOT_UPDATABLE',
    `Cloud Control cannot update ${schema.typeName}: its required ${names} is write-only and create-only`,
    {
      hint: 'REPLACE INTO deletes the resource and makes it anew.',
      typeName: schema.typeName,
    },
  )
}

/** True for a type of which every update fails. */
export function isTrapped(schema: ResourceSchema): boolean {
  return trapOf(schema).length > 0
}

function trapOf(schema: ResourceSchema): string[] {
  const writeOnly = schema.writeOnlyProperties ?? []
  const createOnly = schema.createOnlyProperties ?? []
  return (schema.required ?? [])
    .map((name) => formatPointer(['properties', name]))
    .filter((pointer) => writeOnly.includes(pointer) && createOnly.includes(pointer))
}
