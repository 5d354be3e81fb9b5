import { isExactNumber, parseJson, jsonText, type Json, type JsonObject } from '../../util/index.js'
import { isJsonObject } from '../../util/index.js'
import { validation } from '../service-fault.js'
import { loosePattern } from './loose-pattern.js'
import type { Path } from './pointer.js'
import { valueAt } from './pointer.js'
import { propertyAt } from './property-at.js'
import type { ResourceType } from './resource-type.js'

/**
 * What a caller's Identifier asks for: the canonical `|` text of a primary identifier, or the parts of an
 * additional one, by which resources have to be looked through.
 */
export type IdentifierQuery =
  | { readonly kind: 'primary'; readonly text: string; readonly parts?: readonly string[] }
  | {
      readonly kind: 'additional'
      readonly paths: readonly Path[]
      readonly parts: readonly string[]
    }

/** The `|` form of a model's primary identifier, or undefined while a part is missing. */
export function identifierOf(type: ResourceType, model: JsonObject): string | undefined {
  const parts = partsOf(type.identifier, model)
  return parts?.join('|')
}

export function partsOf(paths: readonly Path[], model: JsonObject): string[] | undefined {
  const parts: string[] = []
  for (const path of paths) {
    const value = valueAt(model, path)
    if (value === undefined || value === null) return undefined
    parts.push(partText(value))
  }
  return parts
}

const partText = (value: Json): string => (typeof value === 'string' ? value : jsonText(value))

/**
 * Reads an Identifier in either form. The `|` form is not cut into parts: no escaping exists, so the whole
 * text is matched against the resources' own.
 * @throws ServiceFault ValidationException in the service's words.
 */
export function parseIdentifier(type: ResourceType, text: string): IdentifierQuery {
  if (text.startsWith('{')) return parseJsonIdentifier(type, text)
  const bars = text.split('|').length - 1
  const wanted = type.identifier.length - 1
  // An identifier of one part is that part, bars and all.
  const tooMany = wanted > 0 && bars > wanted
  if (bars < wanted || (tooMany && !type.identifier.some((path) => mayHoldBar(type, path)))) {
    throw validation(
      `Identifier ${text} is not valid for identifier [${pointers(type.identifier)}]`,
    )
  }
  return { kind: 'primary', text }
}

function parseJsonIdentifier(type: ResourceType, text: string): IdentifierQuery {
  const given = parseObject(text)
  if (given !== undefined) {
    const primary = match(type.identifier, given)
    if (primary !== undefined) return { kind: 'primary', text: primary.join('|'), parts: primary }
    for (const paths of type.additionalIdentifiers) {
      const parts = match(paths, given)
      if (parts !== undefined) return { kind: 'additional', paths, parts }
    }
  }
  const choices = [type.identifier, ...type.additionalIdentifiers].map(
    (paths) => `[${pointers(paths)}]`,
  )
  throw validation(
    'When specifying the identifier as JSON, you must specify exactly one identifier from ' +
      `[${choices.join(', ')}], and no additional properties can be specified`,
  )
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value = parseJson(text) as Json
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Parts in order where the object names exactly these properties; a nested one by its last name or as nested objects. */
function match(paths: readonly Path[], given: JsonObject): string[] | undefined {
  const names = new Set<string>()
  const parts: string[] = []
  for (const path of paths) {
    const last = path.at(-1) as string
    const bare = given[last]
    const value = bare !== undefined && !isJsonObject(bare) ? bare : valueAt(given, path)
    if (value === undefined || value === null) return undefined
    if (typeof value === 'object' && !isExactNumber(value)) return undefined
    names.add(bare !== undefined && !isJsonObject(bare) ? last : (path[0] as string))
    parts.push(partText(value))
  }
  return Object.keys(given).every((name) => names.has(name)) ? parts : undefined
}

function mayHoldBar(type: ResourceType, path: Path): boolean {
  const property = propertyAt(type.schema, path)
  if (property?.enum !== undefined) return false
  return property?.pattern === undefined || loosePattern(property.pattern).test('a|b')
}

const pointers = (paths: readonly Path[]): string =>
  paths.map((path) => `/properties/${path.join('/')}`).join(', ')
