import type { ResourceSchema } from '../../catalog/index.js'
import { isJsonObject, type Json, type JsonObject } from '../../util/index.js'

/** The tags by which a stack knows its resources again. */
export interface Ownership {
  readonly stack: string
  readonly env: string
  /** `skyql:`; the names of the tags are this and `stack`, `env`, `resource`. */
  readonly prefix: string
}

/** The tags of one resource. */
export function ownershipTags(
  { stack, env, prefix }: Ownership,
  resource: string,
): Readonly<Record<string, string>> {
  return { [`${prefix}stack`]: stack, [`${prefix}env`]: env, [`${prefix}resource`]: resource }
}

/** True where a resource can carry tags from the moment it is made. */
export function canBeTagged(schema: ResourceSchema): boolean {
  const { tagging } = schema
  return (
    tagging?.taggable === true && tagging.tagOnCreate !== false && tagPlace(schema) !== undefined
  )
}

/** A model with tags added; those that it declares under the same keys win. */
export function withTags(
  schema: ResourceSchema,
  model: JsonObject,
  tags: Readonly<Record<string, string>>,
): JsonObject {
  const place = tagPlace(schema)
  if (place === undefined) return model
  const { property, form } = place
  const given = model[property]
  if (form === 'map') {
    return { ...model, [property]: { ...tags, ...(isJsonObject(given) ? given : {}) } }
  }
  const items = Array.isArray(given) ? (given as readonly Json[]) : []
  const known = new Set(Object.keys(tagsOf(schema, model)))
  const added = Object.entries(tags)
    .filter(([key]) => !known.has(key))
    .map(([key, value]) => ({ [form.key]: key, [form.value]: value }))
  return { ...model, [property]: [...items, ...added] }
}

/** Tags of a model by key. */
export function tagsOf(schema: ResourceSchema, model: JsonObject): Readonly<Record<string, Json>> {
  const place = tagPlace(schema)
  const value = place === undefined ? undefined : model[place.property]
  if (place === undefined || value === undefined) return {}
  if (place.form === 'map') return isJsonObject(value) ? value : {}
  const { key, value: named } = place.form
  const items = Array.isArray(value) ? (value as readonly Json[]) : []
  return Object.fromEntries(
    items.filter(isJsonObject).flatMap((item) => {
      const name = item[key]
      return typeof name === 'string' ? [[name, item[named] ?? null]] : []
    }),
  )
}

/** True where a model carries all of the tags. */
export function carries(
  schema: ResourceSchema,
  model: JsonObject,
  tags: Readonly<Record<string, string>>,
): boolean {
  const present = tagsOf(schema, model)
  return Object.entries(tags).every(([key, value]) => present[key] === value)
}

interface TagPlace {
  readonly property: string
  readonly form: 'map' | { readonly key: string; readonly value: string }
}

const KEY = /^(?:tag)?key$/i
const VALUE = /^(?:tag)?value$/i

const PLACES = new WeakMap<ResourceSchema, { readonly place: TagPlace | undefined }>()

/** Which property holds the tags, and how; `undefined` where they are not at the top of the model. */
function tagPlace(schema: ResourceSchema): TagPlace | undefined {
  let known = PLACES.get(schema)
  if (known === undefined) PLACES.set(schema, (known = { place: lookForTags(schema) }))
  return known.place
}

function lookForTags(schema: ResourceSchema): TagPlace | undefined {
  const [, property, ...deeper] = (schema.tagging?.tagProperty ?? '/properties/Tags')
    .split('/')
    .slice(1)
  if (property === undefined || deeper.length > 0) return undefined
  const shape = resolve(schema, schema.properties[property])
  if (shape === undefined) return undefined
  if (shape.items === undefined) return { property, form: 'map' }
  const names = Object.keys(resolve(schema, shape.items)?.properties ?? {})
  const key = names.find((name) => KEY.test(name))
  const value = names.find((name) => VALUE.test(name))
  return key === undefined || value === undefined ? undefined : { property, form: { key, value } }
}

function resolve(
  schema: ResourceSchema,
  property: ResourceSchema['properties'][string] | undefined,
): ResourceSchema['properties'][string] | undefined {
  const [, where, name] = /^#\/(definitions|properties)\/(.+)$/.exec(property?.$ref ?? '') ?? []
  if (name === undefined) return property
  return resolve(
    schema,
    where === 'definitions' ? schema.definitions?.[name] : schema.properties[name],
  )
}
