import { isJsonObject, type Json } from '../../../util/index.js'
import { listOf } from './list-of.js'

/** Postgres' order of the kinds of JSON: null, text, numbers, booleans, arrays, objects. */
const KINDS = ['null', 'string', 'number', 'boolean', 'array', 'object']

/** Less than, equal to or greater than 0, as Postgres orders jsonb: arrays and objects by their length first. */
export function jsonOrder(a: Json, b: Json): number {
  const kind = kindOf(a)
  const byKind = KINDS.indexOf(kind) - KINDS.indexOf(kindOf(b))
  if (byKind !== 0) return byKind
  if (Array.isArray(a)) return listOrder(listOf(a), listOf(b))
  if (isJsonObject(a) && isJsonObject(b)) {
    const [left, right] = [a, b].map((each) =>
      Object.entries(each).sort(([x], [y]) => (x < y ? -1 : 1)),
    )
    return listOrder((left ?? []).flat(), (right ?? []).flat())
  }
  if (a === b || a === null || b === null) return 0
  return a < b ? -1 : 1
}

function listOrder(left: readonly Json[], right: readonly Json[]): number {
  if (left.length !== right.length) return left.length - right.length
  for (const [index, item] of left.entries()) {
    const order = jsonOrder(item, right[index] ?? null)
    if (order !== 0) return order
  }
  return 0
}

function kindOf(value: Json): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
