import type { Value } from './values.js'
import { fromJsonText, isArray, isRecord, plain, toText } from './values.js'

const FORBIDDEN = new Set(['constructor', 'prototype'])

/** True for names that lead from data to the language behind it, whatever they are asked of. */
export function isForbiddenName(name: string): boolean {
  return FORBIDDEN.has(name) || (name.startsWith('__') && name.endsWith('__'))
}

/** The own member of a value; `undefined` where it has none. Text that spells JSON is looked into. */
export function memberOf(value: Value, key: string | number): Value {
  const target = fromJsonText(value)
  if (isArray(target)) {
    if (key === 'length') return target.length
    return /^-?\d+$/.test(String(key)) ? target.at(Number(key)) : undefined
  }
  if (isRecord(target)) return Object.hasOwn(target, key) ? target[key] : undefined
  if (target === null || typeof target === 'boolean' || typeof target === 'number') return undefined
  const text = toText(target)
  if (key === 'length') return text.length
  return /^\d+$/.test(String(key)) ? text[Number(key)] : undefined
}

type Method = (value: string, args: readonly string[]) => Value

const TEXT_METHODS: Readonly<Record<string, Method>> = {
  endswith: (text, [end = '']) => text.endsWith(end),
  endsWith: (text, [end = '']) => text.endsWith(end),
  includes: (text, [part = '']) => text.includes(part),
  lower: (text) => text.toLowerCase(),
  replace: (text, [from = '', to = '']) => text.replaceAll(from, () => to),
  split: (text, [by]) => (by === undefined ? text.trim().split(/\s+/) : text.split(by)),
  startswith: (text, [start = '']) => text.startsWith(start),
  startsWith: (text, [start = '']) => text.startsWith(start),
  strip: (text) => text.trim(),
  toLowerCase: (text) => text.toLowerCase(),
  toUpperCase: (text) => text.toUpperCase(),
  trim: (text) => text.trim(),
  upper: (text) => text.toUpperCase(),
}

/** Calls one of the few methods that templates may use; `undefined` where the value has no such method. */
export function callMethod(
  value: Value,
  name: string,
  args: readonly Value[],
): { readonly result: Value } | undefined {
  const target = fromJsonText(value)
  if (isRecord(target)) {
    if (name === 'items') return { result: Object.entries(target) }
    if (name === 'keys') return { result: Object.keys(target) }
    if (name === 'values') return { result: Object.values(target) }
    if (name === 'get') return { result: memberOf(target, toText(args[0])) ?? args[1] ?? null }
    return undefined
  }
  if (isArray(target)) {
    if (name === 'includes') return { result: target.map(toText).includes(toText(args[0])) }
    if (name === 'indexOf') return { result: target.map(toText).indexOf(toText(args[0])) }
    if (name === 'slice') return { result: target.slice(asIndex(args[0]), asIndex(args[1])) }
    return undefined
  }
  const text = plain(value)
  if (typeof text !== 'string' || !Object.hasOwn(TEXT_METHODS, name)) return undefined
  const method = TEXT_METHODS[name]
  return method === undefined ? undefined : { result: method(text, args.map(toText)) }
}

function asIndex(value: Value): number | undefined {
  return typeof value === 'number' ? value : undefined
}
