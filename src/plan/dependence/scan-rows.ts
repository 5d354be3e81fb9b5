import type { Json } from '../../util/index.js'
import { child, integer, list, text } from '../duckdb-node.js'
import type { Branch } from './branch.js'
import { constantOf, expressionValue } from './expression-value.js'
import { columnValue, computed, type PlanSource, type Value } from './value.js'

/** What a node without children reads. */
export function scanRows(node: Json, instance: string): Branch {
  switch (text(node, 'type')) {
    case 'LOGICAL_GET':
      return tableRows(node, instance)
    case 'LOGICAL_CHUNK_GET':
      return statedRows(chunkRows(node), list(node, 'chunk_types').length, instance)
    case 'LOGICAL_EXPRESSION_GET':
      return statedRows(expressionRows(node), list(node, 'expr_types').length, instance)
    default:
      return { values: [], guards: [] }
  }
}

/** The names of the columns that a scan puts out, in order; `undefined` for the row's number. */
export function scannedColumns(node: Json | undefined): readonly (string | undefined)[] {
  const names = list(node, 'names').map(String)
  const scanned = list(node, 'column_indexes').map((column) => names[integer(column, 'index')])
  const projected = list(node, 'projection_ids').map(Number)
  return projected.length === 0 ? scanned : projected.map((index) => scanned[index])
}

function tableRows(node: Json, instance: string): Branch {
  const place = child(node, 'function_data')
  const table = text(place, 'table')
  const columns = scannedColumns(node)
  if (table === '') return { values: columns.map(() => undefined), guards: [] }
  const source: PlanSource = {
    kind: 'table',
    catalog: text(place, 'catalog'),
    schema: text(place, 'schema'),
    table,
  }
  const value = (name: string): Value => columnValue(source, instance, name)
  const names = list(node, 'names').map(String)
  const guards = list(child(node, 'table_filters'), 'filters').map((filter) => {
    const name = names[integer(filter, 'key')]
    return name === undefined ? undefined : filterValue(child(filter, 'value'), value(name))
  })
  return {
    values: columns.map((name) => (name === undefined ? undefined : value(name))),
    guards: guards.filter((guard) => guard !== undefined),
  }
}

const COMPARISONS: Readonly<Record<string, string>> = {
  COMPARE_EQUAL: '=',
  COMPARE_NOTEQUAL: '<>',
  COMPARE_LESSTHAN: '<',
  COMPARE_LESSTHANOREQUALTO: '<=',
  COMPARE_GREATERTHAN: '>',
  COMPARE_GREATERTHANOREQUALTO: '>=',
}

/** A filter that DuckDB pushed into a scan, as a predicate. */
function filterValue(filter: Json | undefined, column: Value): Value | undefined {
  switch (text(filter, 'filter_type')) {
    case 'CONSTANT_COMPARISON': {
      const operator = COMPARISONS[text(filter, 'comparison_type')]
      const constant = constantOf(child(filter, 'constant'))
      if (operator === undefined || constant === undefined) return undefined
      return computed(`(${column.sql} ${operator} ${constant.sql})`, [column, constant])
    }
    case 'IN_FILTER': {
      const values = list(filter, 'values').map(constantOf)
      if (!values.every((value) => value !== undefined)) return undefined
      return computed(`(${column.sql} IN (${values.map(({ sql }) => sql).join(', ')}))`, [column])
    }
    case 'IS_NOT_NULL':
      return computed(`(${column.sql} IS NOT NULL)`, [column])
    case 'IS_NULL':
      return computed(`(${column.sql} IS NULL)`, [column])
    case 'OPTIONAL_FILTER':
      return filterValue(child(filter, 'child_filter'), column)
    case 'EXPRESSION_FILTER':
      return expressionValue(child(filter, 'expr'), [column])
    case 'CONJUNCTION_AND':
    case 'CONJUNCTION_OR': {
      const parts = list(filter, 'child_filters').map((each) => filterValue(each, column))
      if (!parts.every((part) => part !== undefined) || parts.length === 0) return undefined
      const word = text(filter, 'filter_type') === 'CONJUNCTION_AND' ? ' AND ' : ' OR '
      return computed(`(${parts.map(({ sql }) => sql).join(word)})`, parts)
    }
    default:
      return undefined
  }
}

/** Rows of constants, column by column. */
function chunkRows(node: Json): readonly (readonly (string | undefined)[])[] {
  const columns = list(child(node, 'collection'), 'values').map((column) =>
    Array.isArray(column) ? (column as readonly Json[]).map((value) => constantOf(value)?.sql) : [],
  )
  const [first = []] = columns
  return first.map((_, row) => columns.map((column) => column[row]))
}

function expressionRows(node: Json): readonly (readonly (string | undefined)[])[] {
  return list(node, 'expressions').map((row) =>
    Array.isArray(row)
      ? (row as readonly Json[]).map((cell) => expressionValue(cell, [])?.sql)
      : [],
  )
}

/** More rows than these are not said again in SQL of ours. */
const MOST_ROWS = 10_000

function statedRows(
  rows: readonly (readonly (string | undefined)[])[],
  width: number,
  instance: string,
): Branch {
  const isKnown = rows.every(
    (row) => row.length === width && row.every((cell) => cell !== undefined),
  )
  if (rows.length === 0 || rows.length > MOST_ROWS || !isKnown) {
    return { values: Array.from({ length: width }, () => undefined), guards: [] }
  }
  const names = Array.from({ length: width }, (_, at) => `c${String(at)}`)
  const from = `(VALUES ${rows.map((row) => `(${row.join(', ')})`).join(', ')}) AS stated(${names.join(', ')})`
  const source: PlanSource = { kind: 'rows', from }
  return { values: names.map((name) => columnValue(source, instance, name)), guards: [] }
}
