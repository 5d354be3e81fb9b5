import { sqlText } from '../../util/index.js'
import type { Json } from '../../util/index.js'
import { child, integer, list, text } from '../duckdb-node.js'

/** Operators by the type of a bound comparison, as they are written. */
const SYMBOLS: Readonly<Record<string, string>> = {
  COMPARE_EQUAL: '=',
  COMPARE_NOTEQUAL: '<>',
  COMPARE_LESSTHAN: '<',
  COMPARE_LESSTHANOREQUALTO: '<=',
  COMPARE_GREATERTHAN: '>',
  COMPARE_GREATERTHANOREQUALTO: '>=',
  COMPARE_DISTINCT_FROM: 'IS DISTINCT FROM',
  COMPARE_NOT_DISTINCT_FROM: 'IS NOT DISTINCT FROM',
}

export function comparisonSymbol(type: string): string {
  return SYMBOLS[type] ?? type.replace(/^COMPARE_/, '').toLowerCase()
}

/**
 * A bound expression of DuckDB's plan as SQL for people: casts that DuckDB added are left out. `names` are those
 * of the columns that the expression's references count.
 */
export function expressionText(expression: Json | undefined, names: readonly string[]): string {
  const type = text(expression, 'type')
  const children = (): string[] =>
    list(expression, 'children').map((each) => expressionText(each, names))
  switch (text(expression, 'expression_class')) {
    case 'BOUND_REF': {
      const index = integer(expression, 'index')
      return names[index] ?? `#${String(index)}`
    }
    case 'BOUND_CONSTANT':
      return valueText(child(expression, 'value'))
    case 'BOUND_CAST':
      return expressionText(child(expression, 'child'), names)
    case 'BOUND_COMPARISON': {
      const left = expressionText(child(expression, 'left'), names)
      return `${left} ${comparisonSymbol(type)} ${expressionText(child(expression, 'right'), names)}`
    }
    case 'BOUND_CONJUNCTION':
      return `(${children().join(type === 'CONJUNCTION_AND' ? ' AND ' : ' OR ')})`
    case 'BOUND_BETWEEN': {
      const [input = '', lower = '', upper = ''] = ['input', 'lower', 'upper'].map((part) =>
        expressionText(child(expression, part), names),
      )
      return `${input} BETWEEN ${lower} AND ${upper}`
    }
    case 'BOUND_OPERATOR':
      return operatorText(type, children())
    case 'BOUND_FUNCTION':
      return functionText(text(expression, 'name'), children(), expression)
    case 'BOUND_AGGREGATE': {
      const name = text(expression, 'name')
      return name === 'count_star' ? 'count(*)' : `${name}(${children().join(', ')})`
    }
    case 'BOUND_WINDOW':
      return `${type.replace(/^WINDOW_/, '').toLowerCase()}(${children().join(', ')}) OVER (…)`
    case 'BOUND_CASE':
      return 'CASE … END'
    default:
      return type.toLowerCase() || '…'
  }
}

function operatorText(type: string, operands: readonly string[]): string {
  const [first = '', ...others] = operands
  switch (type) {
    case 'OPERATOR_IS_NULL':
      return `${first} IS NULL`
    case 'OPERATOR_IS_NOT_NULL':
      return `${first} IS NOT NULL`
    case 'OPERATOR_NOT':
      return `NOT (${first})`
    case 'COMPARE_IN':
      return `${first} IN (${others.join(', ')})`
    case 'COMPARE_NOT_IN':
      return `${first} NOT IN (${others.join(', ')})`
    default:
      return `${type.replace(/^OPERATOR_/, '').toLowerCase()}(${operands.join(', ')})`
  }
}

function functionText(
  name: string,
  operands: readonly string[],
  expression: Json | undefined,
): string {
  const [left = '', right = ''] = operands
  const isOperator = child(expression, 'is_operator') === true || /^\W+$/.test(name)
  return isOperator && operands.length === 2
    ? `${left} ${name} ${right}`
    : `${name}(${operands.join(', ')})`
}

/** A constant as a literal. */
export function valueText(value: Json | undefined): string {
  const found = child(value, 'value')
  if (child(value, 'is_null') === true || found === undefined || found === null) return 'NULL'
  if (typeof found === 'string') return sqlText(found)
  return typeof found === 'object' ? JSON.stringify(found) : String(found)
}
