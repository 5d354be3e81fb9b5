import { doubleOf, isExactNumber, jsonEqual } from '../../util/index.js'
import type { Value } from './values.js'
import { fromJsonText, isArray, isRecord, plain, toText } from './values.js'

/** Arithmetic of two values; `undefined` where one of them is not a number. */
export function arithmetic(operator: string, a: Value, b: Value): number | undefined {
  const left = asNumber(a)
  const right = asNumber(b)
  if (left === undefined || right === undefined) return undefined
  switch (operator) {
    case 'Sub':
      return left - right
    case 'Mul':
      return left * right
    case 'Div':
      return left / right
    case 'FloorDiv':
      return Math.floor(left / right)
    case 'Mod':
      return left % right
    default:
      return left ** right
  }
}

/** `+`: the sum of two numbers, else the texts joined. */
export function add(a: Value, b: Value): Value {
  if (typeof a === 'number' && typeof b === 'number') return a + b
  return toText(a) + toText(b)
}

/**
 * A number, or a text that is one: variables from the command line are texts. `undefined` for one that a double does not
 * hold digit by digit: calculated with, it would be another number, and as a text it equals its own spelling alone.
 */
export function asNumber(value: Value): number | undefined {
  if (typeof value === 'number') return value
  if (isExactNumber(value)) return undefined
  const text = typeof value === 'string' ? value.trim() : ''
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? doubleOf(text) : undefined
}

/** Compares with `==`, `!=`, `<` and so on; numbers and booleans equal the texts that spell them. */
export function compare(operator: string, a: Value, b: Value): boolean {
  switch (operator) {
    case '==':
      return equal(a, b)
    case '!=':
      return !equal(a, b)
    case '===':
      return jsonEqual(plain(a), plain(b))
    case '!==':
      return !jsonEqual(plain(a), plain(b))
    default:
      return ordered(operator, a, b)
  }
}

/** `a in b`: a part of a text, an item of an array, a key of an object. */
export function contains(needle: Value, haystack: Value): boolean {
  const target = fromJsonText(haystack)
  if (isArray(target)) return target.some((item) => equal(item, needle))
  if (isRecord(target)) return Object.hasOwn(target, toText(needle))
  return toText(target).includes(toText(needle))
}

function equal(a: Value, b: Value): boolean {
  const left = plain(a)
  const right = plain(b)
  if (left === null || right === null || typeof left === typeof right) return jsonEqual(left, right)
  const [x, y] = [asNumber(left), asNumber(right)]
  if (x !== undefined && y !== undefined) return x === y
  return toText(left) === toText(right)
}

function ordered(operator: string, a: Value, b: Value): boolean {
  const [x, y] = [asNumber(a), asNumber(b)]
  const order = x !== undefined && y !== undefined ? x - y : textOrder(toText(a), toText(b))
  switch (operator) {
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    default:
      return order >= 0
  }
}

function textOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
