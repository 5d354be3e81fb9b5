import type { Request, RequestProgress } from './request.js'
import type { Resource } from './resource.js'

/**
 * One line of the state log. The first three are what happens while serving; the last two are what a
 * compacted log begins with.
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
  | { readonly event: 'resource'; readonly resource: Resource }
  | { readonly event: 'request'; readonly progress: RequestProgress }

/** Where events go before they take effect. Synchronous: an acknowledged write has been written. */
export interface StateJournal {
  append(event: StateEvent): void
}

/** Keeps nothing. */
export const noJournal: StateJournal = { append: () => undefined }
