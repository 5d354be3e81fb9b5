import type { PropertySchema, ResourceSchema } from '../../catalog/index.js'
import type { Path } from './pointer.js'

/** Follows `$ref`s until a schema of its own; a loop of references ends as an empty schema. */
export function resolved(schema: ResourceSchema, property: PropertySchema): PropertySchema {
  let current = property
  for (let hops = 0; current.$ref !== undefined; hops++) {
    const [, room, name] = /^#\/(definitions|properties)\/([^/]+)$/.exec(current.$ref) ?? []
    const target =
      room === 'properties' ? schema.properties[name ?? ''] : schema.definitions?.[name ?? '']
    if (target === undefined || hops > 20) return {}
    current = target
  }
  return current
}

/** The schema of the property at a path, through references, array items and map values. */
export function propertyAt(schema: ResourceSchema, path: Path): PropertySchema | undefined {
  let current: PropertySchema | undefined = { properties: schema.properties }
  for (const segment of path) {
    current = stepInto(schema, current, segment)
    if (current === undefined) return undefined
    current = resolved(schema, current)
  }
  return current
}

function stepInto(
  schema: ResourceSchema,
  parent: PropertySchema,
  segment: string,
): PropertySchema | undefined {
  if (segment === '*') {
    const [pattern] = Object.values(parent.patternProperties ?? {})
    return parent.items ?? pattern
  }
  const direct = parent.properties?.[segment]
  if (direct !== undefined) return direct
  if (parent.items !== undefined) return stepInto(schema, resolved(schema, parent.items), segment)
  for (const branch of [
    ...(parent.oneOf ?? []),
    ...(parent.anyOf ?? []),
    ...(parent.allOf ?? []),
  ]) {
    const found = stepInto(schema, resolved(schema, branch), segment)
    if (found !== undefined) return found
  }
  return undefined
}
