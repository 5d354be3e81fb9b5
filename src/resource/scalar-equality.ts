import { type ExactNumber, isExactNumber, jsonEqual, type Json } from '../util/index.js'
import type { Path } from './facts.js'
import { coerceScalar } from './scalar.js'
import type { Shape } from './shape.js'

/**
 * True where two scalars are one value to the schema. Where it names one type, both are read as that;
 * where it names several or none, a number or boolean equals its text.
 */
export function scalarsEqual(shape: Shape, path: Path, a: Json, b: Json): boolean {
  if (isStructure(a) || isStructure(b)) return false
  if (jsonEqual(a, b)) return true
  if (typeof a === 'string' && typeof b === 'string' && sameLines(a, b)) return true
  if (shape.types.size !== 1) return typeof a !== typeof b && textOf(a) === textOf(b)
  const name = path.at(-1) ?? ''
  const left = coerceScalar(shape, name, a)
  const right = coerceScalar(shape, name, b)
  return 'value' in left && 'value' in right && jsonEqual(left.value, right.value)
}

function isStructure(value: Json): value is Exclude<Json, string | number | boolean | ExactNumber> {
  return typeof value === 'object' && !isExactNumber(value)
}

function textOf(value: string | number | boolean | ExactNumber): string {
  return isExactNumber(value) ? value.text : String(value)
}

/** Keys, certificates and scripts come back with or without the last line break. */
function sameLines(a: string, b: string): boolean {
  return (a.includes('\n') || b.includes('\n')) && a.trimEnd() === b.trimEnd()
}
