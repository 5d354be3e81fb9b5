import { HOME_REGION, type Reach } from '../../catalog/index.js'
import type { Place } from '../place.js'
import type { Access } from '../scan-request.js'

/**
 * Places of a type whose resources are not of one region: once a connection, in the home region where that was
 * asked for, else in the first region that was. Where a list shows the resources of all regions, the place says
 * whose it is asked for.
 */
export function foldPlaces(
  places: readonly Place[],
  reach: Reach | undefined,
  access: Access,
): readonly Place[] {
  if (reach === undefined) return places
  if (reach === 'lists-all-regions' && access.kind !== 'list') return places
  const byConnection = new Map<string, Place[]>()
  for (const place of places) {
    const own = byConnection.get(place.connection)
    if (own === undefined) byConnection.set(place.connection, [place])
    else own.push(place)
  }
  return [...byConnection.values()].flatMap((own) => {
    const chosen = own.find(({ region }) => region === HOME_REGION) ?? own[0]
    if (chosen === undefined) return []
    if (reach !== 'lists-all-regions') return [chosen]
    return [{ ...chosen, covers: own.map(({ region }) => region) }]
  })
}
