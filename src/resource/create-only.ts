import type { ResourceSchema } from '../catalog/index.js'
import { canonicalJson } from '../util/index.js'
import type { Difference } from './difference.js'
import { covered, factsOf, type Path } from './facts.js'
import { isWithin, valuesAt } from './pointer.js'
import type { Reason } from './change.js'

/** What acting on a difference takes: create-only counts at its exact path, below lists too. */
export function effectOf(schema: ResourceSchema, difference: Difference): Reason['effect'] {
  const { createOnly, conditionalCreateOnly } = factsOf(schema)
  if (createOnly.some((fixed) => changes(difference, fixed))) return 'replace'
  if (conditionalCreateOnly.some((fixed) => changes(difference, fixed))) return 'may-replace'
  return 'in-place'
}

/** True for paths that no patch may name. */
export function isFixed(schema: ResourceSchema, path: Path): boolean {
  const { createOnly, readOnly } = factsOf(schema)
  return covered(path, createOnly) || covered(path, readOnly)
}

function changes({ path, from, to }: Difference, fixed: Path): boolean {
  if (isWithin(path, fixed)) return true
  if (!isWithin(path, fixed.slice(0, path.length))) return false
  const rest = fixed.slice(path.length)
  const before = valuesAt(from, rest).map(canonicalJson)
  const after = valuesAt(to, rest).map(canonicalJson)
  if (!rest.includes('*')) return before.join() !== after.join()
  // New items of a list may bring values, and items may go; those that stay keep theirs.
  const [fewer, more] = before.length < after.length ? [before, after] : [after, before]
  return !fewer.every((value) => takeOne(more, value))
}

function takeOne(values: string[], value: string): boolean {
  const index = values.indexOf(value)
  if (index >= 0) values.splice(index, 1)
  return index >= 0
}
