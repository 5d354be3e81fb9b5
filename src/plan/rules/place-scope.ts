import { AppError } from '../../errors/index.js'
import type { BoundRelation } from '../bind-query.js'
import { admits, finiteValues, restricts, type Condition } from '../condition.js'
import type { Place, PlaceColumn, PlanConnection } from '../place.js'
import type { PlanRules } from '../rules.js'
import { widenAccess, type TableAccess } from '../table-access.js'

/** Who said where a reference is read. */
export type Scoper = 'statement' | 'session'

/** Where one reference is read. */
export interface ScopedPlaces {
  readonly places: readonly Place[]
  /** Where the regions come from. */
  readonly scopedBy: Scoper
  /** Where the connections come from. */
  readonly connectionsBy: Scoper
}

/** What the optimized plan demands of where a reference is read. */
export type PlaceDemand = ReadonlyMap<PlaceColumn, Condition>

/** The demand of a relation; `undefined` for one that the plan does not scan. */
export function placeDemand(
  relation: BoundRelation,
  accesses: readonly TableAccess[],
): PlaceDemand | undefined {
  const own = accesses.filter(
    ({ catalog, schema, table }) =>
      catalog === relation.catalog && schema === relation.schema && table === relation.name,
  )
  if (own.length === 0) return undefined
  const { conditions } = own.reduce(widenAccess)
  const demand = new Map<PlaceColumn, Condition>()
  for (const { name, source } of relation.columns) {
    const condition = conditions.get(name)
    if (source.kind === 'place' && condition !== undefined) demand.set(source.column, condition)
  }
  return demand
}

/** One reference, and what is said of its place. */
export interface ScopeQuestion {
  readonly relation: BoundRelation
  readonly demand: PlaceDemand
  readonly rules: PlanRules
}

/**
 * The connections of one reference: those that its predicates allow, or the session's where it has none. A
 * predicate that is stated but does not reach the scan allows all; so does a connection's unknown account.
 */
export function chooseConnections<T extends PlanConnection>(
  { relation, demand, rules }: ScopeQuestion,
  connections: readonly T[],
): { readonly connections: readonly T[]; readonly by: Scoper } {
  const [name, account] = [demand.get('connection'), demand.get('account_id')]
  const isStated =
    relation.placeScope.account === 'stated' || isRestricting(name) || isRestricting(account)
  if (!isStated) {
    return { connections: connections.filter(({ isChosen }) => isChosen), by: 'session' }
  }
  if (!rules.has('region-predicate')) return { connections, by: 'statement' }
  const allowed = connections.filter(
    (each) =>
      (name === undefined || admits(name, each.name)) &&
      (account === undefined || each.accountId === undefined || admits(account, each.accountId)),
  )
  return { connections: allowed, by: 'statement' }
}

/** Whether the regions of a reference are chosen among all that a connection's account has. */
export function needsKnownRegions(
  question: ScopeQuestion,
  { sessionRegions }: PlanConnection,
): boolean {
  if (!statesRegion(question)) return sessionRegions === 'all'
  const { demand, rules } = question
  return finiteValues(demand.get('region')) === undefined || !rules.has('region-predicate')
}

/**
 * The regions of one reference in one connection: those its predicate allows of the known ones, or the session's
 * where it has none.
 * @throws AppError NO_REGION
 */
export function chooseRegions(
  question: ScopeQuestion,
  { sessionRegions }: PlanConnection,
  knownRegions: readonly string[],
): readonly string[] {
  const { demand, rules } = question
  if (!statesRegion(question)) {
    if (sessionRegions === 'all') return knownRegions
    if (sessionRegions.length > 0) return sessionRegions
    throw new AppError('NO_REGION', 'no region is set', {
      hint: "add WHERE region = '…', or set --region, AWS_REGION or the profile's region",
    })
  }
  const condition = demand.get('region')
  const named = finiteValues(condition)
  if (!rules.has('region-predicate')) return [...new Set([...knownRegions, ...(named ?? [])])]
  return (
    named ?? knownRegions.filter((region) => condition === undefined || admits(condition, region))
  )
}

/** Who chooses the regions of a reference. */
export function regionScoper(question: ScopeQuestion): Scoper {
  return statesRegion(question) ? 'statement' : 'session'
}

function statesRegion({ relation, demand }: ScopeQuestion): boolean {
  return relation.placeScope.region === 'stated' || isRestricting(demand.get('region'))
}

function isRestricting(condition: Condition | undefined): boolean {
  return condition !== undefined && restricts(condition)
}
