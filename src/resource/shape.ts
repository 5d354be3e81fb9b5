import type { JsonTypeName, PropertySchema, ResourceSchema } from '../catalog/index.js'

/**
 * What a value may be: one property schema with its `$ref`s, `oneOf`, `anyOf` and `allOf` folded together.
 * Alternatives are united, because a model says nothing about which one it meant.
 */
export interface Shape {
  /** Empty where the schema does not say: anything goes. */
  readonly types: ReadonlySet<JsonTypeName>
  readonly properties: ReadonlyMap<string, PropertySchema>
  /** True where keys that are not in `properties` are accepted as they are written. */
  readonly open: boolean
  /** Schema of the values under keys that are not in `properties`, where the document gives one. */
  readonly additional: PropertySchema | undefined
  readonly items: PropertySchema | undefined
  /** Keys that every alternative demands. */
  readonly required: readonly string[]
  /** `undefined` where at least one alternative takes any value. */
  readonly enumeration: readonly unknown[] | undefined
  readonly format: string | undefined
  readonly default: unknown
  readonly unordered: boolean
  readonly unique: boolean
  /** True where the schema says in so many words that order counts; silence says nothing. */
  readonly ordered: boolean
  /** True for lists to which the service adds attributes of its own (`arrayType: AttributeList`). */
  readonly attributes: boolean
  /** True for maps that a list of keys and values may spell. */
  readonly keyValue: boolean
  /** Other spellings of values of the enumeration, by what is sent. */
  readonly aliases: Readonly<Record<string, string>> | undefined
  readonly pattern: string | undefined
}

const cache = new WeakMap<ResourceSchema, WeakMap<PropertySchema, Shape>>()
const ANYTHING: PropertySchema = {}

/** The shape of a property schema that belongs to `root`; computed once per schema object. */
export function shapeOf(root: ResourceSchema, schema: PropertySchema = ANYTHING): Shape {
  let shapes = cache.get(root)
  if (shapes === undefined) cache.set(root, (shapes = new WeakMap<PropertySchema, Shape>()))
  let shape = shapes.get(schema)
  if (shape === undefined) shapes.set(schema, (shape = fold(variants(root, schema))))
  return shape
}

/** The schema of a value one step down: `step` is a key, or an index or `*` of an array. */
export function childSchema(
  root: ResourceSchema,
  schema: PropertySchema | undefined,
  step: string,
): PropertySchema | undefined {
  const shape = shapeOf(root, schema)
  const named = shape.properties.get(step)
  if (named !== undefined) return named
  if (shape.items !== undefined && /^(\*|-|\d+)$/.test(step)) return shape.items
  return shape.additional
}

function variants(root: ResourceSchema, schema: PropertySchema): PropertySchema[] {
  const found = new Set<PropertySchema>()
  const visit = (one: PropertySchema): void => {
    if (found.has(one)) return
    found.add(one)
    const target = one.$ref === undefined ? undefined : dereference(root, one.$ref)
    if (target !== undefined) visit(target)
    for (const group of [one.allOf, one.oneOf, one.anyOf]) group?.forEach(visit)
  }
  visit(schema)
  return [...found]
}

function dereference(root: ResourceSchema, ref: string): PropertySchema | undefined {
  const [, place, ...rest] = ref.split('/').map(decodeSegment)
  const home = place === 'definitions' ? root.definitions : root.properties
  let at: PropertySchema | undefined
  for (const step of rest) {
    if (step === 'properties' || step === 'items') {
      if (step === 'items') at = at?.items
      continue
    }
    at = at === undefined ? own(home, step) : own(at.properties, step)
  }
  return at
}

function decodeSegment(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~')
}

function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined
}

function fold(all: readonly PropertySchema[]): Shape {
  const types = new Set<JsonTypeName>()
  const properties = new Map<string, PropertySchema>()
  const additional: PropertySchema[] = []
  const items: PropertySchema[] = []
  let open = false
  for (const one of all) {
    for (const type of typesOf(one)) types.add(type)
    for (const [key, value] of Object.entries(one.properties ?? {})) {
      const before = properties.get(key)
      properties.set(key, before === undefined ? value : { anyOf: [before, value] })
    }
    if (typeof one.additionalProperties === 'object') additional.push(one.additionalProperties)
    additional.push(...Object.values(one.patternProperties ?? {}))
    if (one.items !== undefined) items.push(one.items)
    open ||= acceptsAnyKey(one)
  }
  return {
    types,
    properties,
    open: open || additional.length > 0 || (properties.size === 0 && !all.some(forbidsKeys)),
    additional: additional.length > 1 ? { anyOf: additional } : additional[0],
    items: items.length > 1 ? { anyOf: items } : items[0],
    required: all.length === 1 ? (all[0]?.required ?? []) : sureRequired(all),
    enumeration: enumerationOf(all),
    format: all.find((one) => one.format !== undefined)?.format,
    default: all.find((one) => one.default !== undefined)?.default,
    unordered: all.some(
      (one) => one.insertionOrder === false || (one.uniqueItems === true && !one.insertionOrder),
    ),
    unique: all.some((one) => one.uniqueItems === true),
    ordered: all.some((one) => one.insertionOrder === true),
    attributes: all.some((one) => one.arrayType === 'AttributeList'),
    keyValue: all.some((one) => one.keyValue === true),
    aliases: all.find((one) => one.aliases !== undefined)?.aliases,
    pattern: all.find((one) => one.pattern !== undefined)?.pattern,
  }
}

function typesOf(one: PropertySchema): readonly JsonTypeName[] {
  if (typeof one.type === 'string') return [one.type]
  if (one.type !== undefined) return one.type
  if (one.properties !== undefined || one.patternProperties !== undefined) return ['object']
  return one.items === undefined ? [] : ['array']
}

function acceptsAnyKey(one: PropertySchema): boolean {
  return one.additionalProperties === true
}

function forbidsKeys(one: PropertySchema): boolean {
  return one.additionalProperties === false && one.patternProperties === undefined
}

/** Only what `$ref`s and `allOf` demand is certain; a key of one alternative may be absent in another. */
function sureRequired(all: readonly PropertySchema[]): readonly string[] {
  const alternatives = new Set(all.flatMap((one) => [...(one.oneOf ?? []), ...(one.anyOf ?? [])]))
  if (alternatives.size > 0) return all[0]?.required ?? []
  return [...new Set(all.flatMap((one) => one.required ?? []))]
}

function enumerationOf(all: readonly PropertySchema[]): readonly unknown[] | undefined {
  const carriers = all.filter((one) => typesOf(one).length > 0 || one.enum !== undefined)
  const allowed = carriers.map((one) => one.enum ?? (one.const === undefined ? [] : [one.const]))
  if (allowed.length === 0 || allowed.some((values) => values.length === 0)) return undefined
  return [...new Set(allowed.flat())]
}
