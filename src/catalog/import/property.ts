import { isJsonObject } from '../../util/index.js'
import type { JsonTypeName, PropertySchema } from '../resource-schema.js'
import type { PatternLog } from './pattern-log.js'

type Raw = Readonly<Record<string, unknown>>

const TYPES = new Set(['string', 'integer', 'number', 'boolean', 'array', 'object', 'null'])
const NUMBERS = [
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
] as const
const FLAGS = ['uniqueItems', 'insertionOrder'] as const
const ALTERNATIVES = ['oneOf', 'anyOf', 'allOf'] as const

/**
 * The facts of one property schema: prose and unknown keys are left out, oddities are put straight, patterns
 * are translated. `pointer` is where the result stands in the document; patterns without a JavaScript form are
 * logged under it.
 */
export function readProperty(raw: unknown, pointer: string, patterns: PatternLog): PropertySchema {
  if (!isJsonObject(raw)) return {}
  const out: Record<string, unknown> = {}
  if (typeof raw['$ref'] === 'string') out['$ref'] = raw['$ref']
  const type = readType(raw['type'])
  if (type !== undefined) out['type'] = type
  for (const key of ['properties', 'patternProperties'] as const) {
    const schemas = raw[key]
    if (!isJsonObject(schemas)) continue
    out[key] =
      key === 'properties'
        ? readProperties(schemas, `${pointer}/properties`, patterns)
        : readPatternProperties(schemas, `${pointer}/patternProperties`, patterns)
  }
  const additional = raw['additionalProperties']
  if (typeof additional === 'boolean') out['additionalProperties'] = additional
  else if (isJsonObject(additional))
    out['additionalProperties'] = readProperty(
      additional,
      `${pointer}/additionalProperties`,
      patterns,
    )
  if (isJsonObject(raw['items']))
    out['items'] = readProperty(raw['items'], `${pointer}/items`, patterns)
  const required = readNames(raw['required'])
  if (required !== undefined) out['required'] = required
  if (Array.isArray(raw['enum'])) out['enum'] = distinct(raw['enum'])
  for (const key of ['const', 'default'] as const) if (key in raw) out[key] = raw[key]
  const format = raw['format']
  if (typeof format === 'string' && isFormat(format)) out['format'] = format
  const pattern = raw['pattern']
  if (typeof pattern === 'string') {
    const translated = patterns.translate(pattern, `${pointer}/pattern`)
    if (translated !== undefined) out['pattern'] = translated
  }
  for (const key of NUMBERS) if (typeof raw[key] === 'number') out[key] = raw[key]
  for (const key of FLAGS) if (typeof raw[key] === 'boolean') out[key] = raw[key]
  const arrayType = raw['arrayType']
  if (arrayType === 'Standard' || arrayType === 'AttributeList') out['arrayType'] = arrayType
  const dependencies = raw['dependencies']
  if (isJsonObject(dependencies))
    out['dependencies'] = readDependencies(dependencies, `${pointer}/dependencies`, patterns)
  for (const key of ALTERNATIVES) {
    const alternatives = readAlternatives(raw[key], `${pointer}/${key}`, patterns)
    if (alternatives !== undefined) out[key] = alternatives
  }
  return out
}

export function readProperties(
  raw: Raw,
  pointer: string,
  patterns: PatternLog,
): Record<string, PropertySchema> {
  return mapValues(raw, (value, name) =>
    readProperty(value, `${pointer}/${escapePointer(name)}`, patterns),
  )
}

/** Keys are patterns; one without a JavaScript form is widened to any key, so that nothing valid is refused. */
export function readPatternProperties(
  raw: Raw,
  pointer: string,
  patterns: PatternLog,
): Record<string, PropertySchema> {
  const out: Record<string, PropertySchema> = {}
  for (const [pattern, value] of Object.entries(raw)) {
    const at = `${pointer}/${escapePointer(pattern)}`
    const key = patterns.translate(pattern, at) ?? ANY_KEY
    if (!(key in out)) out[key] = readProperty(value, `${pointer}/${escapePointer(key)}`, patterns)
  }
  return out
}

const ANY_KEY = '^[\\s\\S]*$'

export function readAlternatives(
  raw: unknown,
  pointer: string,
  patterns: PatternLog,
): PropertySchema[] | undefined {
  if (!Array.isArray(raw) || raw.length === 0) return undefined
  return raw.map((value, index) => readProperty(value, `${pointer}/${index}`, patterns))
}

export function readDependencies(
  raw: Raw,
  pointer: string,
  patterns: PatternLog,
): Record<string, readonly string[] | PropertySchema> {
  return mapValues(
    raw,
    (value, name) =>
      readNames(value) ?? readProperty(value, `${pointer}/${escapePointer(name)}`, patterns),
  )
}

/** A list of names, without repetitions; `undefined` for anything else and for an empty list. */
export function readNames(raw: unknown): string[] | undefined {
  if (!Array.isArray(raw)) return undefined
  const names = raw.filter((name) => typeof name === 'string')
  return names.length === 0 ? undefined : [...new Set(names)]
}

function readType(raw: unknown): JsonTypeName | JsonTypeName[] | undefined {
  const names = (Array.isArray(raw) ? raw : [raw]).filter((name): name is JsonTypeName =>
    TYPES.has(name as string),
  )
  return names.length > 1 ? [...new Set(names)] : names[0]
}

/** `string` says nothing and a pattern is no format. */
function isFormat(format: string): boolean {
  return /^[a-z][a-z0-9-]*$/.test(format) && format !== 'string'
}

function distinct(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()]
}

function mapValues<T>(raw: Raw, map: (value: unknown, name: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, map(value, name)]))
}

function escapePointer(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1')
}
