import { parseJson, type Json, type JsonObject } from '../util/index.js'
import { isJsonObject } from '../util/index.js'
import { ServiceFault, validation } from './service-fault.js'

interface Bounds {
  readonly min: number
  readonly max: number
  readonly pattern?: RegExp
}

const TYPE_NAME = /^[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}$/
const TOKEN = /^[-A-Za-z0-9+/=]+$/
const TEXT = /^.+$/s

/** Bounds of the service model, by member name. */
const BOUNDS: Readonly<Record<string, Bounds>> = {
  TypeName: { min: 10, max: 196, pattern: TYPE_NAME },
  Identifier: { min: 1, max: 1024, pattern: TEXT },
  ClientToken: { min: 1, max: 128, pattern: TOKEN },
  RequestToken: { min: 1, max: 128, pattern: TOKEN },
  DesiredState: { min: 1, max: 262_144 },
  PatchDocument: { min: 1, max: 262_144 },
  ResourceModel: { min: 1, max: 262_144 },
  NextToken: { min: 1, max: 4096, pattern: TEXT },
}

/** A required text member. @throws ServiceFault ValidationException as the service's front end words it. */
export function requiredText(input: JsonObject, member: string): string {
  const value = optionalText(input, member)
  if (value === undefined) throw constraint(member, 'Member must not be null', 'null')
  return value
}

export function optionalText(input: JsonObject, member: string): string | undefined {
  const value: Json | undefined = input[member]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') {
    throw new ServiceFault('SerializationException', `${member} must be a string`)
  }
  const bounds = BOUNDS[member]
  if (bounds !== undefined) check(member, value, bounds)
  return value
}

/** 1 to 100, or undefined. */
export function maxResults(input: JsonObject): number | undefined {
  const value = input['MaxResults']
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw new ServiceFault('SerializationException', 'MaxResults must be an integer')
  }
  if (value < 1)
    throw constraint('MaxResults', 'Member must have value greater than or equal to 1', value)
  if (value > 100)
    throw constraint('MaxResults', 'Member must have value less than or equal to 100', value)
  return value
}

/** A member that carries a JSON object as text. */
export function jsonObjectMember(text: string, member: string): JsonObject {
  const value = jsonMember(text, member)
  if (!isJsonObject(value)) throw validation(`${member} must be a JSON object`)
  return value
}

export function jsonMember(text: string, member: string): Json {
  try {
    return parseJson(text) as Json
  } catch {
    throw validation(`${member} is not valid JSON`)
  }
}

function check(member: string, value: string, bounds: Bounds): void {
  const { min, max, pattern } = bounds
  if (value.length < min) {
    throw constraint(member, `Member must have length greater than or equal to ${min}`, value)
  }
  if (value.length > max) {
    throw constraint(member, `Member must have length less than or equal to ${max}`, value)
  }
  if (pattern !== undefined && !pattern.test(value)) {
    throw constraint(
      member,
      `Member must satisfy regular expression pattern: ${pattern.source}`,
      value,
    )
  }
}

function constraint(member: string, rule: string, value: string | number): ServiceFault {
  const name = member.charAt(0).toLowerCase() + member.slice(1)
  const shown = typeof value === 'string' && value.length > 256 ? '...' : value
  return validation(
    `1 validation error detected: Value '${shown}' at '${name}' failed to satisfy constraint: ${rule}`,
  )
}
