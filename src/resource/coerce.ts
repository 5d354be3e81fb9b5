import type { PropertySchema, ResourceSchema } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import type { Json, JsonObject } from '../util/index.js'
import {
  isExactNumber,
  isJsonObject,
  linearPattern,
  nearest,
  type LinearPattern,
} from '../util/index.js'
import { parseStructure } from './json-structure.js'
import { MAX_DEPTH, parseJsonText } from './json-text.js'
import { findKey, suggestion } from './property-names.js'
import { coerceScalar, describeTypes, describeValue, structureAsText } from './scalar.js'
import { mapToPairs, pairNames, pairsToMap } from './pairs.js'
import type { Shape } from './shape.js'
import { shapeOf } from './shape.js'
import { parseShorthand } from './shorthand.js'

/** What a SQL engine or a manifest hands over for a property. */
export type SqlValue = Json | bigint | Date | undefined

export interface CoerceOptions {
  /** `keep` sends keys that the schema does not know as they are; they are refused otherwise. */
  readonly unknownKeys?: 'keep' | 'refuse'
}

/**
 * The JSON value that a property takes for a SQL value: texts become what the schema's type says, keys get
 * the schema's spelling at every depth, nulls inside are dropped with what they leave empty.
 *
 * @returns `undefined` for NULL.
 * @throws AppError VALUE_TYPE, VALUE_JSON or UNKNOWN_COLUMN, naming the path.
 */
export function coerceProperty(
  schema: ResourceSchema,
  property: string,
  value: SqlValue,
): Json | undefined {
  return coerceValue(schema, schema.properties[property], value, { path: [property] })
}

/** As `coerceProperty`, for a value at any path of the model. */
export function coerceValue(
  schema: ResourceSchema,
  property: PropertySchema | undefined,
  value: SqlValue,
  options: CoerceOptions & { readonly path: readonly string[] },
): Json | undefined {
  return visit({ schema, keepUnknown: options.unknownKeys === 'keep' }, property, {
    value,
    path: options.path,
    written: true,
  })
}

interface Context {
  readonly schema: ResourceSchema
  readonly keepUnknown: boolean
}

interface Place {
  readonly value: SqlValue
  readonly path: readonly string[]
  /** True for what stands in the statement itself, false inside a value that was parsed already. */
  readonly written: boolean
}

function visit(
  context: Context,
  property: PropertySchema | undefined,
  place: Place,
): Json | undefined {
  if (place.value === null || place.value === undefined) return undefined
  if (place.path.length > MAX_DEPTH) {
    const top = place.path[0] ?? 'the value'
    throw new AppError('VALUE_JSON', `${top} nests deeper than ${MAX_DEPTH} levels`, {
      typeName: context.schema.typeName,
    })
  }
  const shape = shapeOf(context.schema, property)
  const structure = mapOfPairs(property, context, asStructure(context, shape, place))
  if (structure === 'scalar') return scalar(context, shape, place)
  if (structure === null) return undefined
  if (Array.isArray(structure)) return items(context, shape, { ...place, value: structure })
  return members(context, shape, place.path, structure as JsonObject)
}

/** The object or array that a value is or spells; `scalar` where it is neither. */
function asStructure(context: Context, shape: Shape, place: Place): Json {
  const { path } = place
  const value = listOfPairs(context, shape, place.value)
  const { types } = shape
  const structured = types.has('object') || types.has('array')
  if (isStructure(value)) {
    if (shape.keyValue && Array.isArray(value)) return value as readonly Json[]
    if (types.size === 0 || types.has(Array.isArray(value) ? 'array' : 'object')) return value
    if (types.has('string') && place.written) return 'scalar'
    const hint = stringHint(types) ?? structureHint(context, shape, path)
    throw mismatch(context, shape, place, hint)
  }
  if (typeof value !== 'string' || (types.size > 0 && !structured)) return 'scalar'
  if (types.has('string') || types.size === 0) {
    // Broken JSON stays text in a property that takes either.
    return place.written ? (parseStructure(value) ?? 'scalar') : 'scalar'
  }
  const looksLikeJson = /^\s*(?:[[{"]|null\s*$)/.test(value)
  const short = place.written ? fromShorthand(context, shape, value) : undefined
  if (short !== undefined) return short
  if (!looksLikeJson) throw mismatch(context, shape, place, structureHint(context, shape, path))
  const parsed = listOfPairs(context, shape, parseJsonText(value, path.join('.'))) as Json
  if (parsed === null) return null
  const isTaken = types.has(Array.isArray(parsed) ? 'array' : 'object')
  if (typeof parsed === 'object' && (isTaken || (shape.keyValue && Array.isArray(parsed)))) {
    return parsed
  }
  const hint = structureHint(context, shape, path)
  throw mismatch(context, shape, { ...place, value: parsed }, hint)
}

/** What a text in the AWS CLI's shorthand spells: `team=a,cost=1`, `Key=a,Value=b Key=c,Value=d`, `"one" "two"`. */
function fromShorthand(context: Context, shape: Shape, text: string): Json | undefined {
  const { types, keyValue } = shape
  if (/^\s*[[{]/.test(text)) return undefined
  const list = types.has('array') || keyValue ? parseShorthand(text, 'array') : undefined
  const [first, ...others] = Array.isArray(list) ? (list as readonly Json[]) : []
  // One map in a list of Key and Value may be the whole map as well: `team=a`, `Key=team,Value=a`.
  if (isJsonObject(first ?? null) && others.length === 0) {
    const own = listOfPairs(context, shape, first)
    if (types.has('object') && !keyValue) return own as Json
    return own === first && !types.has('array') ? onlyMap(first as JsonObject) : asList(own as Json)
  }
  return list ?? (types.has('object') ? parseShorthand(text, 'object') : undefined)
}

const asList = (value: Json): Json => (Array.isArray(value) ? (value as readonly Json[]) : [value])

/** Of a map that a list of Key and Value may spell: `Key=a,Value=b` is one entry of it. */
function onlyMap(map: JsonObject): Json {
  return pairsToMap([map]) ?? map
}

/** The list of Key and Value that a map stands for, where such a list is expected; anything else as it is. */
function listOfPairs(context: Context, shape: Shape, value: SqlValue): SqlValue {
  if (!isStructure(value) || Array.isArray(value)) return value
  if (!shape.types.has('array') || shape.types.has('object')) return value
  const names = pairNames(shapeOf(context.schema, shape.items).properties.keys())
  return names === undefined ? value : mapToPairs(value as JsonObject, names)
}

function scalar(context: Context, shape: Shape, place: Place): Json {
  const { value, path } = place
  if (value === null || value === undefined) return null
  const name = path.at(-1) ?? ''
  // A structure gets here only where the property takes text.
  const result = isStructure(value) ? structureAsText(value) : coerceScalar(shape, name, value)
  if ('problem' in result) {
    const structured = shape.types.has('array') || shape.types.has('object')
    const hint = structured ? structureHint(context, shape, path) : result.problem
    throw mismatch(context, shape, place, hint)
  }
  const sent = shape.enumeration === undefined ? result.value : aliased(shape, result.value)
  checkEnumeration(context, shape, sent, path)
  if (context.schema.document !== undefined) checkPattern(context, shape, sent, path)
  return sent
}

function isStructure(value: SqlValue): value is JsonObject | readonly Json[] {
  const isObject = typeof value === 'object' && value !== null
  return isObject && !(value instanceof Date) && !isExactNumber(value)
}

function items(context: Context, shape: Shape, place: Place): Json | undefined {
  const given = place.value as readonly Json[]
  const kept = given
    .map((value, index) =>
      visit(context, shape.items, { value, path: [...place.path, String(index)], written: false }),
    )
    .filter((value) => value !== undefined)
  return kept.length === 0 && given.length > 0 ? undefined : kept
}

function members(
  context: Context,
  shape: Shape,
  path: readonly string[],
  given: JsonObject,
): Json | undefined {
  const kept: [string, Json][] = []
  const sources = new Map<string, string>()
  for (const [written, value] of Object.entries(given)) {
    const key = findKey(shape, written) ?? (context.keepUnknown ? written : undefined)
    if (key === undefined) throw unknownKey(context, shape, path, written)
    const other = sources.get(key)
    if (other !== undefined) {
      throw new AppError(
        'VALUE_TYPE',
        `${path.join('.')} gives ${key} twice, as "${other}" and "${written}"`,
        { typeName: context.schema.typeName },
      )
    }
    sources.set(key, written)
    const inner = visit(context, shape.properties.get(key) ?? shape.additional, {
      value,
      path: [...path, key],
      written: false,
    })
    if (inner !== undefined) kept.push([key, inner])
  }
  // fromEntries makes own properties, so that a key like __proto__ is data.
  return kept.length === 0 && sources.size > 0 ? undefined : Object.fromEntries(kept)
}

/** Values of an enumeration that a message lists. */
const MOST_LISTED = 24

/** A list of Key and Value as the map that it spells. */
function mapOfPairs(property: PropertySchema | undefined, { schema }: Context, value: Json): Json {
  if (!Array.isArray(value) || !shapeOf(schema, property).keyValue) return value
  return pairsToMap(value as readonly Json[]) ?? value
}

/** What is sent for a value: another spelling of it, or the same in other case. */
function aliased({ enumeration = [], aliases }: Shape, value: Json): Json {
  if (typeof value !== 'string' || enumeration.includes(value)) return value
  const alias = aliases?.[value]
  if (alias !== undefined) return alias
  const wanted = value.toLowerCase()
  const same = aliases && enumeration.find((each) => String(each).toLowerCase() === wanted)
  return (same as Json | undefined) ?? value
}

const PATTERNS = new Map<string, LinearPattern | undefined>()

/** A pattern of a document; what cannot be checked in linear time is the service's to check. */
function compiledPattern(pattern: string): LinearPattern | undefined {
  if (!PATTERNS.has(pattern)) PATTERNS.set(pattern, linearPattern(pattern, { otherwise: true }))
  return PATTERNS.get(pattern)
}

/** A document's patterns are its own, and meant to be told before anything is sent. */
function checkPattern(
  { schema }: Context,
  { pattern }: Shape,
  value: Json,
  path: readonly string[],
): void {
  if (pattern === undefined || typeof value !== 'string') return
  if (compiledPattern(pattern)?.test(value) !== false) return
  throw new AppError(
    'VALUE_TYPE',
    `${path.join('.')} cannot be ${describeValue(value)}; it must match ${pattern}`,
    {
      typeName: schema.typeName,
      ...(/\s/.test(value) && { hint: 'It has no spaces: use _ or -.' }),
    },
  )
}

function checkEnumeration(
  context: Context,
  shape: Shape,
  value: Json,
  path: readonly string[],
): void {
  if (shape.enumeration === undefined || shape.enumeration.includes(value)) return
  const allowed = shape.enumeration.map((one) => String(one))
  const near = nearest(describeValue(value).replaceAll('"', ''), allowed)
  const ordered = [...near, ...allowed.filter((one) => !near.includes(one))]
  const listed = ordered.slice(0, MOST_LISTED).join(', ')
  throw new AppError(
    'VALUE_TYPE',
    `${path.join('.')} cannot be ${describeValue(value)}; it takes one of ${listed}${ordered.length > MOST_LISTED ? ', ...' : ''}`,
    {
      typeName: context.schema.typeName,
      ...(near.length > 0 && { hint: `Did you mean ${near.join(' or ')}?` }),
    },
  )
}

function mismatch(
  context: Context,
  shape: Shape,
  place: Place,
  hint: string | undefined,
): AppError {
  return new AppError(
    'VALUE_TYPE',
    `${place.path.join('.')} expects ${describeTypes(shape)}, not ${describeValue(place.value)}`,
    { typeName: context.schema.typeName, ...(hint !== undefined && hint !== '' && { hint }) },
  )
}

function unknownKey(
  context: Context,
  shape: Shape,
  path: readonly string[],
  key: string,
): AppError {
  const known = [...shape.properties.keys()]
  if (context.schema.document !== undefined) {
    const near = nearest(key, known)
    throw new AppError(
      'UNKNOWN_COLUMN',
      `${path.join('.')} has no property "${key}"; it has ${known.join(', ')}`,
      {
        typeName: context.schema.typeName,
        ...(near.length > 0 && { hint: `Did you mean ${near.join(' or ')}?` }),
      },
    )
  }
  return new AppError('UNKNOWN_COLUMN', `${path.join('.')} has no property "${key}"`, {
    hint: suggestion(key, known, `It has ${known.slice(0, 20).join(', ')}.`),
    typeName: context.schema.typeName,
  })
}

function stringHint(types: Shape['types']): string | undefined {
  return types.has('string') ? 'This property takes text: quote the JSON.' : undefined
}

/** What to write instead, in the form that the property has. */
function structureHint({ schema }: Context, shape: Shape, path: readonly string[]): string {
  const name = path.at(-1) ?? ''
  if (!shape.types.has('array')) {
    const [key = 'Key'] = shape.properties.keys()
    return `Give ${name} as a JSON object: '{"${key}": …}'.`
  }
  const inner = [...shapeOf(schema, shape.items).properties.keys()].slice(0, 2)
  const item = inner.length === 0 ? '"value"' : `{${inner.map((key) => `"${key}": …`).join(', ')}}`
  const map = pairNames(inner) === undefined ? '' : `, or as a map: '{"name": "value"}'`
  return `Give ${name} as a JSON array: '[${item}]'${map}.`
}
