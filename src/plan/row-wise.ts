import { tokenize } from '../sql/index.js'
import type { Json } from '../util/index.js'
import type { BoundRelation } from './bind-query.js'
import { child, integer, list, text } from './duckdb-node.js'

/** A query whose answer is the answers over any parts of its rows, one after another. */
export interface RowWise {
  /** Of all parts together. */
  readonly limit?: number
}

/** Nodes that make of each row what they make of it, whatever other rows there are. */
const ROW_WISE = new Set([
  'LOGICAL_FILTER',
  'LOGICAL_PROJECTION',
  'LOGICAL_UNNEST',
  'LOGICAL_GET',
  'LOGICAL_UNION',
])

/** Words of what has one value for a whole statement, which its parts would each have of their own. */
const ONE_VALUE =
  /^(?:sample|tablesample|now|today|current_\w+|get_current_\w+|local(?:time|timestamp)|transaction_timestamp|txid_current|nextval|currval|setseed)$/i

/**
 * Whether a query may be answered part by part: DuckDB's plan has scans of tables of the catalogue, filters,
 * projections and UNION ALL alone, and a LIMIT without OFFSET at most at its top. `undefined` where it may not.
 */
export function rowWise(
  sql: string,
  plan: Json | undefined,
  relations: readonly BoundRelation[],
): RowWise | undefined {
  const roots = plan === undefined ? [] : list(plan, 'plans')
  const [root] = roots
  if (root === undefined || roots.length > 1) return undefined
  if (tokenize(sql).some((token) => token.kind === 'word' && ONE_VALUE.test(token.text))) {
    return undefined
  }
  const { node, limit } = underLimit(root)
  if (node === undefined || !isRowWise(node, relations)) return undefined
  return limit === undefined ? {} : { limit }
}

/** What stands below a LIMIT at the top; `node` is missing where the LIMIT cannot be kept by counting. */
function underLimit(root: Json): { readonly node?: Json; readonly limit?: number } {
  const [below] = list(root, 'children')
  switch (text(root, 'type')) {
    case 'LOGICAL_PROJECTION': {
      if (below === undefined) return {}
      const inner = underLimit(below)
      // The projection's own expressions are those of single rows.
      return inner.limit === undefined ? { node: root } : inner
    }
    case 'LOGICAL_LIMIT': {
      const limit = child(root, 'limit_val')
      if (below === undefined || text(limit, 'type') !== 'CONSTANT_VALUE') return {}
      if (text(child(root, 'offset_val'), 'type') !== 'UNSET') return {}
      return { node: below, limit: integer(limit, 'constant_integer') }
    }
    default:
      return { node: root }
  }
}

function isRowWise(node: Json, relations: readonly BoundRelation[]): boolean {
  const type = text(node, 'type')
  if (!ROW_WISE.has(type)) return false
  if (type === 'LOGICAL_UNION' && child(node, 'setop_all') !== true) return false
  if (type === 'LOGICAL_GET' && !readsOnlyColumns(node, relations)) return false
  const below = list(node, 'children')
  return (
    (type === 'LOGICAL_GET' || below.length > 0) &&
    below.every((each) => isRowWise(each, relations))
  )
}

/** A table that scans fill, without its row ids, which count the rows of a part. */
function readsOnlyColumns(get: Json, relations: readonly BoundRelation[]): boolean {
  const place = child(get, 'function_data')
  const names = list(get, 'names')
  return (
    list(get, 'children').length === 0 &&
    list(get, 'column_indexes').every((column) => integer(column, 'index') < names.length) &&
    relations.some(
      ({ catalog, schema, name }) =>
        catalog === text(place, 'catalog') &&
        schema === text(place, 'schema') &&
        name === text(place, 'table'),
    )
  )
}
