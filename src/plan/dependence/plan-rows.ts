import type { Json } from '../../util/index.js'
import { child, integer, list, text } from '../duckdb-node.js'
import type { Branch } from './branch.js'
import { expressionValue, type Values } from './expression-value.js'
import { joinOutputs, type JoinOutput } from './join-outputs.js'
import { nodeWidth } from './node-width.js'
import { scanRows } from './scan-rows.js'
import type { Value } from './value.js'

/** More ways than these are too many to follow. */
const MOST_BRANCHES = 16

/** Aggregates that give one of the values that they take. */
const CHOOSING = new Set(['first', 'last', 'any_value', 'arbitrary', 'min', 'max', 'mode'])

/** What the rows of a plan's nodes are made of, node by node. */
export class PlanRows {
  readonly #tables = new Map<number, Json>()
  readonly #delims = new Map<Json, Json>()
  readonly #known = new Map<Json, readonly Branch[]>()
  #instances = 0

  constructor(roots: readonly Json[]) {
    for (const root of roots) this.#collect(root, [])
  }

  /** Where a common table expression is defined. */
  definition(reference: Json): Json | undefined {
    return this.#tables.get(integer(reference, 'cte_index'))
  }

  /** The branches of a node's rows, one at the least; a column that is not known has no value. */
  of(node: Json): readonly Branch[] {
    const known = this.#known.get(node)
    if (known !== undefined) return known
    const width = nodeWidth(node)
    const branches = width === undefined ? [] : this.#read(node)
    const isFollowed =
      branches.length > 0 &&
      branches.length <= MOST_BRANCHES &&
      branches.every(({ values }) => values.length === width)
    const followed = isFollowed ? branches : [unknown(width ?? 0)]
    this.#known.set(node, followed)
    return followed
  }

  #collect(node: Json, delims: readonly Json[]): void {
    const type = text(node, 'type')
    const children = list(node, 'children')
    if (type === 'LOGICAL_MATERIALIZED_CTE' && children[0] !== undefined) {
      this.#tables.set(integer(node, 'table_index'), children[0])
    }
    // Whose values a DELIM_GET repeats is certain where only one join around it repeats any.
    const [only, ...others] = delims
    if (type === 'LOGICAL_DELIM_GET' && only !== undefined && others.length === 0) {
      this.#delims.set(node, only)
    }
    const flipped = child(node, 'delim_flipped') === true
    children.forEach((each, at) => {
      const repeats = type === 'LOGICAL_DELIM_JOIN' && at === (flipped ? 0 : 1)
      this.#collect(each, repeats ? [...delims, node] : delims)
    })
  }

  #read(node: Json): readonly Branch[] {
    const [first, second] = list(node, 'children')
    switch (text(node, 'type')) {
      case 'LOGICAL_GET':
      case 'LOGICAL_CHUNK_GET':
      case 'LOGICAL_EXPRESSION_GET':
        return [scanRows(node, this.#instance())]
      case 'LOGICAL_PROJECTION':
        return this.#below(first, ({ values, guards }) => ({
          values: list(node, 'expressions').map((each) => expressionValue(each, values)),
          guards,
        }))
      case 'LOGICAL_FILTER':
        return this.#filter(node, first)
      case 'LOGICAL_ORDER_BY':
        return this.#below(first, (branch) => picked(branch, node, 'projection_map'))
      case 'LOGICAL_LIMIT':
      case 'LOGICAL_DISTINCT':
      case 'LOGICAL_SAMPLE':
        return this.#below(first, (branch) => branch)
      case 'LOGICAL_WINDOW':
        return this.#below(first, (branch) =>
          extended(
            branch,
            list(node, 'expressions').map(() => undefined),
          ),
        )
      case 'LOGICAL_UNNEST':
        return this.#below(first, (branch) =>
          extended(
            branch,
            list(node, 'expressions').map((each) => expressionValue(each, branch.values)),
          ),
        )
      case 'LOGICAL_AGGREGATE_AND_GROUP_BY':
        return this.#aggregate(node, first)
      case 'LOGICAL_COMPARISON_JOIN':
      case 'LOGICAL_ANY_JOIN':
      case 'LOGICAL_ASOF_JOIN':
      case 'LOGICAL_DELIM_JOIN':
      case 'LOGICAL_CROSS_PRODUCT':
        return first === undefined || second === undefined ? [] : this.#join(node, first, second)
      case 'LOGICAL_UNION':
        return list(node, 'children').flatMap((each) => this.of(each))
      case 'LOGICAL_EXCEPT':
      case 'LOGICAL_INTERSECT':
        return this.#below(first, (branch) => branch)
      case 'LOGICAL_MATERIALIZED_CTE':
        return second === undefined ? [] : this.of(second)
      case 'LOGICAL_CTE_REF':
        return this.#repeated(this.definition(node), list(node, 'chunk_types').length)
      case 'LOGICAL_DELIM_GET':
        return this.#delim(node)
      default:
        return [unknown(0)]
    }
  }

  #below(node: Json | undefined, change: (branch: Branch) => Branch): readonly Branch[] {
    return node === undefined ? [] : this.of(node).map(change)
  }

  #filter(node: Json, below: Json | undefined): readonly Branch[] {
    return this.#below(below, (branch) => {
      const guards = list(node, 'expressions')
        .map((each) => expressionValue(each, branch.values))
        .filter((guard) => guard !== undefined)
      const { values } = picked(branch, node, 'projection_map')
      return { values, guards: [...branch.guards, ...guards] }
    })
  }

  #aggregate(node: Json, below: Json | undefined): readonly Branch[] {
    const sets = list(node, 'grouping_sets').filter((set) => Array.isArray(set)) as Json[][]
    return this.#below(below, ({ values, guards }) => ({
      values: [
        ...list(node, 'groups').map((group, at) => {
          const value = expressionValue(group, values)
          const always = sets.every((set) => set.includes(at))
          return value === undefined || always ? value : { ...value, nullable: true }
        }),
        ...list(node, 'expressions').map((aggregate) => {
          const [argument] = list(aggregate, 'children')
          if (!CHOOSING.has(text(aggregate, 'name')) || argument === undefined) return undefined
          const value = expressionValue(argument, values)
          return value && { ...value, nullable: true, instance: this.#instance() }
        }),
        ...list(node, 'grouping_functions').map(() => undefined),
      ],
      guards,
    }))
  }

  #join(node: Json, left: Json, right: Json): readonly Branch[] {
    const outputs = joinOutputs(node, nodeWidth(left), nodeWidth(right)) ?? []
    const nulls = nullableSides(text(node, 'join_type'))
    return this.of(left).flatMap((a) =>
      this.of(right).map((b) => ({
        values: outputs.map((output) => {
          const value = valueAt(output, a, b)
          return value !== undefined && output.side !== 'mark' && nulls[output.side]
            ? { ...value, nullable: true }
            : value
        }),
        // Rows that an outer join adds have NULL for what was guarded, and NULL is no key.
        guards: [...a.guards, ...b.guards],
      })),
    )
  }

  /** Rows that are read a second time: they are not the same row as where they are read first. */
  #repeated(node: Json | undefined, width: number): readonly Branch[] {
    if (node === undefined || nodeWidth(node) !== width) return [unknown(width)]
    const suffix = this.#instance()
    return this.of(node).map(({ values, guards }) => ({
      values: values.map((value) => value && again(value, suffix)),
      guards: guards.map((guard) => again(guard, suffix)),
    }))
  }

  #delim(node: Json): readonly Branch[] {
    const join = this.#delims.get(node)
    const width = list(node, 'chunk_types').length
    const columns = list(join, 'duplicate_eliminated_columns')
    const side = list(join, 'children')[child(join, 'delim_flipped') === true ? 1 : 0]
    if (side === undefined || columns.length !== width) return [unknown(width)]
    const suffix = this.#instance()
    return this.of(side).map(({ values, guards }) => ({
      values: columns.map((column) => {
        const value = expressionValue(column, values)
        return value && again(value, suffix)
      }),
      guards: guards.map((guard) => again(guard, suffix)),
    }))
  }

  #instance(): string {
    return String(++this.#instances)
  }
}

function again(value: Value, suffix: string): Value {
  return value.source === undefined ? value : { ...value, instance: `${value.instance}/${suffix}` }
}

function unknown(width: number): Branch {
  return { values: Array.from({ length: width }, () => undefined), guards: [] }
}

function picked(branch: Branch, node: Json, map: string): Branch {
  const indexes = list(node, map).map(Number)
  return indexes.length === 0
    ? branch
    : { values: indexes.map((index) => branch.values[index]), guards: branch.guards }
}

function extended(branch: Branch, values: Values): Branch {
  return { values: [...branch.values, ...values], guards: branch.guards }
}

function valueAt(output: JoinOutput, left: Branch, right: Branch): Value | undefined {
  if (output.side === 'mark') return undefined
  return (output.side === 0 ? left : right).values[output.index]
}

/** The sides, left and right, that a join fills with NULL where nothing matches. */
export function nullableSides(joinType: string): readonly [boolean, boolean] {
  switch (joinType) {
    case 'LEFT':
    case 'SINGLE':
      return [false, true]
    case 'RIGHT':
      return [true, false]
    case 'FULL':
    case 'OUTER':
      return [true, true]
    default:
      return [false, false]
  }
}
