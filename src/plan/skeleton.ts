import type { PropertySchema, ResourceSchema } from '../catalog/index.js'
import { isJsonObject, type Json, type JsonObject } from '../util/index.js'
import { allowedValues, resolveReference } from './allowed-values.js'
import type { Table } from './table.js'

/** Nesting that a skeleton shows; recursive types end here. */
const DEEPEST = 8
const TIME = '1970-01-01T00:00:00'

/**
 * A model to fill in: every property that can be set, as `--input-json` takes it. `sent`: of these what the service
 * takes; what a document derives values by is ours alone.
 */
export function inputSkeleton(
  { schema }: Table,
  { sent = false }: { readonly sent?: boolean } = {},
): JsonObject {
  const derived = Object.values((sent ? schema.document?.table.derived : undefined) ?? {})
  const ours = derived.flatMap(({ interval }) => (interval === undefined ? [] : [interval]))
  const left = new Set([
    ...(schema.readOnlyProperties ?? []),
    ...ours.map((name) => `/properties/${name}`),
  ])
  const names = Object.keys(schema.properties)
  return sampled(
    schema,
    names.filter((name) => !left.has(`/properties/${name}`)),
    'input',
  )
}

/**
 * What each value of a skeleton may be, by its path in it (`FlowDefinition/Tasks/0/TaskType`): whether it is required,
 * and what it takes.
 */
export function skeletonNotes(
  { schema }: Table,
  skeleton: JsonObject,
): ReadonlyMap<string, string> {
  const notes = new Map<string, string>()
  const note = (
    property: PropertySchema | undefined,
    { value, path, isRequired }: { value: Json; path: string; isRequired: boolean },
  ): void => {
    if (property === undefined) return
    const own = resolveReference(schema, property)
    const allowed = allowedValues(schema, property)
    const told = [...(isRequired ? ['required'] : []), ...(allowed === '' ? [] : [allowed])]
    if (told.length > 0) notes.set(path, told.join('; '))
    const [item] = Array.isArray(value) ? (value as readonly Json[]) : []
    if (item !== undefined) {
      note(own.items, { value: item, path: `${path}/0`, isRequired: false })
    }
    if (!isJsonObject(value)) return
    for (const [name, inner] of Object.entries(value)) {
      const required = own.required?.includes(name) === true
      const at = { value: inner, path: `${path}/${name}`, isRequired: required }
      note(own.properties?.[name], at)
    }
  }
  for (const [name, value] of Object.entries(skeleton)) {
    const isRequired = schema.required?.includes(name) === true
    note(schema.properties[name], { value, path: name, isRequired })
  }
  return notes
}

/** What an INSERT is answered, or a read of one resource where that is the same, with sample values. */
export function outputSkeleton({ schema }: Table): JsonObject {
  const writeOnly = new Set(schema.writeOnlyProperties)
  const names = schema.document?.table.methods.insert?.answers ?? Object.keys(schema.properties)
  return sampled(
    schema,
    names.filter((name) => !writeOnly.has(`/properties/${name}`)),
    'output',
  )
}

type Use = 'input' | 'output'

function sampled(schema: ResourceSchema, names: readonly string[], use: Use): JsonObject {
  return Object.fromEntries(
    names.map((name) => [name, sample(schema, schema.properties[name], { name, use, depth: 0 })]),
  )
}

interface Place {
  readonly name: string
  readonly use: Use
  readonly depth: number
}

function sample(schema: ResourceSchema, property: PropertySchema | undefined, at: Place): Json {
  if (property === undefined || at.depth > DEEPEST) return {}
  const own = resolveReference(schema, property)
  const below = { ...at, depth: at.depth + 1 }
  const type = [own.type ?? []].flat()[0]
  if (own.enum !== undefined) return (own.enum[0] ?? null) as Json
  if (own.format === 'timestamp' || own.format === 'date-time') return TIME
  if (type === 'array' || own.items !== undefined) return [sample(schema, own.items, below)]
  if (own.keyValue === true) return { KeyName: at.use === 'output' ? 'KeyName' : '' }
  if (own.properties !== undefined) {
    return Object.fromEntries(
      Object.entries(own.properties).map(([name, inner]) => [
        name,
        sample(schema, inner, { ...below, name }),
      ]),
    )
  }
  if (type === 'object') return {}
  if (type === 'boolean') return true
  if (type === 'integer') return 0
  if (type === 'number') return 0
  return at.use === 'output' ? at.name : ''
}
