import type { BoundRelation } from './bind-query.js'
import type { Candidate } from './choose-dependent.js'
import type { BoundKeys, KeyBinding } from './dependence/bound-keys.js'
import type { Place, PlaceColumn } from './place.js'

/** Narrowing one relation may narrow those that are joined to it; a chain this long is rare. */
const ROUNDS = 3

/**
 * Leaves out places of a relation that no row which it has to match is from: `a.region = b.region` with b read in
 * two regions needs a in those alone.
 */
export function narrowPlaces(candidates: readonly Candidate[]): readonly Candidate[] {
  let narrowed = candidates
  for (let round = 0; round < ROUNDS; round++) {
    const before = narrowed
    narrowed = before.map((candidate) => narrowedOne(candidate, before))
  }
  return narrowed
}

function narrowedOne(candidate: Candidate, candidates: readonly Candidate[]): Candidate {
  const { reference, bindings, alone } = candidate
  // Rows of a global resource carry one of the regions that were asked for: fewer could make it another one.
  if (alone.schema.reach === 'global' || alone.schema.reach === 'nowhere') return candidate
  const places = bindings.reduce<readonly Place[]>(
    (left, binding) => matching(left, reference.relation, binding, candidates),
    alone.places,
  )
  return { ...candidate, alone: { ...alone, places } }
}

function matching(
  places: readonly Place[],
  relation: BoundRelation,
  binding: KeyBinding,
  candidates: readonly Candidate[],
): readonly Place[] {
  let left = places
  for (const { name, source } of relation.columns) {
    if (source.kind !== 'place') continue
    const allowed = binding.map((bound) => valuesOf(bound, name, candidates))
    if (!allowed.every((each) => each !== undefined)) continue
    const values = new Set(allowed.flat())
    left = left.filter((place) => {
      const own = valueAt(place, source.column)
      return own === undefined || values.has(own)
    })
  }
  return left
}

/** What the place column of another relation can be, where a key is just that. */
function valuesOf(
  { source, keys }: BoundKeys,
  column: string,
  candidates: readonly Candidate[],
): readonly string[] | undefined {
  const key = keys.get(column)
  if (source.kind !== 'table' || key?.column === undefined) return undefined
  const from = candidates.find(
    ({ reference: { relation } }) =>
      relation.catalog === source.catalog &&
      relation.schema === source.schema &&
      relation.name === source.table,
  )
  const its = from?.reference.relation.columns.find(({ name }) => name === key.column)?.source
  if (from === undefined || its?.kind !== 'place') return undefined
  const values = from.alone.places.map((place) => valueAt(place, its.column))
  return values.every((value) => value !== undefined) ? values : undefined
}

function valueAt(
  { connection, accountId, region }: Place,
  column: PlaceColumn,
): string | undefined {
  switch (column) {
    case 'connection':
      return connection
    case 'account_id':
      return accountId
    case 'region':
      return region
  }
}
