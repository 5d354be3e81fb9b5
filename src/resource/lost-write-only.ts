import type { ResourceSchema } from '../catalog/index.js'
import type { JsonObject } from '../util/index.js'
import { formatPointer, isWithin, pointerPath, valuesAt } from './pointer.js'

/** Write-only paths that a set of values does not carry and that an update could therefore lose. */
export function lostWriteOnly(schema: ResourceSchema, given: JsonObject): string[] {
  const fixed = (schema.createOnlyProperties ?? []).map(pointerPath)
  return (schema.writeOnlyProperties ?? [])
    .map(pointerPath)
    .filter(
      (path) => !fixed.some((one) => isWithin(path, one)) && valuesAt(given, path).length === 0,
    )
    .map(formatPointer)
}
