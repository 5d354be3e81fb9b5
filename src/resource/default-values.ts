import type { ResourceSchema } from '../catalog/index.js'
import type { Json } from '../util/index.js'
import { canonicalJson, isJsonObject } from '../util/index.js'
import type { Shape } from './shape.js'
import { shapeOf } from './shape.js'

/** True for values that a service may leave out of its answer: the default, and emptiness. */
export function isDefault(schema: ResourceSchema, shape: Shape, value: Json): boolean {
  if (value === null) return true
  if (shape.default !== undefined && canonicalJson(shape.default as Json) === canonicalJson(value))
    return true
  if (Array.isArray(value)) return value.length === 0
  if (!isJsonObject(value)) return false
  return Object.entries(value).every(([key, inner]) =>
    isDefault(schema, shapeOf(schema, shape.properties.get(key) ?? shape.additional), inner),
  )
}
