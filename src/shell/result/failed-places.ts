import type { StatementResult } from '../../session/index.js'

type Unit = Pick<StatementResult['coverage'][number], 'connection' | 'accountId' | 'region'>

/** Places that are named. */
const NAMED = 3

/**
 * Where something failed, in few words: regions, or the accounts where those are fewer.
 * `eu-west-1, ap-south-1`, `111111111111, 222222222222 and 4 more`.
 */
export function failedPlaces(units: readonly Unit[]): string {
  const regions = counted(units.map(({ region }) => region))
  const accounts = counted(units.map(({ accountId, connection }) => accountId ?? connection))
  // One account alone is all that there is, mostly.
  const byAccount = accounts.length > 1 && accounts.length < regions.length
  const places = byAccount ? accounts : regions
  const more = places.length - NAMED
  return places.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${String(more)} more` : '')
}

/** Each once, the most frequent first. */
function counted(names: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name)
}
