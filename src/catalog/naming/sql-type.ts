import type {
  ColumnSchema,
  JsonTypeName,
  PropertySchema,
  ResourceSchema,
} from '../resource-schema.js'
import type { SqlType } from '../resource-schema.js'

type Model = Pick<ResourceSchema, 'properties' | 'definitions'>

const SQL_TYPES: Readonly<Partial<Record<JsonTypeName, SqlType>>> = {
  string: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
}

/**
 * SQL and registry type of a property. One scalar type is that type (`null` beside it counts for nothing);
 * objects, arrays, unions and properties without a type are JSON. Integers of any format have 64 bits.
 */
export function columnTypes(
  schema: PropertySchema,
  model: Model,
): Pick<ColumnSchema, 'type' | 'schemaType'> {
  const types = [...schemaTypes(schema, model, new Set())].filter((type) => type !== 'null')
  const only = types.length === 1 ? types[0] : undefined
  const numbers = types.length === 2 && types.includes('integer') && types.includes('number')
  const scalar = numbers ? 'DOUBLE' : only === undefined ? undefined : SQL_TYPES[only]
  return { type: scalar ?? 'JSON', schemaType: types.join('|') || 'any' }
}

/** Every JSON type that a value may have, through references and alternatives; empty where nothing is said. */
function schemaTypes(
  schema: PropertySchema,
  model: Model,
  seen: Set<PropertySchema>,
): Set<JsonTypeName> {
  if (seen.has(schema)) return new Set()
  seen.add(schema)
  if (schema.type !== undefined)
    return new Set(typeof schema.type === 'string' ? [schema.type] : schema.type)
  const target = resolve(schema.$ref, model)
  if (target !== undefined) return schemaTypes(target, model, seen)
  const parts = [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])]
  const types = new Set(parts.flatMap((part) => [...schemaTypes(part, model, seen)]))
  if (types.size > 0) return types
  if (schema.properties !== undefined || schema.patternProperties !== undefined)
    return new Set(['object'])
  if (schema.items !== undefined) return new Set(['array'])
  if (schema.enum?.every((value) => typeof value === 'string') === true) return new Set(['string'])
  return types
}

function resolve(ref: string | undefined, model: Model): PropertySchema | undefined {
  const [, kind, name = ''] = /^#\/(definitions|properties)\/(.+)$/.exec(ref ?? '') ?? []
  return kind === undefined ? undefined : model[kind as keyof Model]?.[name]
}
