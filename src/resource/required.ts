import type { PropertySchema, ResourceSchema } from '../catalog/index.js'
import type { Json, JsonObject } from '../util/index.js'
import { isJsonObject } from '../util/index.js'
import { isWithin, pointerPath } from './pointer.js'
import { shapeOf } from './shape.js'

/**
 * Paths (`FlowDefinition.Tasks.0.TaskType`) that a model must have and has not. Alternatives of which none
 * is complete appear as one entry: `GroupId or GroupName`.
 */
export function missingProperties(schema: ResourceSchema, model: JsonObject): string[] {
  const made = (schema.readOnlyProperties ?? []).map(pointerPath)
  const isMade = (path: readonly string[]): boolean => made.some((one) => isWithin(path, one))
  const missing = (schema.required ?? [])
    .filter((name) => model[name] === undefined && !isMade([name]))
    .concat(missingAlternatives(schema, model))
  for (const [name, value] of Object.entries(model)) {
    missing.push(...missingInside(schema, schema.properties[name], value, [name]))
  }
  return missing.filter((path) => !isMade(path.split('.')))
}

function missingAlternatives(schema: ResourceSchema, model: JsonObject): string[] {
  return [schema.oneOf, schema.anyOf].flatMap((alternatives) => {
    const sets = (alternatives ?? []).map((one) => one.required ?? [])
    if (sets.length === 0 || sets.some((names) => names.every((name) => name in model))) return []
    return [sets.map((names) => names.join(' with ')).join(' or ')]
  })
}

function missingInside(
  schema: ResourceSchema,
  property: PropertySchema | undefined,
  value: Json,
  path: readonly string[],
): string[] {
  const shape = shapeOf(schema, property)
  if (Array.isArray(value)) {
    return (value as readonly Json[]).flatMap((item, index) =>
      missingInside(schema, shape.items, item, [...path, String(index)]),
    )
  }
  if (!isJsonObject(value)) return []
  const missing = shape.required
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => [...path, name].join('.'))
  for (const [name, inner] of Object.entries(value)) {
    const child = shape.properties.get(name) ?? shape.additional
    missing.push(...missingInside(schema, child, inner, [...path, name]))
  }
  return missing
}
