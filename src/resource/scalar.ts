import type { Json } from '../util/index.js'
import { ExactNumber, exactInteger, isExactNumber, jsonText, parseJson } from '../util/index.js'
import { epochSeconds, isoFromEpoch, isoText, isTimeName, readTime } from './time-value.js'
import type { Shape } from './shape.js'

export type ScalarResult =
  { readonly value: string | number | boolean | ExactNumber } | { readonly problem: string }

/** What SQL, a manifest or a service gives for a scalar. */
export type ScalarInput = string | number | bigint | boolean | Date | ExactNumber

/** Reads a scalar as the first of the shape's types that can hold it. `name` tells times from counts. */
export function coerceScalar(shape: Shape, name: string, value: ScalarInput): ScalarResult {
  const { types } = shape
  if (typeof value === 'number' && !Number.isFinite(value)) return { problem: NOT_FINITE }
  if (types.size === 0) return asAnything(value, shape)
  if (typeof value === 'boolean' && types.has('boolean')) return { value }
  if (isNumeric(value) && (types.has('integer') || types.has('number'))) {
    return asNumber(shape, name, value)
  }
  if (types.has('string')) return asText(shape, value)
  if (types.has('boolean')) return asBoolean(value)
  if (types.has('integer') || types.has('number')) return asNumber(shape, name, value)
  return { problem: '' }
}

/** A list or an object for a property that takes text: its JSON. */
export function structureAsText(value: Json): ScalarResult {
  const notFinite: number[] = []
  const text = jsonText(value, (_key, inner: unknown) => {
    if (typeof inner === 'number' && !Number.isFinite(inner)) notFinite.push(inner)
    return inner
  })
  return notFinite.length > 0 ? { problem: NOT_FINITE } : { value: text }
}

function asAnything(value: ScalarInput, shape: Shape): ScalarResult {
  if (value instanceof Date) return asText(shape, value)
  if (typeof value === 'bigint') return { value: wholeNumber(value) }
  return { value }
}

function asText(shape: Shape, value: ScalarInput): ScalarResult {
  const isTime = shape.format === 'date-time' || shape.format === 'timestamp'
  if (value instanceof Date) return orProblem(isoFromEpoch(value.getTime() / 1000), TIME_PROBLEM)
  const text = String(value)
  if (!isTime) return { value: text }
  const iso = isoText(text)
  if (iso !== undefined) return { value: iso }
  const seconds = readTime(text)
  return orProblem(seconds === undefined ? undefined : isoFromEpoch(seconds), TIME_PROBLEM)
}

function asBoolean(value: ScalarInput): ScalarResult {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : ''
  if (text === 'true' || text === 'false') return { value: text === 'true' }
  return { problem: 'Use true or false.' }
}

function asNumber(shape: Shape, name: string, value: ScalarInput): ScalarResult {
  const wholeOnly = !shape.types.has('number')
  if (typeof value === 'bigint') return { value: wholeNumber(value) }
  if (isExactNumber(value)) {
    const isTaken = !wholeOnly || exactInteger(value) !== undefined
    return isTaken ? { value } : { problem: 'Give a whole number.' }
  }
  if (value instanceof Date) return { value: value.getTime() / 1000 }
  if (typeof value === 'number') return finite(value, wholeOnly)
  if (typeof value !== 'string') return { problem: '' }
  const text = value.trim()
  if (/^[+-]?\d+(?:\.0+)?$/.test(text)) {
    return { value: wholeNumber(BigInt(text.replace(/^\+|\.0+$/g, ''))) }
  }
  if (!wholeOnly && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) {
    const double = finite(Number(text), false)
    return isJsonNumber(text) ? { value: parseJson(text) as number | ExactNumber } : double
  }
  const seconds = isTimeName(name) ? epochSeconds(text) : undefined
  if (seconds !== undefined) return { value: wholeOnly ? Math.floor(seconds) : seconds }
  return { problem: isTimeName(name) ? TIME_PROBLEM : '' }
}

const NOT_FINITE = 'JSON has no infinity and no NaN.'

const TIME_PROBLEM = 'Give a time as ISO 8601 (2026-01-31T12:00:00Z) or as epoch seconds.'

/** A number where a double holds it, else all of its digits. */
function wholeNumber(value: bigint): number | ExactNumber {
  const number = Number(value)
  if (Number.isSafeInteger(number)) return number === 0 ? 0 : number
  return new ExactNumber(value.toString())
}

const isJsonNumber = (text: string): boolean =>
  /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)

function finite(value: number, wholeOnly: boolean): ScalarResult {
  if (!Number.isFinite(value)) return { problem: NOT_FINITE }
  if (wholeOnly && !Number.isSafeInteger(value)) return { problem: 'Give a whole number.' }
  return { value }
}

function isNumeric(value: unknown): value is number | bigint | ExactNumber {
  return typeof value === 'number' || typeof value === 'bigint' || isExactNumber(value)
}

function orProblem(value: string | undefined, problem: string): ScalarResult {
  return value === undefined ? { problem } : { value }
}

/** `an integer`, `an object or a string`: what a shape takes, for messages. */
export function describeTypes(shape: Shape): string {
  if (shape.types.size === 0) return 'any value'
  return [...shape.types].map((type) => ARTICLES[type]).join(' or ')
}

const ARTICLES = {
  string: 'a string',
  integer: 'an integer',
  number: 'a number',
  boolean: 'a boolean',
  array: 'a JSON array',
  object: 'a JSON object',
  null: 'null',
} as const

/** A value as messages show it, cut where it is long. */
export function describeValue(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (value instanceof Date) return 'a timestamp'
  if (isExactNumber(value)) return `the number ${value.text}`
  if (typeof value === 'object' && value !== null) return 'an object'
  if (typeof value === 'bigint') return `the number ${value.toString()}`
  if (typeof value === 'number') return `the number ${value}`
  const text = JSON.stringify(value) as string | undefined
  if (text === undefined) return String(value)
  return text.length > 60 ? `${text.slice(0, 57)}..."` : text
}
