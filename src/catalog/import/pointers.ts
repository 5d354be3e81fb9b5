import type { PropertySchema } from '../resource-schema.js'

interface Model {
  readonly properties: Readonly<Record<string, PropertySchema>>
  readonly definitions?: Readonly<Record<string, PropertySchema>>
}

/**
 * One spelling for the registry's property pointers: `/properties/A/B`, with `*` for array items and map values.
 * Schemas also write `/properties/A/properties/B`, `/properties/A/items/B`, a missing first slash, or step into
 * an array without `*`. A pointer that leads nowhere in the schema is kept as written.
 */
export function normalisePointer(raw: string, model: Model): string {
  const pointer = raw.startsWith('/') ? raw : `/${raw}`
  if (!pointer.startsWith('/properties/')) return pointer
  const walked = walk(pointer.slice('/properties/'.length).split('/'), [model], model)
  return walked === undefined ? pointer : `/properties/${walked.join('/')}`
}

/** The segments that lead from `schemas` through `segments`, or `undefined` where they lead nowhere. */
function walk(
  segments: readonly string[],
  schemas: readonly PropertySchema[],
  model: Model,
): string[] | undefined {
  const [first, ...rest] = segments
  if (first === undefined) return []
  const open = schemas.flatMap((schema) => expand(schema, model, new Set()))
  const named = open.flatMap((schema) => schema.properties?.[unescapePointer(first)] ?? [])
  const items = open.flatMap((schema) => schema.items ?? [])
  const values = first === '*' ? [...items, ...open.flatMap(mapValuesOf)] : items
  // A property may be called `items` or `properties`, so the next reading is tried where one leads nowhere.
  return (
    step(first, named, rest, model) ??
    (first === '*' || first === 'items' ? step('*', values, rest, model) : undefined) ??
    (first === 'properties' && open.length > 0 ? walk(rest, open, model) : undefined) ??
    (first === '*' ? undefined : step('*', items, segments, model))
  )
}

/** The segments behind `name`, whose schemas are known. */
function step(
  name: string,
  schemas: readonly PropertySchema[],
  rest: readonly string[],
  model: Model,
): string[] | undefined {
  const walked = schemas.length === 0 ? undefined : walk(rest, schemas, model)
  return walked === undefined ? undefined : [name, ...walked]
}

function mapValuesOf(schema: PropertySchema): PropertySchema[] {
  const additional = schema.additionalProperties
  return [
    ...Object.values(schema.patternProperties ?? {}),
    ...(typeof additional === 'object' ? [additional] : []),
  ]
}

/** A schema with its references followed and its alternatives laid side by side. */
function expand(schema: PropertySchema, model: Model, seen: Set<PropertySchema>): PropertySchema[] {
  if (seen.has(schema)) return []
  seen.add(schema)
  const [, kind, name = ''] = /^#\/(definitions|properties)\/(.+)$/.exec(schema.$ref ?? '') ?? []
  const target =
    kind === undefined ? undefined : model[kind as keyof Model]?.[unescapePointer(name)]
  const inner = [
    ...(target === undefined ? [] : [target]),
    ...(schema.oneOf ?? []),
    ...(schema.anyOf ?? []),
    ...(schema.allOf ?? []),
  ]
  return [schema, ...inner.flatMap((part) => expand(part, model, seen))]
}

function unescapePointer(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~')
}
