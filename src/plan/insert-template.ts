import type { PropertySchema, ResourceSchema } from '../catalog/index.js'
import type { Table } from './table.js'

/** Nesting that a template shows; recursive types end here. */
const DEEPEST = 5

/** A statement to start from: every settable property, the required ones marked. */
export function insertTemplate({ schema, entry }: Table): string {
  const readOnly = new Set(schema.readOnlyProperties)
  const required = new Set(schema.required)
  const properties = Object.keys(schema.properties).filter(
    (property) => !readOnly.has(`/properties/${property}`),
  )
  const ordered = [
    ...properties.filter((property) => required.has(property)),
    ...properties.filter((property) => !required.has(property)),
  ]
  const { provider, service, table } = entry.name
  const last = ordered.length
  const names = [...ordered, 'region'].map(
    (name, index) =>
      `  ${name}${index === last ? '' : ','}${required.has(name) ? ' -- required' : ''}`,
  )
  const values = ordered.map((property) => `  ${placeholder(schema, property)}`)
  return [
    '/*+ create */',
    `INSERT INTO ${provider}.${service}.${table} (`,
    ...names,
    ')',
    'SELECT',
    ...values,
    "  '{{ region }}';",
  ].join('\n')
}

function placeholder(schema: ResourceSchema, property: string): string {
  const shape = schema.properties[property]
  const example = exampleOf(schema, shape, 0)
  const nested = typeof example === 'object' && example !== null
  // The comma comes before the comment that would swallow it.
  return `'{{ ${property} }}',${nested ? ` -- JSON: ${JSON.stringify(example)}` : ''}`
}

function exampleOf(
  schema: ResourceSchema,
  shape: PropertySchema | undefined,
  depth: number,
): unknown {
  const resolved = resolve(schema, shape)
  if (resolved === undefined || depth > DEEPEST) return '…'
  if (resolved.enum !== undefined) return resolved.enum[0]
  const type = Array.isArray(resolved.type)
    ? (resolved.type as readonly string[])[0]
    : resolved.type
  if (type === 'array' || resolved.items !== undefined)
    return [exampleOf(schema, resolved.items, depth + 1)]
  const { properties } = resolved
  if (properties !== undefined) {
    return Object.fromEntries(
      Object.entries(properties).map(([key, inner]) => [key, exampleOf(schema, inner, depth + 1)]),
    )
  }
  if (type === 'boolean') return false
  return type === 'integer' || type === 'number' ? 0 : type === 'object' ? {} : '…'
}

function resolve(
  schema: ResourceSchema,
  shape: PropertySchema | undefined,
): PropertySchema | undefined {
  const reference = shape?.$ref
  if (reference === undefined) return shape
  const [, kind, name = ''] = reference.split('/')
  return kind === 'definitions' ? schema.definitions?.[name] : schema.properties[name]
}
