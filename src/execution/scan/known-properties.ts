import type { ResourceSchema } from '../../catalog/index.js'
import { parseIdentifier } from '../../resource/index.js'
import { AppError } from '../../errors/index.js'
import type { JsonObject } from '../../util/index.js'

/**
 * What is known of a listed resource before any GetResource: what the list brought, the inputs it was listed
 * under, and the parts of its identifier.
 */
export function knownProperties(
  schema: ResourceSchema,
  identifier: string,
  listed: JsonObject,
  inputs: JsonObject = {},
): JsonObject {
  return { ...inputs, ...identifierProperties(schema, identifier, listed), ...listed }
}

function identifierProperties(
  schema: ResourceSchema,
  identifier: string,
  listed: JsonObject,
): JsonObject {
  const names = fillableNames(schema)
  if (names.every((name) => name in listed)) return {}
  try {
    return parseIdentifier(schema, identifier, listed)
  } catch (error) {
    // The service named it in a way we cannot take apart; its properties then come from GetResource.
    if (AppError.is(error)) return {}
    throw error
  }
}

const NAMES = new WeakMap<ResourceSchema, readonly string[]>()

/** Properties that are parts of the identifier; none where a part is inside an object, for which it cannot stand. */
function fillableNames(schema: ResourceSchema): readonly string[] {
  let names = NAMES.get(schema)
  if (names === undefined) {
    const isInside = schema.primaryIdentifier.some((pointer) => pointer.split('/').length > 3)
    names = isInside
      ? []
      : schema.primaryIdentifier.map((pointer) => pointer.slice('/properties/'.length))
    NAMES.set(schema, names)
  }
  return names
}

/** True where a value that a list row brought may be less than what GetResource has: absent or empty. */
export function isStub(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}
