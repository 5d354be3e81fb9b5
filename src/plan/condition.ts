import { assertNever } from '../util/index.js'

/**
 * What a statement says about one column of one table reference: a necessary condition, never a
 * sufficient one. Rows that fail it cannot be in the answer; DuckDB checks all of it again.
 */
export type Condition =
  | { readonly kind: 'in'; readonly values: readonly string[] }
  | { readonly kind: 'compare'; readonly operator: ComparisonOperator; readonly value: string }
  | { readonly kind: 'and'; readonly all: readonly Condition[] }
  | { readonly kind: 'or'; readonly any: readonly Condition[] }
  /** There is a predicate, but not one that we can evaluate. */
  | { readonly kind: 'opaque' }

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>='

/** The finite set of values that can satisfy the condition, or `undefined` where it does not bound them. */
export function finiteValues(condition: Condition | undefined): readonly string[] | undefined {
  if (condition === undefined) return undefined
  switch (condition.kind) {
    case 'in':
      return [...new Set(condition.values)]
    case 'compare':
      return condition.operator === '=' ? [condition.value] : undefined
    case 'and': {
      const bounded = condition.all.map(finiteValues).filter((set) => set !== undefined)
      const [first, ...others] = bounded
      return first
        ?.filter((value) => others.every((set) => set.includes(value)))
        .filter((value) => admits(condition, value))
    }
    case 'or': {
      const sets = condition.any.map(finiteValues)
      return sets.every((set) => set !== undefined) ? [...new Set(sets.flat())] : undefined
    }
    case 'opaque':
      return undefined
    default:
      return assertNever(condition)
  }
}

/** False only where the value certainly fails the condition. Comparison is by code point, as in DuckDB. */
export function admits(condition: Condition, value: string): boolean {
  switch (condition.kind) {
    case 'in':
      return condition.values.includes(value)
    case 'compare':
      return compares(condition.operator, value, condition.value)
    case 'and':
      return condition.all.every((part) => admits(part, value))
    case 'or':
      return condition.any.some((part) => admits(part, value))
    case 'opaque':
      return true
    default:
      return assertNever(condition)
  }
}

/** False where nothing is known but that there is a predicate: DuckDB derives IS NOT NULL from joins. */
export function restricts(condition: Condition): boolean {
  switch (condition.kind) {
    case 'in':
    case 'compare':
      return true
    case 'and':
      return condition.all.some(restricts)
    case 'or':
      return condition.any.every(restricts)
    case 'opaque':
      return false
    default:
      return assertNever(condition)
  }
}

/** True where the condition says all that the predicate does: no part of it is opaque. */
export function isExact(condition: Condition): boolean {
  switch (condition.kind) {
    case 'in':
    case 'compare':
      return true
    case 'and':
      return condition.all.every(isExact)
    case 'or':
      return condition.any.every(isExact)
    case 'opaque':
      return false
    default:
      return assertNever(condition)
  }
}

function compares(operator: ComparisonOperator, left: string, right: string): boolean {
  const order = Buffer.compare(Buffer.from(left), Buffer.from(right))
  switch (operator) {
    case '=':
      return order === 0
    case '<>':
      return order !== 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    default:
      return assertNever(operator)
  }
}

export function both(a: Condition | undefined, b: Condition): Condition {
  return a === undefined ? b : { kind: 'and', all: [a, b] }
}

export function either(a: Condition, b: Condition): Condition {
  return { kind: 'or', any: [a, b] }
}
