import type { Json } from '../util/index.js'
import type { Condition } from './condition.js'
import { child, list, text } from './duckdb-node.js'
import { COMPARISONS, constantText, isInteger } from './expression-condition.js'

/** What a filter that DuckDB pushed into a scan demands of its column. */
export function tableFilterCondition(filter: Json | undefined): Condition {
  switch (text(filter, 'filter_type')) {
    case 'CONSTANT_COMPARISON': {
      const operator = COMPARISONS[text(filter, 'comparison_type')]
      const value = constantText(child(filter, 'constant'))
      const isOrder = operator !== '=' && isInteger(child(filter, 'constant'))
      return operator === undefined || value === undefined || isOrder
        ? { kind: 'opaque' }
        : { kind: 'compare', operator, value }
    }
    case 'IN_FILTER': {
      const values = list(filter, 'values').map(constantText)
      return values.every((value) => value !== undefined)
        ? { kind: 'in', values }
        : { kind: 'opaque' }
    }
    // Optional filters may be skipped by a scan, yet they follow from the statement: necessary all the same.
    case 'OPTIONAL_FILTER':
      return tableFilterCondition(child(filter, 'child_filter'))
    case 'CONJUNCTION_AND':
      return { kind: 'and', all: list(filter, 'child_filters').map(tableFilterCondition) }
    case 'CONJUNCTION_OR':
      return { kind: 'or', any: list(filter, 'child_filters').map(tableFilterCondition) }
    default:
      return { kind: 'opaque' }
  }
}
