import type { Json } from '../util/index.js'
import { both, either, type ComparisonOperator, type Condition } from './condition.js'
import { child, integer, list, objects, text } from './duckdb-node.js'

/** Conditions by the index of the column, as the node that holds the expression numbers its input. */
export type ConditionsByColumn = ReadonlyMap<number, Condition>

export const COMPARISONS: Readonly<Record<string, ComparisonOperator>> = {
  COMPARE_EQUAL: '=',
  COMPARE_NOTEQUAL: '<>',
  COMPARE_LESSTHAN: '<',
  COMPARE_LESSTHANOREQUALTO: '<=',
  COMPARE_GREATERTHAN: '>',
  COMPARE_GREATERTHANOREQUALTO: '>=',
}

const MIRRORED: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

/** What a bound filter expression demands of each column that it mentions. */
export function conditionsOf(expression: Json): ConditionsByColumn {
  const type = text(expression, 'type')
  if (text(expression, 'expression_class') === 'BOUND_CONJUNCTION') {
    const parts = list(expression, 'children').map(conditionsOf)
    return type === 'CONJUNCTION_AND' ? conjunction(parts) : disjunction(parts)
  }
  return comparison(expression) ?? membership(expression) ?? opaque(expression)
}

export function conjunction(parts: readonly ConditionsByColumn[]): Map<number, Condition> {
  const merged = new Map<number, Condition>()
  for (const part of parts) {
    for (const [column, condition] of part) merged.set(column, both(merged.get(column), condition))
  }
  return merged
}

/** True where `conditionsOf` loses nothing: comparisons of one column with constants, and conjunctions of them. */
export function saysAll(expression: Json): boolean {
  if (text(expression, 'expression_class') === 'BOUND_CONJUNCTION') {
    const parts = list(expression, 'children')
    return parts.every(saysAll) && conditionsOf(expression).size === 1
  }
  return (comparison(expression) ?? membership(expression)) !== undefined
}

/** A column is bounded by an OR only where every branch bounds it; elsewhere the predicate is just there. */
function disjunction(parts: readonly ConditionsByColumn[]): Map<number, Condition> {
  const merged = new Map<number, Condition>()
  const columns = new Set(parts.flatMap((part) => [...part.keys()]))
  for (const column of columns) {
    const branches = parts.map((part): Condition => part.get(column) ?? { kind: 'opaque' })
    merged.set(column, branches.reduce(either))
  }
  return merged
}

function comparison(expression: Json): ConditionsByColumn | undefined {
  const operator = COMPARISONS[text(expression, 'type')]
  if (operator === undefined) return undefined
  const left = child(expression, 'left')
  const right = child(expression, 'right')
  const [reference, constant, direction] =
    columnIndex(left) !== undefined ? [left, right, operator] : [right, left, MIRRORED[operator]]
  const column = columnIndex(reference)
  const value = constantText(child(constant, 'value'))
  if (column === undefined || value === undefined || text(constant, 'type') !== 'VALUE_CONSTANT') {
    return undefined
  }
  if (direction !== '=' && isInteger(child(constant, 'value'))) return undefined
  return new Map([[column, { kind: 'compare', operator: direction, value }]])
}

function membership(expression: Json): ConditionsByColumn | undefined {
  if (text(expression, 'type') !== 'COMPARE_IN') return undefined
  const [reference, ...choices] = list(expression, 'children')
  const column = columnIndex(reference)
  const values = choices.map((choice) => constantText(child(choice, 'value')))
  if (column === undefined || !values.every((value) => value !== undefined)) return undefined
  return new Map([[column, { kind: 'in', values }]])
}

function opaque(expression: Json): ConditionsByColumn {
  const columns = [...objects(expression)].map(columnIndex).filter((column) => column !== undefined)
  return new Map(columns.map((column) => [column, { kind: 'opaque' }]))
}

function columnIndex(expression: Json | undefined): number | undefined {
  return text(expression, 'expression_class') === 'BOUND_REF'
    ? integer(expression, 'index')
    : undefined
}

/** The text of a VARCHAR or integer constant; other types and NULL are not pushed. */
export function constantText(value: Json | undefined): string | undefined {
  if (child(value, 'is_null') === true) return undefined
  const found = child(value, 'value')
  if (isInteger(value)) return typeof found === 'number' ? String(found) : undefined
  const isText = text(child(value, 'type'), 'id') === 'VARCHAR'
  return isText && typeof found === 'string' ? found : undefined
}

/** Integers are compared as texts, which says nothing but whether they are equal. */
export function isInteger(value: Json | undefined): boolean {
  return INTEGERS.has(text(child(value, 'type'), 'id'))
}

const INTEGERS = new Set(['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT'])
