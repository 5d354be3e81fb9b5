import type { PropertySchema } from '../../src/catalog/index.js'
import { propertyAt, resolved } from '../../src/emulator/model/property-at.js'
import type { ResourceType } from '../../src/emulator/model/resource-type.js'
import { makeValue } from '../../src/emulator/values/make-value.js'
import { SeededRandom } from '../../src/emulator/values/seeded-random.js'
import type { ValueContext } from '../../src/emulator/values/value-context.js'
import type { Json, JsonObject } from '../../src/util/index.js'

interface Builder {
  readonly context: ValueContext
  readonly readOnly: ReadonlySet<string>
}

/** The smallest desired state of a type that its schema lets us make up; valid for all but a handful of types. */
export function minimalModel(type: ResourceType, seed = type.typeName): JsonObject {
  const context: ValueContext = {
    type,
    account: '123456789012',
    region: 'us-east-1',
    now: Date.UTC(2026, 0, 1),
    random: new SeededRandom(seed),
  }
  const readOnly = new Set(type.readOnly.map((path) => path.join('/')))
  const { required, oneOf, anyOf, allOf, properties } = type.schema
  const root: PropertySchema = {
    type: 'object',
    properties,
    ...(required && { required }),
    ...(oneOf && { oneOf }),
    ...(anyOf && { anyOf }),
    ...(allOf && { allOf }),
  }
  return buildObject({ context, readOnly }, root, [])
}

function build(builder: Builder, property: PropertySchema, path: readonly string[]): Json {
  const { context } = builder
  const schema = resolved(context.type.schema, property)
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? [])
  if (schema.enum !== undefined || types.includes('string')) return makeValue(context, schema, path)
  if (types.includes('array')) {
    return Array.from({ length: schema.minItems ?? 0 }, (_, index) =>
      build(builder, schema.items ?? {}, [...path, '*', String(index)]),
    )
  }
  if (
    types.includes('object') ||
    schema.properties !== undefined ||
    schema.patternProperties !== undefined
  ) {
    return buildObject(builder, schema, path)
  }
  const branch = (schema.oneOf ?? schema.anyOf ?? schema.allOf)?.[0]
  return branch === undefined ? makeValue(context, schema, path) : build(builder, branch, path)
}

function buildObject(
  builder: Builder,
  schema: PropertySchema,
  path: readonly string[],
): JsonObject {
  if (path.length > 24) return {}
  const { schema: root } = builder.context.type
  const branches = [schema.oneOf?.[0], schema.anyOf?.[0], ...(schema.allOf ?? [])]
    .filter((branch) => branch !== undefined)
    .map((branch) => resolved(root, branch))
  const names = new Set([schema, ...branches].flatMap(({ required }) => required ?? []))
  const properties = Object.assign(
    {},
    ...[schema, ...branches].map((part) => part.properties),
  ) as Record<string, PropertySchema>
  const made: Record<string, Json> = {}
  for (const name of names) {
    const inner = [...path, name]
    if (builder.readOnly.has(inner.join('/'))) continue
    made[name] = build(builder, properties[name] ?? propertyAt(root, inner) ?? {}, inner)
  }
  const [value] = Object.values(schema.patternProperties ?? {})
  if (names.size === 0 && (schema.minProperties ?? 0) > 0 && value !== undefined) {
    made['key1'] = build(builder, value, [...path, 'key1'])
  }
  return made
}
