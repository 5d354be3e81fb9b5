import type { JsonTypeName, PropertySchema } from '../../catalog/index.js'
import type { Json } from '../../util/index.js'
import type { Path } from '../model/pointer.js'
import { resolved } from '../model/property-at.js'
import { makeText } from './make-text.js'
import type { ValueContext } from './value-context.js'

const MAX_DEPTH = 4

/** A believable value of a property that the service sets: right type, enumeration, pattern and bounds where feasible. */
export function makeValue(
  context: ValueContext,
  property: PropertySchema,
  path: Path,
  depth = 0,
): Json {
  const schema = resolved(context.type.schema, property)
  if (schema.const !== undefined) return schema.const as Json
  if (schema.enum !== undefined && schema.enum.length > 0) return pickEnum(schema.enum)
  const branch = (schema.oneOf ?? schema.anyOf)?.[0]
  if (schema.type === undefined && schema.properties === undefined && branch !== undefined) {
    return makeValue(context, branch, path, depth + 1)
  }
  switch (primaryType(schema)) {
    case 'boolean':
      return false
    case 'integer':
    case 'number':
      return makeNumber(context, schema, path)
    case 'array':
      return makeArray(context, schema, path, depth)
    case 'object':
      return makeObject(context, schema, path, depth)
    case 'null':
      return null
    case 'string':
      return makeText(context, schema, path)
  }
}

function primaryType(schema: PropertySchema): JsonTypeName {
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? [])
  const [first] = types.includes('string') ? (['string'] as const) : types
  return first ?? (schema.properties === undefined ? 'string' : 'object')
}

/** The healthy one where the enumeration is of states, else the first. */
function pickEnum(choices: readonly unknown[]): Json {
  const healthy = choices.find(
    (choice) =>
      typeof choice === 'string' && /^(ACTIVE|AVAILABLE|ENABLED|READY|CREATED)$/i.test(choice),
  )
  return (healthy ?? choices[0]) as Json
}

function makeNumber(context: ValueContext, schema: PropertySchema, path: Path): number {
  const name = path.at(-1) ?? ''
  if (/(At|Time|Date|Timestamp)$/.test(name)) return Math.floor(context.now / 1000)
  const low =
    schema.minimum ?? (schema.exclusiveMinimum === undefined ? 0 : schema.exclusiveMinimum + 1)
  const high = schema.maximum ?? Number.POSITIVE_INFINITY
  return Math.min(Math.max(low, /Version/.test(name) ? 1 : low), high)
}

function makeArray(context: ValueContext, schema: PropertySchema, path: Path, depth: number): Json {
  if (schema.items === undefined) return []
  const item = resolved(context.type.schema, schema.items)
  const scalar = primaryType(item) !== 'object' && primaryType(item) !== 'array'
  const count = Math.max(schema.minItems ?? 0, scalar && depth < MAX_DEPTH ? 1 : 0)
  return Array.from({ length: count }, () =>
    makeValue(context, schema.items as PropertySchema, path, depth + 1),
  )
}

function makeObject(
  context: ValueContext,
  schema: PropertySchema,
  path: Path,
  depth: number,
): Json {
  const required = new Set(schema.required ?? [])
  const made: Record<string, Json> = {}
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (
      depth >= MAX_DEPTH
        ? !required.has(name) || depth > 2 * MAX_DEPTH
        : depth > 1 && !required.has(name)
    ) {
      continue
    }
    made[name] = makeValue(context, property, [...path, name], depth + 1)
  }
  return made
}
