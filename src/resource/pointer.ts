import type { Json } from '../util/index.js'
import { isJsonObject } from '../util/index.js'

/** Segments of a registry pointer without its `/properties` head: `/properties/A/*` is `['A', '*']`. */
export function pointerPath(pointer: string): readonly string[] {
  let path = PATHS.get(pointer)
  if (path === undefined) {
    path = pointer
      .replace(/^\/properties\//, '')
      .split('/')
      .map(decode)
    PATHS.set(pointer, path)
  }
  return path
}

/** Those of the types that are used: each is asked for with every resource of its type. */
const PATHS = new Map<string, readonly string[]>()

/** Segments of an RFC 6901 pointer. */
export function parsePointer(pointer: string): string[] {
  return pointer.split('/').slice(1).map(decode)
}

/** RFC 6901 text of segments: `['A', 'b/c']` is `/A/b~1c`. */
export function formatPointer(path: readonly string[]): string {
  return path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function decode(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** True where `path` lies at or under `pattern`, whose `*` stands for any one step. */
export function isWithin(path: readonly string[], pattern: readonly string[]): boolean {
  return (
    path.length >= pattern.length &&
    pattern.every((step, index) => step === '*' || step === path[index])
  )
}

/** Every value at `path`; `*` takes each item of an array and each value of an object. */
export function valuesAt(value: Json | undefined, path: readonly string[]): Json[] {
  if (value === undefined) return []
  const [step, ...rest] = path
  if (step === undefined) return [value]
  if (Array.isArray(value)) {
    const items = value as readonly Json[]
    if (step === '*') return items.flatMap((item) => valuesAt(item, rest))
    return valuesAt(items[Number(step)], rest)
  }
  if (!isJsonObject(value)) return []
  if (step === '*' && !Object.hasOwn(value, '*')) {
    return Object.values(value).flatMap((item) => valuesAt(item, rest))
  }
  return Object.hasOwn(value, step) ? valuesAt(value[step], rest) : []
}

/** A copy of `value` without what lies at `path`; `*` as in `valuesAt`. */
export function withoutPath(value: Json, path: readonly string[]): Json {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((item, index) =>
      step === '*' || step === String(index) ? withoutPath(item, rest) : item,
    )
  }
  if (!isJsonObject(value)) return value
  const kept = Object.entries(value)
    .filter(([key]) => !(rest.length === 0 && (step === '*' || step === key)))
    .map(([key, inner]): [string, Json] =>
      step === '*' || step === key ? [key, withoutPath(inner, rest)] : [key, inner],
    )
  return Object.fromEntries(kept)
}
