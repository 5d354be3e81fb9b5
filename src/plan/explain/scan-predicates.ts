import type { Json } from '../../util/index.js'
import { restricts } from '../condition.js'
import { child, integer, list, objects, text } from '../duckdb-node.js'
import { conditionsOf } from '../expression-condition.js'
import { tableFilterCondition } from '../table-filter.js'
import { comparisonSymbol, expressionText, valueText } from './expression-text.js'

/** One of the predicates, joined by AND, that reached a scan. */
export interface ScanPredicate {
  readonly text: string
  /** The columns that it speaks of. */
  readonly columns: readonly string[]
  /** False where all that planning knows of it is that it is there. */
  readonly readable: boolean
}

/** Names of the columns that a scan of a table puts out, in their order. */
export function outputOf(get: Json): readonly string[] {
  const names = list(get, 'names').map(String)
  const scanned = list(get, 'column_indexes').map((column) => names[integer(column, 'index')] ?? '')
  const projected = list(get, 'projection_ids').map(Number)
  return projected.length === 0 ? scanned : projected.map((index) => scanned[index] ?? '')
}

/** The predicates that DuckDB pushed into a scan, and those of a filter directly above it. */
export function scanPredicates(get: Json, filters: readonly Json[]): ScanPredicate[] {
  const names = list(get, 'names').map(String)
  const pushed = list(child(get, 'table_filters'), 'filters').flatMap((filter) => {
    const column = names[integer(filter, 'key')] ?? ''
    return filterParts(child(filter, 'value'), filters.length > 0).map((part) => ({
      text: filterText(part, column),
      columns: [column],
      readable: restricts(tableFilterCondition(part)),
    }))
  })
  const output = outputOf(get)
  const above = filters.flatMap(conjuncts).map((expression) => {
    const used = [...objects(expression)]
      .filter((node) => text(node, 'expression_class') === 'BOUND_REF')
      .map((node) => output[integer(node, 'index')] ?? '')
    return {
      text: expressionText(expression, output),
      columns: [...new Set(used)],
      readable: [...conditionsOf(expression).values()].every(restricts),
    }
  })
  return distinct([...pushed, ...above])
}

function conjuncts(expression: Json): readonly Json[] {
  return text(expression, 'type') === 'CONJUNCTION_AND'
    ? list(expression, 'children').flatMap(conjuncts)
    : [expression]
}

/** What a filter above says in full needs no telling as the help that it is for the scan. */
function filterParts(filter: Json | undefined, isRepeated: boolean): readonly (Json | undefined)[] {
  switch (text(filter, 'filter_type')) {
    case 'CONJUNCTION_AND':
      return list(filter, 'child_filters').flatMap((part) => filterParts(part, isRepeated))
    case 'OPTIONAL_FILTER':
      return isRepeated ? [] : [filter]
    default:
      return [filter]
  }
}

function filterText(filter: Json | undefined, column: string): string {
  const type = text(filter, 'filter_type')
  switch (type) {
    case 'CONSTANT_COMPARISON':
      return `${column} ${comparisonSymbol(text(filter, 'comparison_type'))} ${valueText(child(filter, 'constant'))}`
    case 'IN_FILTER':
      return `${column} IN (${list(filter, 'values').map(valueText).join(', ')})`
    case 'OPTIONAL_FILTER':
      return filterText(child(filter, 'child_filter'), column)
    case 'IS_NULL':
      return `${column} IS NULL`
    case 'IS_NOT_NULL':
      return `${column} IS NOT NULL`
    case 'EXPRESSION_FILTER':
      return expressionText(child(filter, 'expr'), [column])
    case 'CONJUNCTION_AND':
    case 'CONJUNCTION_OR': {
      const parts = list(filter, 'child_filters').map((part) => filterText(part, column))
      return `(${parts.join(type === 'CONJUNCTION_AND' ? ' AND ' : ' OR ')})`
    }
    default:
      return `${type.toLowerCase()} on ${column}`
  }
}

/** DuckDB says some twice. */
function distinct(predicates: readonly ScanPredicate[]): ScanPredicate[] {
  return [...new Map(predicates.map((each) => [each.text, each])).values()]
}
