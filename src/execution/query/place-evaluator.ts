import type { RelationalEngine } from '../../engine/index.js'
import { AppError } from '../../errors/index.js'
import { CANDIDATE, CANDIDATES, type Place, type PlacePredicate } from '../../plan/index.js'
import { isJsonObject, type Json } from '../../util/index.js'
import { collectRows } from './collect-rows.js'

/** Has DuckDB say which places predicates admit, so that every function of SQL chooses places. */
export class PlaceEvaluator {
  readonly #engine: RelationalEngine
  #choices = 0

  constructor(engine: RelationalEngine) {
    this.#engine = engine
  }

  /**
   * The places that all predicates admit. A predicate that DuckDB cannot evaluate by itself admits all: the
   * statement evaluates it again anyway. So does one on an account where that is not known.
   */
  async admitted(
    places: readonly Place[],
    predicates: readonly PlacePredicate[],
  ): Promise<readonly Place[]> {
    if (predicates.length === 0 || places.length === 0) return places
    const needsAccount = predicates.some(({ columns }) => columns.has('account_id'))
    const isOpen = ({ accountId }: Place): boolean => needsAccount && accountId === undefined
    const choice = this.#choices++
    await this.#engine.load(CANDIDATES, {
      rows: places.map((place, index) => {
        const { connection, accountId, region } = place
        return [choice, index, connection, accountId ?? null, region]
      }),
    })
    const indices = await this.#indices(choice, predicates)
    if (indices === undefined) return places
    return places.filter((place, index) => indices.has(index) || isOpen(place))
  }

  async #indices(
    choice: number,
    predicates: readonly PlacePredicate[],
  ): Promise<ReadonlySet<number> | undefined> {
    const { catalog, schema, table } = CANDIDATES
    try {
      const template = await this.#engine.syntaxTree(
        `SELECT place FROM ${catalog}.${schema}."${table}" AS "${CANDIDATE}" WHERE choice = ${String(choice)} AND true`,
      )
      const nodes = predicates.map(({ node }) => node)
      const sql = await this.#engine.sqlOf(withConjuncts(template, nodes))
      const rows = await collectRows(await this.#engine.query(sql))
      return new Set(rows.map(([place]) => Number(place)))
    } catch (error) {
      if (AppError.is(error) && error.code !== 'CANCELLED') return undefined
      throw error
    }
  }
}

/** The template with these predicates beside its first. */
function withConjuncts(template: Json, predicates: readonly Json[]): Json {
  const replace = (node: Json): Json => {
    if (Array.isArray(node)) return (node as readonly Json[]).map(replace)
    if (!isJsonObject(node)) return node
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => {
        if (key === 'query_location') return [key, 0]
        if (key !== 'where_clause' || !isJsonObject(value)) return [key, replace(value)]
        const [first = null] = value['children'] as readonly Json[]
        return [key, { ...value, query_location: 0, children: [replace(first), ...predicates] }]
      }),
    )
  }
  return replace(template)
}
