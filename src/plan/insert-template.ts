import type { PropertySchema, ResourceSchema } from '../catalog/index.js'
import { allowedValues, resolveReference } from './allowed-values.js'
import type { Table } from './table.js'

/** Nesting that a template shows; recursive types end here, which documents have none of. */
const DEEPEST = { registry: 5, document: 8 }

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
  // What is nowhere has no region to be made in.
  const place = schema.reach === 'nowhere' ? [] : ['region']
  const all = [...ordered, ...place]
  const names = all.map(
    (name, index) =>
      `  ${name}${index === all.length - 1 ? '' : ','}${required.has(name) ? ' -- required' : ''}`,
  )
  const values = all.map((name, index) => {
    const note = place.includes(name) ? '' : noteOf(schema, name)
    // The comma comes before the comment that would swallow it.
    if (index < all.length - 1) return `  '{{ ${name} }}',${note}`
    return `  '{{ ${name} }}'${note === '' ? '' : `${note}\n`};`
  })
  return [
    '/*+ create */',
    `INSERT INTO ${provider}.${service}.${table} (`,
    ...names,
    ')',
    'SELECT',
    ...values,
  ].join('\n')
}

/** What a property takes, as a comment: the JSON of what is nested, the values or the range of the rest. */
function noteOf(schema: ResourceSchema, property: string): string {
  const shape = schema.properties[property]
  const example = exampleOf(schema, shape, 0)
  if (typeof example === 'object' && example !== null) {
    return ` -- JSON: ${JSON.stringify(example)}`
  }
  const allowed = allowedValues(schema, shape)
  return allowed === '' ? '' : ` -- ${allowed.replaceAll('\n', ' ')}`
}

function exampleOf(
  schema: ResourceSchema,
  shape: PropertySchema | undefined,
  depth: number,
): unknown {
  const deepest = schema.document === undefined ? DEEPEST.registry : DEEPEST.document
  if (shape === undefined || depth > deepest) return '…'
  const resolved = resolveReference(schema, shape)
  if (resolved.enum !== undefined) return alternatives(resolved.enum)
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

/** All values that one may choose from, as one text: `Scheduled|Event|OnDemand`; one that is no text stands alone. */
function alternatives(values: readonly unknown[]): unknown {
  return values.length > 1 && values.every((value) => typeof value === 'string')
    ? values.join('|')
    : values[0]
}
