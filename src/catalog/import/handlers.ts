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
 * Inputs are named after the properties whose value they carry: `Arn` of a rule groups namespace's handler is a
 * reference to its property `Workspace`. Where the handler takes another name, `inputs` has it.
 */
function readInputs(raw: Readonly<Record<string, unknown>>): ListHandlerSchema {
  const parts = [raw, ...(Array.isArray(raw['allOf']) ? raw['allOf'].filter(isJsonObject) : [])]
  const declared = Object.entries(isJsonObject(raw['properties']) ? raw['properties'] : {})
  const properties = new Map(
    declared.map(([input, schema]) => [
      input,
      (isJsonObject(schema) ? referenced(schema['$ref']) : undefined) ?? input,
    ]),
  )
  const toProperty = (input: string): string => properties.get(input) ?? input
  const required = distinct(parts.flatMap((part) => readNames(part['required']) ?? []))
  const oneOf = parts.flatMap((part) => readAlternatives(part['oneOf'], toProperty))
  const anyOf = parts.flatMap((part) => readAlternatives(part['anyOf'], toProperty))
  const alternatives = [...oneOf, ...anyOf].flatMap((each) => each.required)
  const inputs = [...properties].flatMap(([input, property]) =>
    input === property || required.includes(property) ? [] : [[property, input] as const],
  )
  const names = [...properties.values(), ...required.map(toProperty), ...alternatives]
  return {
    properties: distinct(names),
    ...(inputs.length > 0 && { inputs: Object.fromEntries(inputs) }),
    ...(required.length > 0 && { required: distinct(required.map(toProperty)) }),
    ...(oneOf.length > 0 && { oneOf }),
    ...(anyOf.length > 0 && { anyOf }),
  }
}

function readAlternatives(raw: unknown, toProperty: (input: string) => string): Alternatives {
  if (!Array.isArray(raw)) return []
  return raw.flatMap((part) => {
    const required = isJsonObject(part) ? readNames(part['required']) : undefined
    return required === undefined ? [] : [{ required: required.map(toProperty) }]
  })
}

/** `resource-schema.json#/properties/DomainName` names the property DomainName. */
function referenced(ref: unknown): string | undefined {
  if (typeof ref !== 'string') return undefined
  return /#\/properties\/([^/]+)$/.exec(ref)?.[1]
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)]
}
