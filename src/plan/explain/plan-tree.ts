import type { Json } from '../../util/index.js'
import { child, integer, list, text } from '../duckdb-node.js'
import { comparisonSymbol, expressionText } from './expression-text.js'
import { outputOf, scanPredicates, type ScanPredicate } from './scan-predicates.js'

/** A node of DuckDB's plan, with what people ask about it; projections are left out. */
export interface PlanNode {
  /** `scan`, `join`, `aggregate`, `sort`, `limit`, `filter`, … */
  readonly operator: string
  readonly detail: string
  readonly children: readonly PlanNode[]
  /** Of a scan of a table. */
  readonly table?: { readonly catalog: string; readonly schema: string; readonly name: string }
  readonly predicates?: readonly ScanPredicate[]
}

interface Read {
  readonly node: PlanNode
  /** Names of the columns that it puts out; empty where they are not known. */
  readonly output: readonly string[]
}

/** DuckDB's optimized plan as a tree to show. */
export function planTree(plan: Json): PlanNode[] {
  return list(plan, 'plans').map((root) => read(root).node)
}

function read(node: Json): Read {
  switch (text(node, 'type')) {
    case 'LOGICAL_GET':
      return readGet(node, [])
    case 'LOGICAL_FILTER':
      return readFilter(node)
    case 'LOGICAL_PROJECTION':
      return readProjection(node)
    case 'LOGICAL_AGGREGATE_AND_GROUP_BY':
      return readAggregate(node)
    case 'LOGICAL_WINDOW':
    case 'LOGICAL_UNNEST':
      return readComputed(node)
    default:
      return text(node, 'join_type') === '' ? readPlain(node) : readJoin(node)
  }
}

function readGet(node: Json, filters: readonly Json[]): Read {
  const place = child(node, 'function_data')
  const name = text(place, 'table')
  const output = outputOf(node)
  if (name === '') {
    return { node: { operator: 'function', detail: text(node, 'name'), children: [] }, output }
  }
  const table = { catalog: text(place, 'catalog'), schema: text(place, 'schema'), name }
  const detail = `${table.catalog}.${table.schema}.${name}`
  const predicates = scanPredicates(node, filters)
  return { node: { operator: 'scan', detail, children: [], table, predicates }, output }
}

/** A filter directly above a scan belongs to the scan. */
function readFilter(node: Json): Read {
  const [below] = list(node, 'children')
  const expressions = list(node, 'expressions')
  if (text(below, 'type') === 'LOGICAL_GET' && below !== undefined) {
    const { node: scan, output } = readGet(below, expressions)
    if (scan.table !== undefined) return { node: scan, output: mapped(node, output) }
  }
  const inner = only(node)
  const detail = expressions.map((each) => expressionText(each, inner.output)).join(' AND ')
  return {
    node: { operator: 'filter', detail, children: [inner.node] },
    output: mapped(node, inner.output),
  }
}

function mapped(node: Json, output: readonly string[], key = 'projection_map'): readonly string[] {
  const kept = list(node, key).map(Number)
  return kept.length === 0 ? output : kept.map((index) => output[index] ?? '')
}

function readProjection(node: Json): Read {
  const inner = only(node)
  const output = list(node, 'expressions').map((each) => expressionText(each, inner.output))
  return { node: inner.node, output }
}

function readAggregate(node: Json): Read {
  const inner = only(node)
  const [groups, aggregates] = ['groups', 'expressions'].map((key) =>
    list(node, key).map((each) => expressionText(each, inner.output)),
  ) as [string[], string[]]
  const by = groups.length === 0 ? '' : ` by ${groups.join(', ')}`
  return {
    node: {
      operator: 'aggregate',
      detail: `${aggregates.join(', ')}${by}`.trim(),
      children: [inner.node],
    },
    output: [...groups, ...aggregates],
  }
}

function readComputed(node: Json): Read {
  const inner = only(node)
  const computed = list(node, 'expressions').map((each) => expressionText(each, inner.output))
  return {
    node: { operator: operatorOf(node), detail: computed.join(', '), children: [inner.node] },
    output: [...inner.output, ...computed],
  }
}

/** Joins that put out their left side alone. */
const ONE_SIDED = new Set(['SEMI', 'ANTI', 'MARK'])

function readJoin(node: Json): Read {
  const [left, right, ...others] = list(node, 'children').map(read)
  const sides = [left, right, ...others].flatMap((each) => (each === undefined ? [] : [each.node]))
  const kind = text(node, 'join_type')
  const on = list(node, 'conditions').map((condition) => {
    const [a, b] = [child(condition, 'left'), child(condition, 'right')]
    const symbol = comparisonSymbol(text(condition, 'comparison'))
    return `${expressionText(a, left?.output ?? [])} ${symbol} ${expressionText(b, right?.output ?? [])}`
  })
  const leftOutput = mapped(node, left?.output ?? [], 'left_projection_map')
  const rightOutput = mapped(node, right?.output ?? [], 'right_projection_map')
  const detail = `${kind.toLowerCase()}${on.length === 0 ? '' : ` on ${on.join(' AND ')}`}`
  return {
    node: { operator: 'join', detail, children: sides },
    output: ONE_SIDED.has(kind)
      ? [...leftOutput, ...(kind === 'MARK' ? ['mark'] : [])]
      : [...leftOutput, ...rightOutput],
  }
}

function readPlain(node: Json): Read {
  const inner = list(node, 'children').map(read)
  const output = inner[0]?.output ?? []
  return {
    node: {
      operator: operatorOf(node),
      detail: detailOf(node, output),
      children: inner.map((each) => each.node),
    },
    output: mapped(node, output),
  }
}

const OPERATORS: Readonly<Record<string, string>> = {
  LOGICAL_ORDER_BY: 'sort',
  LOGICAL_DUMMY_SCAN: 'one row',
  LOGICAL_EMPTY_RESULT: 'no rows',
  LOGICAL_EXPRESSION_GET: 'values',
  LOGICAL_CHUNK_GET: 'values',
  LOGICAL_DELIM_GET: 'keys of the outer query',
  LOGICAL_CTE_REF: 'common table expression',
}

function operatorOf(node: Json): string {
  const type = text(node, 'type')
  const all = child(node, 'setop_all') === true ? ' all' : ''
  return `${
    OPERATORS[type] ??
    type
      .replace(/^LOGICAL_/, '')
      .replaceAll('_', ' ')
      .toLowerCase()
  }${all}`
}

function detailOf(node: Json, names: readonly string[]): string {
  switch (text(node, 'type')) {
    case 'LOGICAL_LIMIT': {
      const [limit, offset] = [bound(child(node, 'limit_val')), bound(child(node, 'offset_val'))]
      return `${limit ?? 'none'}${offset === undefined ? '' : ` offset ${offset}`}`
    }
    case 'LOGICAL_ORDER_BY':
      return list(node, 'orders')
        .map((order) => {
          const down = text(order, 'type') === 'DESCENDING' ? ' DESC' : ''
          return `${expressionText(child(order, 'expression'), names)}${down}`
        })
        .join(', ')
    default:
      return text(node, 'ctename')
  }
}

function bound(value: Json | undefined): string | undefined {
  const type = text(value, 'type')
  if (type === 'UNSET' || type === '') return undefined
  return type === 'CONSTANT_VALUE' ? String(integer(value, 'constant_integer')) : 'an expression'
}

function only(node: Json): Read {
  const [first] = list(node, 'children')
  if (first !== undefined) return read(first)
  return { node: { operator: 'one row', detail: '', children: [] }, output: [] }
}
