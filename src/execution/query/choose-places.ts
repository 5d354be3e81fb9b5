import { AppError } from '../../errors/index.js'
import {
  chooseConnections,
  chooseRegions,
  needsKnownRegions,
  placeDemand,
  regionScoper,
  type BoundRelation,
  type Place,
  type PlaceColumn,
  type PlanConnection,
  type PlanRules,
  type ScopedPlaces,
  type ScopeQuestion,
  type TableAccess,
} from '../../plan/index.js'
import { mapConcurrent } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { NOWHERE } from '../nowhere.js'
import { PlaceEvaluator } from './place-evaluator.js'

/** Connections that are asked for their account or regions at once. */
const CONNECTIONS_AT_ONCE = 16

/**
 * Where each relation of a query is read, by its predicates on connection, account and region; by the session
 * where it has none. Step by step, so that nobody is asked for what an earlier predicate rules out: connections
 * by name, then by account, then regions.
 * @throws AppError NO_REGION
 */
export async function choosePlaces(
  relations: readonly BoundRelation[],
  accesses: readonly TableAccess[],
  context: ExecutionContext,
): Promise<ReadonlyMap<BoundRelation, ScopedPlaces>> {
  const chosen = new Map<BoundRelation, ScopedPlaces>()
  const evaluator = new PlaceEvaluator(context.engine)
  for (const relation of relations) {
    const demand = placeDemand(relation, accesses)
    if (demand === undefined) continue
    if (relation.table.schema.reach === 'nowhere') {
      chosen.set(relation, { places: [NOWHERE], scopedBy: 'session', connectionsBy: 'session' })
      continue
    }
    const rules = rulesFor(relation, context.rules)
    const choice = new Choice({ relation, demand, rules }, evaluator, context)
    chosen.set(relation, await choice.places())
  }
  return chosen
}

/** Rows of a global resource carry a region that was asked for: which one that is depends on no rule. */
function rulesFor({ table }: BoundRelation, rules: PlanRules): PlanRules {
  return table.schema.reach === 'global' ? new Set([...rules, 'region-predicate' as const]) : rules
}

/** The choice of one relation. */
class Choice {
  readonly #question: ScopeQuestion
  readonly #evaluator: PlaceEvaluator
  readonly #context: ExecutionContext

  constructor(question: ScopeQuestion, evaluator: PlaceEvaluator, context: ExecutionContext) {
    this.#question = question
    this.#evaluator = evaluator
    this.#context = context
  }

  async places(): Promise<ScopedPlaces> {
    const { connections, by: connectionsBy } = await this.#connections()
    if (connections.length === 0) this.#noteNone()
    const { regionsOf } = this.#directory()
    const perConnection = await mapConcurrent(connections, CONNECTIONS_AT_ONCE, async (each) => {
      const known = needsKnownRegions(this.#question, each) ? await regionsOf(each.name) : []
      return { each, regions: chooseRegions(this.#question, each, known) }
    })
    const places = perConnection.flatMap(({ each: { name, accountId }, regions }) =>
      regions.map((region) => ({
        connection: name,
        region,
        ...(accountId === undefined ? {} : { accountId }),
      })),
    )
    return {
      places: await this.#admitted(places, ['connection', 'account_id', 'region']),
      scopedBy: regionScoper(this.#question),
      connectionsBy,
    }
  }

  async #connections(): Promise<ReturnType<typeof chooseConnections<PlanConnection>>> {
    const all = await this.#context.connections.all()
    const named = chooseConnections(this.#question, all)
    const byName = await this.#admitted(named.connections.map(asPlace), ['connection'])
    const kept = new Set(byName.map(({ connection }) => connection))
    const left = named.connections.filter(({ name }) => kept.has(name))
    if (!this.#speaksOfAccounts()) return { connections: left, by: named.by }
    const { accountOf } = this.#directory()
    const identified = await mapConcurrent(left, CONNECTIONS_AT_ONCE, async (each) => {
      const accountId = each.accountId ?? (await accountOf(each.name))
      return accountId === undefined ? each : { ...each, accountId }
    })
    const { connections } = chooseConnections(this.#question, identified)
    const byAccount = await this.#admitted(connections.map(asPlace), ['connection', 'account_id'])
    const accepted = new Set(byAccount.map(({ connection }) => connection))
    return { connections: connections.filter(({ name }) => accepted.has(name)), by: named.by }
  }

  /** A name that is misspelt finds nothing: an empty answer alone would not tell. */
  #noteNone(): void {
    const { table, name } = this.#question.relation
    this.#context.host.notify({
      code: '1105',
      level: 'warning',
      text: `no connection fits what the statement says of connection and account_id, so ${name} is not asked`,
      data: { typeName: table.schema.typeName },
    })
  }

  #speaksOfAccounts(): boolean {
    const { relation, demand, rules } = this.#question
    if (!rules.has('region-predicate')) return false
    return (
      demand.has('account_id') ||
      relation.placePredicates.some(({ columns }) => columns.has('account_id'))
    )
  }

  /** The places that those predicates admit which speak of these columns and no others. */
  async #admitted(
    places: readonly Place[],
    columns: readonly PlaceColumn[],
  ): Promise<readonly Place[]> {
    const { relation, rules } = this.#question
    if (!rules.has('region-predicate') || places.length === 0) return places
    const own = relation.columns.filter(({ source }) => source.kind === 'place')
    const last = columns.at(-1)
    const predicates = relation.placePredicates.filter(
      (predicate) =>
        last !== undefined &&
        predicate.columns.has(last) &&
        [...predicate.columns].every((column) => columns.includes(column)) &&
        [...predicate.columns].every((column) => own.some(({ name }) => name === column)),
    )
    return this.#evaluator.admitted(places, predicates)
  }

  /** Questions to the directory with this statement's signal; an account that cannot be had is left open. */
  #directory(): {
    readonly regionsOf: (name: string) => Promise<readonly string[]>
    readonly accountOf: (name: string) => Promise<string | undefined>
  } {
    const { connections, signal } = this.#context
    return {
      regionsOf: (name) => connections.regionsOf(name, signal),
      accountOf: async (name) => {
        try {
          return await connections.accountOf(name, signal)
        } catch (error) {
          if (AppError.is(error) && error.code !== 'CANCELLED') return undefined
          throw error
        }
      },
    }
  }
}

function asPlace({ name, accountId }: PlanConnection): Place {
  return { connection: name, region: '', ...(accountId === undefined ? {} : { accountId }) }
}
