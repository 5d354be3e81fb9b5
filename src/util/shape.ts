import { isJsonObject, type JsonObject } from './json.js'

/** Reads a value of unknown origin; `undefined` where it is not of the shape. */
export type Shape<T> = (value: unknown) => T | undefined

/** A key that may be absent. */
export interface Optional<T> {
  readonly optional: Shape<T>
}

type Fields<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K>
    ? Optional<Exclude<T[K], undefined>>
    : Shape<T[K]>
}

export const text: Shape<string> = (value) => (typeof value === 'string' ? value : undefined)

export const number: Shape<number> = (value) => (typeof value === 'number' ? value : undefined)

export const flag: Shape<boolean> = (value) => (typeof value === 'boolean' ? value : undefined)

/** Any object, as it is. */
export const jsonObject: Shape<JsonObject> = (value) => (isJsonObject(value) ? value : undefined)

export function oneOf<const T extends string | number>(...known: readonly T[]): Shape<T> {
  return (value) => known.find((each) => each === value)
}

export function optional<T>(shape: Shape<T>): Optional<T> {
  return { optional: shape }
}

export function listOf<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) return undefined
    const items = value.map(shape)
    return items.every((item) => item !== undefined) ? items : undefined
  }
}

export function mapOf<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value) => {
    const entries = entriesOf(value)?.map(([key, inner]) => [key, shape(inner)] as const)
    if (entries?.every(isWhole) !== true) return undefined
    // A key `__proto__` is a key like any other.
    return Object.fromEntries(entries)
  }
}

/** An object with these keys; others are left out. To be called with its type: `record<Point>({ x: number, y: number })`. */
export function record<T extends object>(fields: Fields<T>): Shape<T> {
  const shapes = Object.entries<Shape<unknown> | Optional<unknown>>(fields)
  return (value) => {
    const given = entriesOf(value)
    if (given === undefined) return undefined
    const values = new Map(given)
    const found: [string, unknown][] = []
    for (const [key, shape] of shapes) {
      const inner = values.get(key)
      if (typeof shape !== 'function' && inner === undefined) continue
      const read = (typeof shape === 'function' ? shape : shape.optional)(inner)
      if (read === undefined) return undefined
      found.push([key, read])
    }
    return Object.fromEntries(found) as T
  }
}

function entriesOf(value: unknown): [string, unknown][] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return Object.entries(value)
}

function isWhole<T>(entry: readonly [string, T | undefined]): entry is readonly [string, T] {
  return entry[1] !== undefined
}
