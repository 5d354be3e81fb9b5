import { AppError } from '../errors/index.js'
import type { BoundRelation } from './bind-query.js'
import type { KeyBinding } from './dependence/bound-keys.js'
import type { PlanContext, ReferenceAccess } from './plan-context.js'
import { questionOf } from './question.js'
import { dependentAccess } from './rules/dependent-access.js'
import type { DependentAccess, Hydrate, ListAccess, ScanRequest } from './scan-request.js'

/** How one relation would be read by itself. */
export interface Candidate {
  readonly reference: ReferenceAccess
  readonly bindings: readonly KeyBinding[]
  /** Its scan, or why there can be none. */
  readonly alone: Omit<ScanRequest, 'access'> & {
    readonly access: ScanRequest['access'] | AppError
  }
  readonly hydrate: Hydrate
}

/** So many gets more than a list may be made before all is listed after all. */
const SPARE_CALLS = 20

/** What reading a relation by itself takes: the dearest are first to wait for the keys of others. */
const COST = { nothing: 0, stated: 1, listed: 2, parents: 3, impossible: 4 } as const
type Cost = (typeof COST)[keyof typeof COST]

/**
 * Which relations are read by the keys of others. The dearest to read by itself comes first; none waits for one
 * that waits for it.
 */
export function chooseDependent(
  candidates: readonly Candidate[],
  context: PlanContext,
): ReadonlyMap<BoundRelation, DependentAccess> {
  const relations = candidates.map(({ reference }) => reference.relation)
  const chosen = new Map<BoundRelation, DependentAccess>()
  const order = candidates
    .map((candidate, at) => ({ candidate, at, cost: costOf(candidate) }))
    .sort((a, b) => b.cost - a.cost || needOf(b.candidate) - needOf(a.candidate) || b.at - a.at)
  const twins = twinsOf(candidates)
  const choose = ({ candidate, cost }: (typeof order)[number]): void => {
    const { relation } = candidate.reference
    if (chosen.has(relation) || relation.offset === context.targetOffset) return
    if (!context.rules.has('dependent-scan') && cost !== COST.impossible) return
    const access = bestAccess(candidate, cost, (binding) => {
      const found = dependentAccess(candidate.reference, binding, relations)
      const isPointless = found?.keysFrom.some(
        (source) =>
          source.relation !== undefined &&
          (dependsOn(source.relation, relation, chosen) ||
            // What asks the same has the rows already.
            (!chosen.has(source.relation) && twins.get(source.relation) === twins.get(relation))),
      )
      return isPointless === true ? undefined : found
    })
    if (access !== undefined) chosen.set(relation, access)
  }
  order.forEach(choose)
  // Those that would have waited for their like may find that it waits for others now.
  order.forEach(choose)
  return chosen
}

/** What each relation would ask by itself, as a text that is the same for the same. */
function twinsOf(candidates: readonly Candidate[]): ReadonlyMap<BoundRelation, string> {
  return new Map(
    candidates.map(({ reference: { relation }, alone }) => [
      relation,
      AppError.is(alone.access)
        ? `${relation.catalog}.${relation.schema}.${relation.name}`
        : questionOf({ ...alone, access: alone.access }),
    ]),
  )
}

function bestAccess(
  { bindings, hydrate, alone }: Candidate,
  cost: Cost,
  read: (binding: KeyBinding) => ReturnType<typeof dependentAccess>,
): DependentAccess | undefined {
  const otherwise = isList(alone.access) ? alone.access : undefined
  const found = bindings
    .map(read)
    .filter((each) => each !== undefined)
    .filter((each) => isWorthwhile(each.asks, cost, hydrate))
    // What NULL keys ask for has to be there to be had.
    .filter(({ keysFrom }) => otherwise !== undefined || !keysFrom.some((k) => k.nullMeansAll))
  const [best] = found.sort((a, b) => rankOf(b) - rankOf(a))
  if (best === undefined) return undefined
  const most = mostKeys(best, { cost, hydrate, places: alone.places.length })
  return {
    kind: 'dependent',
    ...best,
    hydrate,
    ...(otherwise === undefined ? {} : { otherwise }),
    ...(otherwise === undefined || most === undefined ? {} : { mostKeys: most }),
  }
}

/** With how many keys in a region listing all is the better course; `undefined` for any number. */
function mostKeys(
  { asks, keysFrom }: Pick<DependentAccess, 'asks' | 'keysFrom'>,
  { cost, hydrate, places }: { cost: Cost; hydrate: Hydrate; places: number },
): number | undefined {
  // A key that does not name its place is asked for in all of them, and found in one.
  if (!isPlaced(keysFrom) && places > 1) return 1 + Math.floor(SPARE_CALLS / places)
  return asks === 'get' && cost === COST.listed && hydrate === 'never' ? SPARE_CALLS : undefined
}

function isPlaced(keysFrom: DependentAccess['keysFrom']): boolean {
  return keysFrom.every(({ keys }) => keys['region'] !== undefined)
}

/** Gets before lists, and among them those that know the region; then those with fewer sources. */
function rankOf({ asks, keysFrom }: Pick<DependentAccess, 'asks' | 'keysFrom'>): number {
  return (asks === 'get' ? 100 : 0) + (isPlaced(keysFrom) ? 50 : 0) - keysFrom.length
}

function isWorthwhile(asks: DependentAccess['asks'], cost: Cost, hydrate: Hydrate): boolean {
  switch (cost) {
    case COST.nothing:
      return false
    // One list for each stated input, and a get for each that it brings, unless it brings all.
    case COST.stated:
      return asks === 'get' && hydrate !== 'never'
    default:
      return true
  }
}

function costOf({ alone: { access } }: Candidate): Cost {
  if (AppError.is(access)) return COST.impossible
  if (!isList(access)) return COST.nothing
  if (access.parents.length > 0) return COST.parents
  return access.inputs.every((model) => Object.keys(model).length > 0) ? COST.stated : COST.listed
}

function needOf({ hydrate }: Candidate): number {
  return hydrate === 'never' ? 0 : 1
}

function isList(access: ScanRequest['access'] | AppError): access is ListAccess {
  return !AppError.is(access) && access.kind === 'list'
}

/** True where one relation is the other, or waits for it. */
function dependsOn(
  one: BoundRelation,
  other: BoundRelation,
  chosen: ReadonlyMap<BoundRelation, DependentAccess>,
): boolean {
  if (one === other) return true
  const above = chosen.get(one)?.keysFrom.flatMap(({ relation }) => relation ?? []) ?? []
  return above.some((each) => dependsOn(each, other, chosen))
}
