import type { Request, RequestProgress } from './request.js'
import { RequestStore } from './request-store.js'
import { ResourceStore } from './resource-store.js'
import type { StateEvent, StateJournal } from './state-event.js'
import { settle } from './settle.js'

/**
 * Everything the local cloud remembers. It changes by events alone: written first, then applied; and a
 * request's end follows from its event and the time, so that a replay of the log ends in the same state.
 */
export class CloudState {
  readonly resources: ResourceStore
  readonly requests = new RequestStore()
  readonly #journal: StateJournal
  readonly #seeded = new Set<string>()
  #now = 0

  constructor(journal: StateJournal, isGlobal: (typeName: string) => boolean) {
    this.#journal = journal
    this.resources = new ResourceStore(isGlobal)
  }

  /** Ends what is due. Time never runs backwards here, whatever the clock says. */
  advance(clock: number): number {
    this.#now = Math.max(this.#now, clock)
    for (const request of this.requests.takeDue(this.#now)) {
      settle(this.resources, this.requests, request)
    }
    this.requests.expire(this.#now)
    return this.#now
  }

  commit(event: StateEvent): void {
    this.#journal.append(event)
    this.apply(event)
  }

  apply(event: StateEvent): void {
    switch (event.event) {
      case 'accepted':
        this.advance(event.request.acceptedAt)
        this.requests.add(event.request)
        return
      case 'cancelled':
        this.advance(event.at)
        this.#cancel(event.token, event.at, event.tooLate)
        return
      case 'seeded':
        this.#seeded.add(event.fingerprint)
        if (event.resource !== undefined) this.resources.put(event.resource)
        return
      case 'put':
        this.advance(event.at)
        this.resources.put(event.resource)
        return
      case 'removed':
        this.advance(event.at)
        this.resources.remove(event.resource, event.resource.typeName, event.resource.identifier)
        return
      case 'resource':
        this.resources.put(event.resource)
        return
      case 'request':
        this.#restore(event.progress)
        return
    }
  }

  wasSeeded(fingerprint: string): boolean {
    return this.#seeded.has(fingerprint)
  }

  /** The shortest list of events that leads to this state. */
  *compacted(): Generator<StateEvent> {
    for (const fingerprint of this.#seeded) yield { event: 'seeded', fingerprint }
    for (const resource of this.resources.everything()) yield { event: 'resource', resource }
    for (const progress of this.requests.everything()) yield { event: 'request', progress }
  }

  #cancel(token: string, at: number, tooLate: boolean): void {
    const progress = this.requests.get(token)
    if (progress === undefined) return
    this.requests.replace({ ...progress, cancelledAt: at, cancelTooLate: tooLate })
  }

  #restore(progress: RequestProgress): void {
    if (progress.end !== undefined) {
      this.requests.restore(progress)
      return
    }
    const request: Request = progress.request
    this.requests.add(request)
    this.requests.replace(progress)
  }
}
