import type { Json } from '../util/index.js'
import { both, either, isExact, type Condition } from './condition.js'
import type { KeyBinding } from './dependence/bound-keys.js'
import { keyBindings } from './dependence/key-bindings.js'
import { child, integer, list, text } from './duckdb-node.js'
import { conditionsOf, conjunction, saysAll } from './expression-condition.js'
import { tableFilterCondition } from './table-filter.js'

/** How a statement reads one relation: which columns, and what it demands of them. */
export interface TableAccess {
  readonly catalog: string
  readonly schema: string
  readonly table: string
  /** Names of the columns that are needed, for output or for a filter. */
  readonly columns: readonly string[]
  readonly conditions: ReadonlyMap<string, Condition>
  /** Any this many of its rows do: a LIMIT stands above, and nothing between that could turn a row down. */
  readonly limit?: number
  /** Where joins say that only rows with certain keys matter; each holds by itself. */
  readonly bindings: readonly KeyBinding[]
}

/** Reads DuckDB's optimized plan (json_serialize_plan): one access for each scan of a table in it. */
export function readAccesses(plan: Json): TableAccess[] {
  const accesses: TableAccess[] = []
  const bindings = keyBindings(plan)
  for (const root of list(plan, 'plans')) {
    visit(root, { filters: [] }, (node, above) => {
      accesses.push({ ...readGet(node, above), bindings: bindings.get(node) ?? [] })
    })
  }
  return accesses
}

/** The access of a relation of which nothing is known but that it is read. */
export function wholeAccess({ catalog, schema, name, columns }: ReadRelation): TableAccess {
  const names = columns.map((column) => column.name)
  return { catalog, schema, table: name, columns: names, conditions: new Map(), bindings: [] }
}

interface ReadRelation {
  readonly catalog: string
  readonly schema: string
  readonly name: string
  readonly columns: readonly { readonly name: string }[]
}

/** What stands above a node of the plan. */
interface Above {
  /** The expressions of LOGICAL_FILTER nodes directly above. */
  readonly filters: readonly Json[]
  /** Of a LOGICAL_LIMIT with but projections and filters between. */
  readonly limit?: number
}

function visit(
  node: Json,
  { filters, limit }: Above,
  found: (node: Json, above: Above) => void,
): void {
  const type = text(node, 'type')
  if (type === 'LOGICAL_GET' && text(child(node, 'function_data'), 'table') !== '') {
    found(node, { filters, ...(limit === undefined ? {} : { limit }) })
  }
  const above = type === 'LOGICAL_FILTER' ? [...filters, ...list(node, 'expressions')] : []
  const bound = limitBelow(node, limit)
  for (const below of list(node, 'children')) {
    visit(below, { filters: above, ...(bound === undefined ? {} : { limit: bound }) }, found)
  }
}

/** How many rows a node needs of its child, where any will do. */
function limitBelow(node: Json, above: number | undefined): number | undefined {
  switch (text(node, 'type')) {
    case 'LOGICAL_LIMIT': {
      const limit = constantBound(child(node, 'limit_val'))
      const offset = constantBound(child(node, 'offset_val'))
      if (text(child(node, 'limit_val'), 'type') !== 'CONSTANT_VALUE') return undefined
      return limit === undefined || offset === undefined ? undefined : limit + offset
    }
    case 'LOGICAL_PROJECTION':
    case 'LOGICAL_FILTER':
      return above
    default:
      return undefined
  }
}

function constantBound(bound: Json | undefined): number | undefined {
  const type = text(bound, 'type')
  if (type === 'UNSET') return 0
  const value = integer(bound, 'constant_integer')
  return type === 'CONSTANT_VALUE' && value >= 0 ? value : undefined
}

function readGet(node: Json, { filters, limit }: Above): Omit<TableAccess, 'bindings'> {
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
    ...(limit === undefined || !filtersAreExact(node, filters) ? {} : { limit }),
  }
}

/** True where every filter compares one column with constants, so that its condition says all of it. */
function filtersAreExact(node: Json, filters: readonly Json[]): boolean {
  const pushed = list(child(node, 'table_filters'), 'filters')
  return (
    pushed.every((filter) => isExact(tableFilterCondition(child(filter, 'value')))) &&
    filters.every(saysAll)
  )
}

/**
 * One access that serves both, for a relation that the plan scans twice (a view or common table expression
 * that was inlined): a column stays conditioned only where both condition it, and bound where both bind it.
 */
export function widenAccess(a: TableAccess, b: TableAccess): TableAccess {
  const conditions = new Map<string, Condition>()
  for (const [name, condition] of a.conditions) {
    const other = b.conditions.get(name)
    if (other !== undefined) conditions.set(name, either(condition, other))
  }
  return {
    catalog: a.catalog,
    schema: a.schema,
    table: a.table,
    columns: [...new Set([...a.columns, ...b.columns])],
    conditions,
    bindings: a.bindings.flatMap((one) => {
      const same = b.bindings.find((other) => sameColumns(one, other))
      return same === undefined ? [] : [[...one, ...same]]
    }),
  }
}

function sameColumns([a]: KeyBinding, [b]: KeyBinding): boolean {
  const columns = [...(a?.keys.keys() ?? [])]
  return columns.length === b?.keys.size && columns.every((column) => b.keys.has(column))
}
