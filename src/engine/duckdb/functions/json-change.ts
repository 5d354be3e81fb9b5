import { AppError } from '../../../errors/index.js'
import { isJsonObject, type Json } from '../../../util/index.js'
import { keysOf } from './json-at.js'
import { listOf } from './list-of.js'

/** `-` of Postgres: without a key, a place, or a list of keys; of arrays a text takes the equal items. */
export function jsonWithout(value: Json, key: Json): Json {
  if (Array.isArray(value)) {
    const items = listOf(value)
    if (typeof key !== 'number') return items.filter((item) => !listOf(key).includes(item))
    const at = placeIn(items, key)
    return items.filter((_, index) => index !== at)
  }
  if (!isJsonObject(value)) throw failure('cannot delete from a JSON scalar')
  if (typeof key === 'number') throw failure('cannot delete from a JSON object by a number')
  return Object.fromEntries(Object.entries(value).filter(([name]) => !listOf(key).includes(name)))
}

/** `#-` of Postgres: without what stands at a path, where something does. */
export function jsonDeleteAt(value: Json, path: Json): Json {
  if (!isContainer(value)) throw failure('cannot delete a path in a JSON scalar')
  return change(value, keysOf(path), () => undefined)
}

/**
 * jsonb_set of Postgres: only the last key of the path may be missing, and is made where `make` says so; behind
 * either end of an array the value is added there.
 */
export function jsonSetAt(value: Json, path: Json, replacement: Json, make: boolean): Json {
  if (!isContainer(value)) throw failure('cannot set a path in a JSON scalar')
  return change(value, keysOf(path), (before) =>
    before === undefined && !make ? undefined : replacement,
  )
}

/** jsonb_insert of Postgres: a new item of an array before or after a place, or a key that was not there. */
export function jsonInsertAt(value: Json, path: Json, inserted: Json, after: boolean): Json {
  if (!isContainer(value)) throw failure('cannot set a path in a JSON scalar')
  const keys = keysOf(path)
  const last = keys.at(-1) ?? ''
  const insert: Change = (before) => {
    if (Array.isArray(before)) {
      const items = listOf(before)
      if (!/^[+-]?\d+$/.test(last)) throw noPlace(last)
      const at = Math.max(placeIn(items, Number(last)), 0) + (after ? 1 : 0)
      return [...items.slice(0, at), inserted, ...items.slice(at)]
    }
    if (!isJsonObject(before)) return before
    if (Object.hasOwn(before, last)) throw failure('cannot replace existing key')
    return { ...before, [last]: inserted }
  }
  if (keys.length <= 1) return insert(value) ?? value
  return change(value, keys.slice(0, -1), insert)
}

/** Without the members that are null; items of arrays stay. */
export function jsonStripNulls(value: Json): Json {
  if (Array.isArray(value)) return listOf(value).map(jsonStripNulls)
  if (!isJsonObject(value)) return value
  const kept = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(kept.map(([key, member]) => [key, jsonStripNulls(member)]))
}

type Change = (before: Json | undefined) => Json | undefined

function change(value: Json, [key, ...rest]: readonly string[], last: Change): Json {
  if (key === undefined) return value
  const inside: Change =
    rest.length === 0
      ? last
      : (before) => (before === undefined ? undefined : change(before, rest, last))
  if (Array.isArray(value)) return changedItem(listOf(value), key, inside)
  if (!isJsonObject(value)) return value
  const after = inside(Object.hasOwn(value, key) ? value[key] : undefined)
  const others = Object.entries(value).filter(([name]) => name !== key)
  return Object.fromEntries(after === undefined ? others : [...others, [key, after]])
}

function changedItem(items: readonly Json[], key: string, inside: Change): Json {
  if (!/^[+-]?\d+$/.test(key)) {
    throw noPlace(key)
  }
  const at = placeIn(items, Number(key))
  const after = inside(items[at])
  const changed = after === undefined ? [] : [after]
  return [...items.slice(0, Math.max(at, 0)), ...changed, ...items.slice(at + 1)] as Json
}

/** From the front; -1 before the first, the length behind the last. */
function placeIn(items: readonly Json[], place: number): number {
  return Math.max(-1, Math.min(place < 0 ? items.length + place : place, items.length))
}

function isContainer(value: Json): boolean {
  return Array.isArray(value) || isJsonObject(value)
}

function noPlace(key: string): AppError {
  return failure(`${JSON.stringify(key)} is no place in a JSON array: give a number`)
}

function failure(message: string): AppError {
  return new AppError('SQL_RUNTIME', message)
}
