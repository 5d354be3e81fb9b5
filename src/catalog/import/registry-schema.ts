import { isJsonObject } from '../../util/index.js'
import type { TypeDocument } from '../documents/index.js'
import type { PropertySchema } from '../resource-schema.js'
import { readHandlers } from './handlers.js'
import { misunderstood } from './misunderstood.js'
import { PatternLog } from './pattern-log.js'
import { normalisePointer } from './pointers.js'
import {
  readAlternatives,
  readDependencies,
  readNames,
  readPatternProperties,
  readProperties,
} from './property.js'
import { checkReferences } from './references.js'
import { readTagging } from './tagging.js'

type Raw = Readonly<Record<string, unknown>>
const TYPE_NAME = /^[A-Za-z0-9]{2,64}(?:::[A-Za-z0-9]{2,64}){2}$/
const POINTER_LISTS = [
  'readOnlyProperties',
  'writeOnlyProperties',
  'createOnlyProperties',
  'conditionalCreateOnlyProperties',
  'deprecatedProperties',
] as const

/**
 * The document of one registry schema, or `undefined` where the type is not provisionable (no create handler).
 * @throws AppError SCHEMA_UNREADABLE where the schema lacks what a table needs.
 */
export function readRegistrySchema(raw: unknown): TypeDocument | undefined {
  if (!isJsonObject(raw)) throw misunderstood('an unnamed type', 'is not a JSON object')
  const typeName = raw['typeName']
  if (typeof typeName !== 'string' || !TYPE_NAME.test(typeName))
    throw misunderstood('an unnamed type', 'has no typeName such as AWS::S3::Bucket')
  const handlers = readHandlers(raw['handlers'])
  if (handlers.create === undefined) return undefined
  if (!isJsonObject(raw['properties'])) throw misunderstood(typeName, 'has no properties')
  const patterns = new PatternLog()
  const properties = readProperties(raw['properties'], '/properties', patterns)
  const definitions = isJsonObject(raw['definitions'])
    ? readProperties(raw['definitions'], '/definitions', patterns)
    : undefined
  const model = { properties, ...(definitions !== undefined && { definitions }) }
  checkReferences(typeName, model)
  const identifier = readPointers(raw['primaryIdentifier'], model)
  if (identifier === undefined) throw misunderstood(typeName, 'has no primaryIdentifier')
  const required = readNames(raw['required'])
  const tagging = readTagging(raw['tagging'], raw['taggable'])
  const document: TypeDocument = {
    typeName,
    ...model,
    ...(required !== undefined && { required }),
    ...readModelRules(raw, patterns),
    primaryIdentifier: identifier,
    ...readAdditionalIdentifiers(raw['additionalIdentifiers'], model),
    ...Object.fromEntries(
      POINTER_LISTS.flatMap((key) => {
        const pointers = readPointers(raw[key], model)
        return pointers === undefined ? [] : [[key, pointers]]
      }),
    ),
    handlers,
    ...(tagging !== undefined && { tagging }),
    ...readTransforms(raw['propertyTransform'], model),
    ...readStrategy(raw['replacementStrategy']),
  }
  const unusablePatterns = patterns.unusable
  return unusablePatterns === undefined ? document : { ...document, unusablePatterns }
}

type Model = Pick<TypeDocument, 'properties' | 'definitions'>

/** Rules over the whole model that stand beside `properties`. */
function readModelRules(raw: Raw, patterns: PatternLog): Partial<TypeDocument> {
  const rules: Record<string, unknown> = {}
  for (const key of ['oneOf', 'anyOf', 'allOf'] as const) {
    const alternatives: readonly PropertySchema[] | undefined = readAlternatives(
      raw[key],
      `/${key}`,
      patterns,
    )
    if (alternatives !== undefined) rules[key] = alternatives
  }
  if (isJsonObject(raw['dependencies']))
    rules['dependencies'] = readDependencies(raw['dependencies'], '/dependencies', patterns)
  if (isJsonObject(raw['dependentRequired']))
    rules['dependentRequired'] = Object.fromEntries(
      Object.entries(raw['dependentRequired']).map(([name, names]) => [
        name,
        readNames(names) ?? [],
      ]),
    )
  if (isJsonObject(raw['patternProperties']))
    rules['patternProperties'] = readPatternProperties(
      raw['patternProperties'],
      '/patternProperties',
      patterns,
    )
  return rules
}

function readPointers(raw: unknown, model: Model): string[] | undefined {
  const pointers = readNames(raw)?.map((pointer) => normalisePointer(pointer, model))
  return pointers === undefined ? undefined : [...new Set(pointers)]
}

function readAdditionalIdentifiers(
  raw: unknown,
  model: Model,
): Pick<TypeDocument, 'additionalIdentifiers'> {
  if (!Array.isArray(raw)) return {}
  const identifiers = raw.flatMap((each: unknown) => {
    const pointers = readPointers(typeof each === 'string' ? [each] : each, model)
    return pointers === undefined ? [] : [pointers]
  })
  return identifiers.length === 0 ? {} : { additionalIdentifiers: identifiers }
}

function readTransforms(raw: unknown, model: Model): Pick<TypeDocument, 'propertyTransform'> {
  if (!isJsonObject(raw)) return {}
  const pairs = Object.entries(raw).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  )
  if (pairs.length === 0) return {}
  return {
    propertyTransform: Object.fromEntries(
      pairs.map(([pointer, expression]) => [normalisePointer(pointer, model), expression]),
    ),
  }
}

function readStrategy(raw: unknown): Pick<TypeDocument, 'replacementStrategy'> {
  return raw === 'create_then_delete' || raw === 'delete_then_create'
    ? { replacementStrategy: raw }
    : {}
}
