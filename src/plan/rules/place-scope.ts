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

/** Whether the regions of a reference are chosen among all that there are. */
export function needsKnownRegions({ relation, demand, rules }: ScopeQuestion): boolean {
  const condition = demand.get('region')
  if (relation.placeScope.region !== 'stated' && !isRestricting(condition)) return false
  return finiteValues(condition) === undefined || !rules.has('region-predicate')
}

/**
 * The regions of one reference in one connection: those its predicate allows of the known ones, or the session's
 * where it has none.
 * @throws AppError NO_REGION
 */
export function chooseRegions(
  { relation, demand, rules }: ScopeQuestion,
  { sessionRegions }: PlanConnection,
  knownRegions: readonly string[],
): { readonly regions: readonly string[]; readonly by: Scoper } {
  const condition = demand.get('region')
  if (relation.placeScope.region !== 'stated' && !isRestricting(condition)) {
    if (sessionRegions.length === 0) {
      throw new AppError('NO_REGION', 'no region is set', {
        hint: "add WHERE region = '…', or set --region, AWS_REGION or the profile's region",
      })
    }
    return { regions: sessionRegions, by: 'session' }
  }
  const named = finiteValues(condition)
  if (!rules.has('region-predicate')) {
    return { regions: [...new Set([...knownRegions, ...(named ?? [])])], by: 'statement' }
  }
  const regions =
    named ?? knownRegions.filter((region) => condition === undefined || admits(condition, region))
  return { regions, by: 'statement' }
}

function isRestricting(condition: Condition | undefined): boolean {
  return condition !== undefined && restricts(condition)
}
