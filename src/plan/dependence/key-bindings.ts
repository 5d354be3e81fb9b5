import type { Json } from '../../util/index.js'
import { child, integer, list, text } from '../duckdb-node.js'
import { expressionValue } from './expression-value.js'
import { joinOutputs } from './join-outputs.js'
import { nodeWidth } from './node-width.js'
import { nullableSides, PlanRows } from './plan-rows.js'
import { scannedColumns } from './scan-rows.js'
import type { PlanSource, Value } from './value.js'

/** Rows of one scan that keys of another are read from. */
export interface BoundKeys {
  readonly source: PlanSource
  /** The value that each column of the dependent scan has to equal. */
  readonly keys: ReadonlyMap<string, Value>
  /** Only rows for which all of these hold. */
  readonly guards: readonly Value[]
  /** A NULL among the keys says that all rows count: NOT IN asks whether there are any. */
  readonly nullMeansAll: boolean
}

/**
 * Rows of a scan whose columns equal no key of any of these cannot change the answer. Every binding of a scan
 * holds by itself.
 */
export type KeyBinding = readonly BoundKeys[]

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

/** A binding on its way down, by the columns that a node puts out. */
interface Demand {
  readonly columns: ReadonlyMap<number, string>
  /** `keys` by the names that `columns` gives. */
  readonly sources: KeyBinding
  /** NULL among the rows has a meaning: it may not be added where there was none. */
  readonly nullCounts: boolean
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

interface KeyBranch {
  readonly guards: readonly Value[]
  readonly keys: readonly (readonly [string, Value | undefined])[]
}

/**
 * The keys that come of one row together: where rows come about in one way, a group for each row that they are
 * made of; else what every way has of one row.
 */
function groups(branches: readonly KeyBranch[]): KeyBinding[] {
  const perBranch = branches.map(groupsOf)
  const [first = [], ...others] = perBranch
  if (others.length === 0) return first.map((one) => [one])
  const whole = perBranch.map((all) => (all.length === 1 ? all[0] : undefined))
  if (whole.every((each) => each !== undefined)) {
    const names = [...(whole[0]?.keys.keys() ?? [])]
    if (whole.every(({ keys }) => keys.size === names.length && names.every((n) => keys.has(n)))) {
      return [whole]
    }
  }
  const names = new Set(branches.flatMap(({ keys }) => keys.map(([name]) => name)))
  return [...names].flatMap((name) => {
    const alone = perBranch.map((all) => all.find(({ keys }) => keys.has(name)))
    return alone.every((each) => each !== undefined) ? [alone.map((each) => only(each, name))] : []
  })
}

function only(bound: BoundKeys, name: string): BoundKeys {
  const value = bound.keys.get(name)
  return { ...bound, keys: new Map(value === undefined ? [] : [[name, value]]) }
}

function groupsOf({ keys, guards }: KeyBranch): BoundKeys[] {
  const byRow = new Map<string, Map<string, Value>>()
  const constants = new Map<string, Value>()
  for (const [name, value] of keys) {
    if (value === undefined) continue
    if (value.source === undefined) constants.set(name, value)
    else {
      const row = byRow.get(value.instance) ?? new Map<string, Value>()
      byRow.set(value.instance, row.set(name, value))
    }
  }
  const rows = [...byRow.values()].flatMap((own) => {
    const source = [...own.values()][0]?.source
    const unnesting = [...own.values()].filter(({ unnests }) => unnests)
    return source === undefined || unnesting.length > 1 ? [] : [{ source, own }]
  })
  if (rows.length === 0 && constants.size > 0) {
    const source: PlanSource = { kind: 'rows', from: '(VALUES (1)) AS stated(one)' }
    return [{ source, keys: constants, guards: [], nullMeansAll: false }]
  }
  return rows.map(({ source, own }) => {
    const instance = [...own.values()][0]?.instance
    return {
      source,
      keys: new Map([...own, ...constants]),
      guards: guards.filter((guard) => guard.instance === instance && !guard.unnests),
      nullMeansAll: false,
    }
  })
}

function isNeverAdded({ keys }: BoundKeys): boolean {
  return [...keys.values()].every(({ nullable }) => !nullable)
}

/** The index of a column that an expression is; `undefined` for anything computed. */
function plainIndex(expression: Json | undefined): number | undefined {
  return text(expression, 'expression_class') === 'BOUND_REF'
    ? integer(expression, 'index')
    : undefined
}

/** Demands by the columns of a child. */
function renamed(
  demands: readonly Demand[],
  index: (index: number) => number | undefined,
): Demand[] {
  return demands.flatMap((demand) => {
    const columns = new Map<number, string>()
    for (const [at, name] of demand.columns) {
      const below = index(at)
      if (below !== undefined) columns.set(below, name)
    }
    return columns.size === 0 ? [] : [{ ...demand, columns }]
  })
}

function within(demands: readonly Demand[], width = 0): Demand[] {
  return renamed(demands, (index) => (index < width ? index : undefined))
}

/** Demands on columns that a node tells rows apart by. */
function kept(demands: readonly Demand[], targets: readonly Json[]): Demand[] {
  const indexes = new Set(targets.map(plainIndex))
  return renamed(demands, (index) => (indexes.has(index) ? index : undefined))
}

function grouped(node: Json, demands: readonly Demand[]): Demand[] {
  const groupList = list(node, 'groups')
  const sets = list(node, 'grouping_sets').filter((set) => Array.isArray(set)) as Json[][]
  return renamed(demands, (index) =>
    sets.every((set) => set.includes(index)) ? plainIndex(groupList[index]) : undefined,
  )
}

function named(sources: KeyBinding, names: ReadonlyMap<string, string>): KeyBinding {
  return sources.map((source) => ({
    ...source,
    keys: new Map(
      [...source.keys].flatMap(([name, value]) => {
        const column = names.get(name)
        return column === undefined ? [] : [[column, value] as const]
      }),
    ),
  }))
}

/** What all sources have keys for; `undefined` where that is nothing. */
function common(sources: KeyBinding): KeyBinding | undefined {
  const [first, ...others] = sources
  const columns = [...(first?.keys.keys() ?? [])].filter((column) =>
    others.every(({ keys }) => keys.has(column)),
  )
  return columns.length === 0
    ? undefined
    : named(sources, new Map(columns.map((column) => [column, column])))
}

/** Demands that hold for two readers of the same rows: a column that both want by some keys. */
function shared(some: readonly Demand[], others: readonly Demand[]): Demand[] {
  return some.flatMap((one) =>
    [...one.columns].flatMap(([index, name]) => {
      const other = others.find(({ columns }) => columns.has(index))
      const itsName = other?.columns.get(index)
      if (other === undefined || itsName === undefined) return []
      const key = 'shared'
      return [
        {
          columns: new Map([[index, key]]),
          sources: [
            ...named(one.sources, new Map([[name, key]])),
            ...named(other.sources, new Map([[itsName, key]])),
          ],
          nullCounts: one.nullCounts || other.nullCounts,
        },
      ]
    }),
  )
}
