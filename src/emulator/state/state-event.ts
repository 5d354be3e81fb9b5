import type { Request, RequestProgress } from './request.js'
import type { Resource, ResourceKey } from './resource.js'

/**
 * One line of the state log: what happens while serving (`put` and `removed` are changes without a request, by
 * services that answer at once), and last the two that a compacted log begins with.
 */
export type StateEvent =
  | { readonly event: 'accepted'; readonly request: Request }
  | {
      readonly event: 'cancelled'
      readonly token: string
      readonly at: number
      readonly tooLate: boolean
    }
  | { readonly event: 'seeded'; readonly fingerprint: string; readonly resource?: Resource }
  | { readonly event: 'put'; readonly at: number; readonly resource: Resource }
  | { readonly event: 'removed'; readonly at: number; readonly resource: ResourceKey }
  | { readonly event: 'resource'; readonly resource: Resource }
  | { readonly event: 'request'; readonly progress: RequestProgress }

/** Where events go before they take effect. Synchronous: an acknowledged write has been written. */
export interface StateJournal {
  append(event: StateEvent): void
}

/** Keeps nothing. */
export const noJournal: StateJournal = { append: () => undefined }
