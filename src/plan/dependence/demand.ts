import type { Json } from '../../util/index.js'
import { integer, list, text } from '../duckdb-node.js'
import { named, type KeyBinding } from './bound-keys.js'

/** A binding on its way down, by the columns that a node puts out. */
export interface Demand {
  readonly columns: ReadonlyMap<number, string>
  /** `keys` by the names that `columns` gives. */
  readonly sources: KeyBinding
  /** NULL among the rows has a meaning: it may not be added where there was none. */
  readonly nullCounts: boolean
}

/** The index of a column that an expression is; `undefined` for anything computed. */
export function plainIndex(expression: Json | undefined): number | undefined {
  return text(expression, 'expression_class') === 'BOUND_REF'
    ? integer(expression, 'index')
    : undefined
}

/** Demands by the columns of a child. */
export function renamed(
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

export function within(demands: readonly Demand[], width = 0): Demand[] {
  return renamed(demands, (index) => (index < width ? index : undefined))
}

/** Demands on columns that a node tells rows apart by. */
export function kept(demands: readonly Demand[], targets: readonly Json[]): Demand[] {
  const indexes = new Set(targets.map(plainIndex))
  return renamed(demands, (index) => (indexes.has(index) ? index : undefined))
}

export function grouped(node: Json, demands: readonly Demand[]): Demand[] {
  const groupList = list(node, 'groups')
  const sets = list(node, 'grouping_sets').filter((set) => Array.isArray(set)) as Json[][]
  return renamed(demands, (index) =>
    sets.every((set) => set.includes(index)) ? plainIndex(groupList[index]) : undefined,
  )
}

/** Demands that hold for two readers of the same rows: a column that both want by some keys. */
export function shared(some: readonly Demand[], others: readonly Demand[]): Demand[] {
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
