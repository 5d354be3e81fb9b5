import { isJsonObject } from '../../util/index.js'
import type { HandlerName, HandlerSchema, ListHandlerSchema } from '../resource-schema.js'
import { readNames } from './property.js'

type Alternatives = readonly { readonly required: readonly string[] }[]
const NAMES: readonly HandlerName[] = ['create', 'read', 'update', 'delete', 'list']

/** The handlers of a type; a type without a `create` handler is not provisionable. */
export function readHandlers(raw: unknown): Partial<Record<HandlerName, HandlerSchema>> {
  if (!isJsonObject(raw)) return {}
  return Object.fromEntries(
    NAMES.filter((name) => isJsonObject(raw[name])).map((name) => [
      name,
      readHandler(name, raw[name]),
    ]),
  )
}

function readHandler(name: HandlerName, raw: unknown): HandlerSchema {
  const { permissions, timeoutInMinutes, handlerSchema } = raw as Readonly<Record<string, unknown>>
  return {
    permissions: readNames(permissions) ?? [],
    ...(typeof timeoutInMinutes === 'number' && { timeoutInMinutes }),
    ...(name === 'list' &&
      isJsonObject(handlerSchema) && { handlerSchema: readInputs(handlerSchema) }),
  }
}

/**
 * Inputs keep the name under which the handler takes them. Where the schema says that an input carries the value
 * of another property (`Arn` of a rule groups namespace is its `Workspace`), `inputs` has the pair.
 */
function readInputs(raw: Readonly<Record<string, unknown>>): ListHandlerSchema {
  const parts = [raw, ...(Array.isArray(raw['allOf']) ? raw['allOf'].filter(isJsonObject) : [])]
  const required = [...new Set(parts.flatMap((part) => readNames(part['required']) ?? []))]
  const oneOf = parts.flatMap((part) => readAlternatives(part['oneOf']))
  const anyOf = parts.flatMap((part) => readAlternatives(part['anyOf']))
  const declared = isJsonObject(raw['properties']) ? raw['properties'] : {}
  const named = [...required, ...[...oneOf, ...anyOf].flatMap((each) => each.required)]
  const inputs = Object.entries(declared).flatMap(([name, schema]) => {
    const property = isJsonObject(schema) ? referenced(schema['$ref']) : undefined
    return property === undefined || property === name ? [] : [[name, property] as const]
  })
  return {
    properties: [...new Set([...Object.keys(declared), ...named])],
    ...(inputs.length > 0 && { inputs: Object.fromEntries(inputs) }),
    ...(required.length > 0 && { required }),
    ...(oneOf.length > 0 && { oneOf }),
    ...(anyOf.length > 0 && { anyOf }),
  }
}

function readAlternatives(raw: unknown): Alternatives {
  if (!Array.isArray(raw)) return []
  return raw.flatMap((part) => {
    const required = isJsonObject(part) ? readNames(part['required']) : undefined
    return required === undefined ? [] : [{ required }]
  })
}

/** `resource-schema.json#/properties/DomainName` names the property DomainName. */
function referenced(ref: unknown): string | undefined {
  if (typeof ref !== 'string') return undefined
  return /#\/properties\/([^/]+)$/.exec(ref)?.[1]
}
