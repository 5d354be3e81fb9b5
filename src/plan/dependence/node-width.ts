import type { Json } from '../../util/index.js'
import { integer, list, text } from '../duckdb-node.js'
import { joinOutputs } from './join-outputs.js'
import { scannedColumns } from './scan-rows.js'

/** How many columns a node of the plan puts out; `undefined` for nodes that are not known. */
export function nodeWidth(node: Json | undefined): number | undefined {
  const [first, second] = list(node, 'children')
  switch (text(node, 'type')) {
    case 'LOGICAL_GET':
      return scannedColumns(node).length
    case 'LOGICAL_CHUNK_GET':
    case 'LOGICAL_CTE_REF':
    case 'LOGICAL_DELIM_GET':
      return list(node, 'chunk_types').length
    case 'LOGICAL_EXPRESSION_GET':
      return list(node, 'expr_types').length
    case 'LOGICAL_PROJECTION':
      return list(node, 'expressions').length
    case 'LOGICAL_FILTER':
    case 'LOGICAL_ORDER_BY': {
      const map = list(node, 'projection_map')
      return map.length > 0 ? map.length : nodeWidth(first)
    }
    case 'LOGICAL_LIMIT':
    case 'LOGICAL_DISTINCT':
    case 'LOGICAL_SAMPLE':
    case 'LOGICAL_EXCEPT':
    case 'LOGICAL_INTERSECT':
    case 'LOGICAL_UNION':
      return nodeWidth(first)
    case 'LOGICAL_WINDOW':
    case 'LOGICAL_UNNEST': {
      const below = nodeWidth(first)
      return below === undefined ? undefined : below + list(node, 'expressions').length
    }
    case 'LOGICAL_AGGREGATE_AND_GROUP_BY':
      return ['groups', 'expressions', 'grouping_functions']
        .map((key) => list(node, key).length)
        .reduce((sum, each) => sum + each)
    case 'LOGICAL_COMPARISON_JOIN':
    case 'LOGICAL_ANY_JOIN':
    case 'LOGICAL_ASOF_JOIN':
    case 'LOGICAL_DELIM_JOIN':
    case 'LOGICAL_CROSS_PRODUCT':
      return joinOutputs(node, nodeWidth(first), nodeWidth(second))?.length
    case 'LOGICAL_MATERIALIZED_CTE':
      return nodeWidth(second)
    case 'LOGICAL_RECURSIVE_CTE':
      return integer(node, 'column_count')
    default:
      return undefined
  }
}
