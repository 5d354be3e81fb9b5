import type { ListHandlerSchema } from '../../catalog/index.js'
import type { Json, JsonObject } from '../../util/index.js'
import { jsonEqual } from '../../util/index.js'
import { valueAt } from '../model/pointer.js'
import { propertyAt } from '../model/property-at.js'
import type { ResourceType } from '../model/resource-type.js'
import { ServiceFault } from '../service-fault.js'
import type { Resource } from '../state/resource.js'

/**
 * Holds a list call to what its handler demands.
 * @throws ServiceFault InvalidRequest, worded as the service words a missing parent.
 */
export function checkListInput(type: ResourceType, input: JsonObject): void {
  const schema = type.schema.handlers.list?.handlerSchema
  if (schema === undefined) return
  const problems = [
    ...missing(schema, schema.required ?? [], input),
    ...alternatives(schema, input),
  ]
  for (const name of schema.properties) {
    const expected = propertyAt(type.schema, [name])?.type
    const key = keyOf(schema, name)
    const value = input[key]
    if (expected === 'string' && value !== undefined && typeof value !== 'string') {
      problems.push(`#/${key}: expected type: String, found: ${typeof value}`)
    }
  }
  if (problems.length === 0) return
  throw new ServiceFault(
    'InvalidRequestException',
    `Missing or invalid ResourceModel property in ${type.typeName} list handler request input.` +
      `Required property:  (${problems.join('\n')})`,
  )
}

/** The key under which a handler takes a property's value; a few have a name of their own for it. */
const keyOf = (schema: ListHandlerSchema | undefined, property: string): string =>
  schema?.inputs?.[property] ?? property

/** A list input under the names of the properties whose values it carries. */
export function inputByProperty(type: ResourceType, input: JsonObject): JsonObject {
  const schema = type.schema.handlers.list?.handlerSchema
  const properties = new Map(schema?.properties.map((name) => [keyOf(schema, name), name]))
  return Object.fromEntries(
    Object.entries(input).map(([key, value]) => [properties.get(key) ?? key, value]),
  )
}

const missing = (
  schema: ListHandlerSchema,
  names: readonly string[],
  input: JsonObject,
): string[] =>
  names
    .map((name) => keyOf(schema, name))
    .filter((key) => input[key] === undefined)
    .map((key) => `#: required key [${key}] not found`)

function alternatives(schema: ListHandlerSchema, input: JsonObject): string[] {
  const given = (branch: { readonly required: readonly string[] }): boolean =>
    missing(schema, branch.required, input).length === 0
  const problems: string[] = []
  const { oneOf, anyOf } = schema
  if (oneOf !== undefined) {
    const count = oneOf.filter(given).length
    if (count !== 1) {
      problems.push(`#: #: ${count} subschemas matched instead of one`)
      if (count === 0)
        problems.push(...oneOf.flatMap(({ required }) => missing(schema, required, input)))
    }
  }
  if (anyOf?.some(given) === false) {
    problems.push(`#: #: no subschema matched out of the total ${anyOf.length} subschemas`)
    problems.push(...anyOf.flatMap(({ required }) => missing(schema, required, input)))
  }
  return problems
}

/** Whether a resource is among those a list input asks for. */
export function matchesInput(resource: Resource, input: JsonObject): boolean {
  return Object.entries(input).every(([name, wanted]) => {
    const value = valueAt(resource.model, [name])
    if (value !== undefined) return same(value, wanted)
    // `ListenerArns` is no property of a listener: it lists identifiers.
    return !Array.isArray(wanted) || (wanted as readonly Json[]).includes(resource.identifier)
  })
}

const same = (value: Json, wanted: Json): boolean =>
  typeof value === 'object' || typeof wanted === 'object'
    ? jsonEqual(value, wanted)
    : String(value) === String(wanted)
