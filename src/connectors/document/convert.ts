import type { PropertySchema, ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { readTime } from '../../resource/index.js'
import { isJsonObject, type Json, parseJson, jsonText } from '../../util/index.js'

type Home = Pick<ResourceSchema, 'properties' | 'definitions'>

/** A time in ISO 8601, whether it came as that or as epoch seconds; other values as they are. */
export function isoTime(value: Json): Json {
  const seconds = secondsOf(value)
  return seconds === undefined ? value : new Date(seconds * 1_000).toISOString()
}

/** Epoch seconds of a time; `undefined` for what is none. */
export function secondsOf(value: Json): number | undefined {
  return typeof value === 'number' || typeof value === 'string' ? readTime(value) : undefined
}

/**
 * A value as an SDK operation takes it: what the schema says is a time becomes a Date. A value is looked at by the
 * schema of its column, wherever in the input it goes.
 * @throws AppError VALUE_TYPE for a time that is none
 */
export function toWire(value: Json, schema: PropertySchema | undefined, home: Home): unknown {
  const own = resolved(schema, home)
  if (own?.format === 'timestamp' && value !== null) {
    const seconds = secondsOf(value)
    if (seconds === undefined) throw noTime(value)
    return new Date(seconds * 1_000)
  }
  if (own?.format === 'json-text') return typeof value === 'string' ? value : jsonText(value)
  return walked(value, own, home, toWire)
}

/** A value of an answer as rows show it: times in ISO 8601, JSON in a text as JSON. */
export function fromWire(value: Json, schema: PropertySchema | undefined, home: Home): Json {
  const own = resolved(schema, home)
  if (own?.format === 'timestamp') return isoTime(value)
  if (own?.format === 'json-text' && typeof value === 'string') return parsed(value)
  if (own?.type === 'integer' && typeof value === 'string') return integerOf(value)
  return walked(value, own, home, fromWire) as Json
}

function noTime(value: Json): AppError {
  return new AppError('VALUE_TYPE', `${JSON.stringify(value)} is no time`, {
    hint: 'give a time as ISO 8601 (2026-01-31T12:00:00Z) or as epoch seconds',
  })
}

function walked(
  value: Json,
  schema: PropertySchema | undefined,
  home: Home,
  convert: (value: Json, schema: PropertySchema | undefined, home: Home) => unknown,
): unknown {
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((each) => convert(each, schema?.items, home))
  }
  if (!isJsonObject(value)) return value
  const { properties = {}, additionalProperties: more } = schema ?? {}
  const others = typeof more === 'object' ? more : undefined
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      convert(inner, Object.hasOwn(properties, key) ? properties[key] : others, home),
    ]),
  )
}

function resolved(schema: PropertySchema | undefined, home: Home): PropertySchema | undefined {
  const [, kind, name = ''] = schema?.$ref?.split('/') ?? []
  if (kind === undefined) return schema
  return kind === 'definitions' ? home.definitions?.[name] : home.properties[name]
}

/** Some services write identifiers now as numbers, now as texts; one that a double cannot hold stays a text. */
function integerOf(text: string): Json {
  const isInteger = /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text))
  return isInteger ? Number(text) : text
}

function parsed(text: string): Json {
  try {
    return parseJson(text) as Json
  } catch {
    // What is no JSON after all is shown as it came.
    return text
  }
}
