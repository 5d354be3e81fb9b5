import type { PropertySchema, ResourceSchema } from '../catalog/index.js'

/** Deeper schemas are those that speak of themselves. */
const DEEPEST = 12

/** Whether a value may hold credentials: it is one, or has one in it. */
export function holdsSecret(
  property: PropertySchema | undefined,
  definitions: ResourceSchema['definitions'] = {},
  depth = 0,
): boolean {
  if (property === undefined || depth > DEEPEST) return false
  if (property.secret === true) return true
  const { $ref, properties = {}, items, additionalProperties: others } = property
  const target = $ref === undefined ? undefined : definitions[$ref.slice($ref.lastIndexOf('/') + 1)]
  const inner = [
    ...[target, items, typeof others === 'object' ? others : undefined],
    ...Object.values(properties),
    ...[...(property.oneOf ?? []), ...(property.anyOf ?? []), ...(property.allOf ?? [])],
  ]
  return inner.some((each) => holdsSecret(each, definitions, depth + 1))
}
