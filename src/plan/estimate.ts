import { foldPlaces } from './rules/fold-places.js'
import type { ListAccess, ScanRequest } from './scan-request.js'

/** How many calls a scan makes when nothing is retried. */
export interface CallEstimate {
  readonly calls: number
  /** False: that many at the least; pages, parents and what must be hydrated are known only on the way. */
  readonly exact: boolean
}

export function estimateCalls({ access, places, limit }: ScanRequest): CallEstimate {
  switch (access.kind) {
    case 'given':
      return { calls: 0, exact: true }
    // How many keys there are is known when the scans that they come from have run.
    case 'dependent':
      return { calls: 0, exact: false }
    case 'get':
      return { calls: access.identifiers.length * places.length, exact: true }
    case 'estate': {
      const lists = access.parts.reduce(
        (sum, part) =>
          sum + listsIn(part.access) * foldPlaces(places, part.schema.reach, part.access).length,
        0,
      )
      return { calls: limit === undefined ? lists : Math.min(lists, 1), exact: false }
    }
    case 'list': {
      const calls = listsIn(access) * places.length
      return { calls: limit === undefined ? calls : Math.min(calls, 1), exact: calls === 0 }
    }
  }
}

/** Lists of one place: each stated input, or each parent's own. */
function listsIn({ inputs, parents }: ListAccess): number {
  if (parents.length === 0) return inputs.length
  return parents.reduce((sum, parent) => sum + listsIn(parent.access), 0)
}

export function sumEstimates(estimates: readonly CallEstimate[]): CallEstimate {
  return {
    calls: estimates.reduce((sum, { calls }) => sum + calls, 0),
    exact: estimates.every(({ exact }) => exact),
  }
}
