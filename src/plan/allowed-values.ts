import type { PropertySchema, ResourceSchema } from '../catalog/index.js'

/** References and alternatives below this depth are left out; recursive types end here. */
const DEEPEST = 8

/**
 * What a property takes beside its type, in words: values, ranges, lengths, a pattern. Empty where nothing is said.
 * Of a list it is told of each item, too.
 */
export function allowedValues(
  schema: ResourceSchema,
  property: PropertySchema | undefined,
  depth = 0,
): string {
  if (property === undefined || depth > DEEPEST) return ''
  const own = resolveReference(schema, property)
  const inner = (one: PropertySchema | undefined): string => allowedValues(schema, one, depth + 1)
  const alternatives = [own.oneOf, own.anyOf].flatMap((group) => {
    const told = [...new Set(group?.map(inner))]
    // An alternative that takes anything makes what the others say no rule.
    return told.length === 0 || told.includes('') ? [] : [told.join(', or ')]
  })
  const items = inner(own.items)
  return [
    ...valuesOf(own),
    ...alternatives,
    ...(own.allOf ?? []).map(inner).filter((each) => each !== ''),
    ...range(own.minimum ?? own.exclusiveMinimum, own.maximum ?? own.exclusiveMaximum, ''),
    ...(own.multipleOf === undefined ? [] : [`multiples of ${String(own.multipleOf)}`]),
    ...range(own.minLength, own.maxLength, ' characters'),
    ...(own.format === undefined || !Object.hasOwn(FORMATS, own.format)
      ? []
      : [FORMATS[own.format as keyof typeof FORMATS]]),
    ...(own.pattern === undefined ? [] : [`matching ${own.pattern}`]),
    ...range(own.minItems, own.maxItems, ' items'),
    ...range(own.minProperties, own.maxProperties, ' keys'),
    ...(own.uniqueItems === true ? ['no item twice'] : []),
    ...(items === '' ? [] : [`each: ${items}`]),
  ].join('; ')
}

const FORMATS = {
  timestamp: 'ISO 8601 or epoch seconds',
  'date-time': 'ISO 8601',
  'json-text': 'JSON as a text',
} as const

/** The values that a property is one of; none where it takes others. */
export function enumeratedValues(
  schema: ResourceSchema,
  property: PropertySchema | undefined,
): readonly string[] {
  if (property === undefined) return []
  const own = resolveReference(schema, property)
  const values = own.enum ?? (own.const === undefined ? [] : [own.const])
  return values.map(String)
}

/** The values that keys of this name are one of, wherever they stand in the models of a type. */
export function nestedValues(schema: ResourceSchema, key: string): readonly string[] {
  const found = new Set<string>()
  const seen = new Set<PropertySchema>()
  const visit = (property: PropertySchema): void => {
    const own = resolveReference(schema, property)
    if (seen.has(own)) return
    seen.add(own)
    for (const [name, inner] of Object.entries(own.properties ?? {})) {
      if (name === key) for (const value of enumeratedValues(schema, inner)) found.add(value)
      visit(inner)
    }
    if (own.items !== undefined) visit(own.items)
    for (const group of [own.oneOf, own.anyOf, own.allOf]) group?.forEach(visit)
  }
  visit({ properties: schema.properties })
  return [...found]
}

/** The schema that a reference leads to; what is none stays as it is. */
export function resolveReference(
  schema: ResourceSchema,
  property: PropertySchema,
  hops = 0,
): PropertySchema {
  if (property.$ref === undefined || hops > DEEPEST) return property
  const [, kind, name = ''] = property.$ref.split('/')
  const target = kind === 'definitions' ? schema.definitions?.[name] : schema.properties[name]
  return target === undefined ? {} : resolveReference(schema, target, hops + 1)
}

function valuesOf({ enum: values, const: only }: PropertySchema): string[] {
  const all = values ?? (only === undefined ? [] : [only])
  return all.length === 0 ? [] : [all.map(shown).join(', ')]
}

/** A value as it is written; what could be taken for the list around it stands in quotes. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text === '' || /^\s|\s$|[,;]/.test(text) ? `"${text}"` : text
}

function range(least: number | undefined, most: number | undefined, unit: string): string[] {
  if (least === undefined && most === undefined) return []
  if (least === undefined) return [`at most ${String(most)}${unit}`]
  if (most === undefined)
    return least === 0 && unit !== '' ? [] : [`at least ${String(least)}${unit}`]
  return [least === most ? `${String(least)}${unit}` : `${String(least)} to ${String(most)}${unit}`]
}
