import type { Json } from '../../util/index.js'
import { child, list, text } from '../duckdb-node.js'
import { grouped, kept, plainIndex, renamed, shared, within, type Demand } from './demand.js'
import { expressionValue } from './expression-value.js'
import { common, groups, isNeverAdded, named, type KeyBinding } from './bound-keys.js'
import { joinOutputs } from './join-outputs.js'
import { nodeWidth } from './node-width.js'
import { nullableSides, PlanRows } from './plan-rows.js'
import { scannedColumns } from './scan-rows.js'

/**
 * The bindings of every scan of a table in DuckDB's optimized plan. From a join's equality follows that only
 * those rows of a side matter that have a partner, where the join keeps no others; that is followed down to the
 * scan, through what keeps rows apart by that column. Where keys come from is followed down the other side.
 */
export function keyBindings(plan: Json): ReadonlyMap<Json, readonly KeyBinding[]> {
  const roots = list(plan, 'plans')
  const walk = new BindingWalk(new PlanRows(roots))
  for (const root of roots) walk.visit(root, [])
  return walk.found
}

class BindingWalk {
  readonly found = new Map<Json, KeyBinding[]>()
  readonly #rows: PlanRows
  readonly #references = new Map<Json, Demand[][]>()

  constructor(rows: PlanRows) {
    this.#rows = rows
  }

  visit(node: Json, demands: readonly Demand[]): void {
    const [first, second] = list(node, 'children')
    switch (text(node, 'type')) {
      case 'LOGICAL_GET':
        return this.#scan(node, demands)
      case 'LOGICAL_PROJECTION':
        return this.#below(
          first,
          renamed(demands, (index) => plainIndex(list(node, 'expressions')[index])),
        )
      case 'LOGICAL_FILTER':
      case 'LOGICAL_ORDER_BY': {
        const map = list(node, 'projection_map').map(Number)
        return this.#below(first, map.length === 0 ? demands : renamed(demands, (at) => map[at]))
      }
      case 'LOGICAL_DISTINCT':
        return this.#below(first, kept(demands, list(node, 'distinct_targets')))
      case 'LOGICAL_UNNEST':
        return this.#below(first, within(demands, nodeWidth(first)))
      case 'LOGICAL_WINDOW': {
        const partitions = list(node, 'expressions').map((each) => list(each, 'partitions'))
        const own = within(demands, nodeWidth(first))
        return this.#below(first, partitions.reduce(kept, own))
      }
      case 'LOGICAL_AGGREGATE_AND_GROUP_BY':
        return this.#below(first, grouped(node, demands))
      case 'LOGICAL_UNION':
      case 'LOGICAL_EXCEPT':
      case 'LOGICAL_INTERSECT':
        for (const each of list(node, 'children')) this.visit(each, demands)
        return
      case 'LOGICAL_COMPARISON_JOIN':
      case 'LOGICAL_DELIM_JOIN':
      case 'LOGICAL_ASOF_JOIN':
      case 'LOGICAL_ANY_JOIN':
      case 'LOGICAL_CROSS_PRODUCT':
        if (first !== undefined && second !== undefined) this.#join(node, [first, second], demands)
        return
      case 'LOGICAL_MATERIALIZED_CTE':
        if (second !== undefined) this.visit(second, demands)
        return this.#definition(first)
      case 'LOGICAL_CTE_REF': {
        const definition = this.#rows.definition(node)
        if (definition === undefined) return
        const uses = this.#references.get(definition) ?? []
        this.#references.set(definition, [...uses, [...demands]])
        return
      }
      default:
        for (const each of list(node, 'children')) this.visit(each, [])
    }
  }

  #scan(node: Json, demands: readonly Demand[]): void {
    const names = scannedColumns(node)
    const bindings = demands.flatMap((demand) => {
      const columns = [...demand.columns].flatMap(([index, name]) => {
        const column = names[index]
        return column === undefined ? [] : [[name, column] as const]
      })
      const binding = common(named(demand.sources, new Map(columns)))
      return binding === undefined ? [] : [binding]
    })
    this.found.set(node, [...(this.found.get(node) ?? []), ...bindings])
  }

  #below(node: Json | undefined, demands: readonly Demand[]): void {
    if (node !== undefined) this.visit(node, demands)
  }

  #join(node: Json, sides: readonly [Json, Json], demands: readonly Demand[]): void {
    const type = text(node, 'join_type') || 'INNER'
    const outputs = joinOutputs(node, nodeWidth(sides[0]), nodeWidth(sides[1])) ?? []
    const nulls = nullableSides(type)
    sides.forEach((side, at) => {
      const above = renamed(demands, (index) => {
        const output = outputs[index]
        return output !== undefined && output.side === at ? output.index : undefined
      }).filter(({ nullCounts }) => !(nullCounts && nulls[at as 0 | 1]))
      const own = RESTRICTED[type]?.includes(at) === true ? this.#equalities(node, sides, at) : []
      this.visit(side, [...above, ...own])
    })
  }

  /** What the join's equalities demand of one side. */
  #equalities(node: Json, sides: readonly [Json, Json], at: number): Demand[] {
    const isMark = text(node, 'join_type') === 'MARK'
    const conditions = list(node, 'conditions')
    // With more than one column, NULL in another one has a say, too.
    if (isMark && conditions.length !== 1) return []
    const [own, other] = at === 0 ? ['left', 'right'] : ['right', 'left']
    const [source] = at === 0 ? [sides[1]] : [sides[0]]
    const equal = conditions.flatMap((condition, number) => {
      const comparison = text(condition, 'comparison')
      const index = plainIndex(child(condition, own))
      const isEquality =
        comparison === 'COMPARE_EQUAL' ||
        // NULL equals NULL here; key columns are never NULL.
        (comparison === 'COMPARE_NOT_DISTINCT_FROM' && !isMark)
      return index === undefined || !isEquality
        ? []
        : [{ index, name: String(number), expression: child(condition, other) }]
    })
    const branches = this.#rows.of(source).map(({ values, guards }) => ({
      guards,
      keys: equal.map(
        ({ name, expression }) => [name, expressionValue(expression, values)] as const,
      ),
    }))
    if (branches.length === 0) return []
    const columns = new Map(equal.map(({ index, name }) => [index, name]))
    return groups(branches)
      .map((sources) => ({
        columns,
        sources: sources.map((each) => ({ ...each, nullMeansAll: isMark })),
        nullCounts: isMark,
      }))
      .filter(({ sources }) => !isMark || sources.every(isNeverAdded))
  }

  /** A common table expression that is read several times gives the rows that any of them needs. */
  #definition(node: Json | undefined): void {
    if (node === undefined) return
    const [first = [], ...others] = this.#references.get(node) ?? []
    this.visit(node, others.length === 0 ? first : others.reduce(shared, first))
  }
}

/** The sides, 0 left and 1 right, of which only rows with a partner matter. */
const RESTRICTED: Readonly<Record<string, readonly number[]>> = {
  INNER: [0, 1],
  SEMI: [0, 1],
  RIGHT_SEMI: [0, 1],
  LEFT: [1],
  SINGLE: [1],
  ANTI: [1],
  MARK: [1],
  RIGHT: [0],
  RIGHT_ANTI: [0],
}
