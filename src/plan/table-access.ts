import type { Json } from '../util/index.js'
import { both, either, type Condition } from './condition.js'
import { child, integer, list, text } from './duckdb-node.js'
import { conditionsOf, conjunction } from './expression-condition.js'
import { tableFilterCondition } from './table-filter.js'

/** How a statement reads one relation: which columns, and what it demands of them. */
export interface TableAccess {
  readonly catalog: string
  readonly schema: string
  readonly table: string
  /** Names of the columns that are needed, for output or for a filter. */
  readonly columns: readonly string[]
  readonly conditions: ReadonlyMap<string, Condition>
}

/** Reads DuckDB's optimized plan (json_serialize_plan): one access for each scan of a table in it. */
export function readAccesses(plan: Json): TableAccess[] {
  const accesses: TableAccess[] = []
  for (const root of list(plan, 'plans')) visit(root, [], accesses)
  return accesses
}

/** The access of a relation of which nothing is known but that it is read. */
export function wholeAccess({ catalog, schema, name, columns }: ReadRelation): TableAccess {
  const names = columns.map((column) => column.name)
  return { catalog, schema, table: name, columns: names, conditions: new Map() }
}

interface ReadRelation {
  readonly catalog: string
  readonly schema: string
  readonly name: string
  readonly columns: readonly { readonly name: string }[]
}

/** `filters` are the expressions of LOGICAL_FILTER nodes directly above `node`. */
function visit(node: Json, filters: readonly Json[], accesses: TableAccess[]): void {
  const type = text(node, 'type')
  if (type === 'LOGICAL_GET' && text(child(node, 'function_data'), 'table') !== '') {
    accesses.push(readGet(node, filters))
  }
  const above = type === 'LOGICAL_FILTER' ? [...filters, ...list(node, 'expressions')] : []
  for (const below of list(node, 'children')) visit(below, above, accesses)
}

function readGet(node: Json, filters: readonly Json[]): TableAccess {
  const names = list(node, 'names').map(String)
  const scanned = list(node, 'column_indexes').map((column) => names[integer(column, 'index')])
  const projected = list(node, 'projection_ids').map(Number)
  // A scan without projection ids puts out its columns as they come.
  const output = projected.length === 0 ? scanned : projected.map((index) => scanned[index])
  const conditions = new Map<string, Condition>()
  for (const filter of list(child(node, 'table_filters'), 'filters')) {
    const name = names[integer(filter, 'key')]
    if (name === undefined) continue
    conditions.set(name, both(conditions.get(name), tableFilterCondition(child(filter, 'value'))))
  }
  for (const [index, condition] of conjunction(filters.map(conditionsOf))) {
    const name = output[index]
    if (name !== undefined) conditions.set(name, both(conditions.get(name), condition))
  }
  const place = child(node, 'function_data')
  return {
    catalog: text(place, 'catalog'),
    schema: text(place, 'schema'),
    table: text(place, 'table'),
    // count(*) scans the row id, which is no column of ours.
    columns: scanned.filter((name) => name !== undefined),
    conditions,
  }
}

/**
 * One access that serves both, for a relation that the plan scans twice (a view or common table expression
 * that was inlined): a column stays conditioned only where both condition it.
 */
export function widenAccess(a: TableAccess, b: TableAccess): TableAccess {
  const conditions = new Map<string, Condition>()
  for (const [name, condition] of a.conditions) {
    const other = b.conditions.get(name)
    if (other !== undefined) conditions.set(name, either(condition, other))
  }
  return { ...a, columns: [...new Set([...a.columns, ...b.columns])], conditions }
}
