import type { ListHandlerSchema, ResourceSchema } from '../../../catalog/index.js'
import { restorePatterns } from './restore-patterns.js'
import type { Json, JsonObject } from '../../../util/index.js'

/**
 * A registry schema that says what the catalogue knows: importing it gives the catalogue's document again.
 * AWS's prose is not in it.
 */
export function registrySchema(schema: ResourceSchema): JsonObject {
  const { typeName, handlers, unusablePatterns = {}, ...rest } = schema
  const facts = structuredClone(rest) as Record<string, unknown>
  for (const ours of ['service', 'table', 'columns', 'parents']) Reflect.deleteProperty(facts, ours)
  const document = {
    typeName,
    description: descriptionOf(typeName),
    ...facts,
    handlers: Object.fromEntries(
      Object.entries(handlers).map(([name, { handlerSchema, ...handler }]) => [
        name,
        handlerSchema === undefined
          ? handler
          : { ...handler, handlerSchema: listInputs(schema, handlerSchema) },
      ]),
    ),
    additionalProperties: false,
  } as unknown as JsonObject
  restorePatterns(document, unusablePatterns)
  return document
}

export const descriptionOf = (typeName: string): string =>
  `Resource Type definition for ${typeName}`

/** The catalogue names inputs after properties; the registry has references to the properties. */
function listInputs(schema: ResourceSchema, list: ListHandlerSchema): JsonObject {
  const { properties, inputs = {}, required, oneOf, anyOf } = list
  const toInput = (property: string): string => inputs[property] ?? property
  const alternatives = (parts: readonly { readonly required: readonly string[] }[]): Json =>
    parts.map((part) => ({ required: part.required.map(toInput) }))
  return {
    properties: Object.fromEntries(
      properties.map((property) => [
        toInput(property),
        Object.hasOwn(schema.properties, property)
          ? { $ref: `resource-schema.json#/properties/${property}` }
          : { type: 'string' },
      ]),
    ),
    ...(required && { required: required.map(toInput) }),
    ...(oneOf && { oneOf: alternatives(oneOf) }),
    ...(anyOf && { anyOf: alternatives(anyOf) }),
  }
}
