import type { Caller } from '../protocol.js'
import type { Request, RequestProgress } from './request.js'

/** How long a ClientToken stands for its first request. */
const CLIENT_TOKEN_LIFE_MS = 36 * 3_600_000
/** How long a request can be asked about. */
const REQUEST_LIFE_MS = 7 * 24 * 3_600_000

/** Requests by token, those still under way by when they are due, and the locks and ClientTokens they hold. */
export class RequestStore {
  readonly #byToken = new Map<string, RequestProgress>()
  readonly #byClientToken = new Map<string, string>()
  readonly #locks = new Map<string, string>()
  /** Under way, soonest due first. */
  #underWay: Request[] = []

  get(token: string): RequestProgress | undefined {
    return this.#byToken.get(token)
  }

  add(request: Request): void {
    this.#byToken.set(request.token, { request })
    this.#holdClientToken(request)
    this.#locks.set(lockKey(request), request.token)
    let at = this.#underWay.length
    while (at > 0 && (this.#underWay[at - 1] as Request).dueAt > request.dueAt) at -= 1
    this.#underWay.splice(at, 0, request)
  }

  /** Takes in a request of an earlier life that has ended. */
  restore(progress: RequestProgress): void {
    this.#byToken.set(progress.request.token, progress)
    this.#holdClientToken(progress.request)
  }

  replace(progress: RequestProgress): void {
    const { request } = progress
    this.#byToken.set(request.token, progress)
    if (progress.end !== undefined && this.#locks.get(lockKey(request)) === request.token) {
      this.#locks.delete(lockKey(request))
    }
  }

  /** Removes and returns what is due, in order. */
  takeDue(now: number): Request[] {
    const first = this.#underWay[0]
    if (first === undefined || first.dueAt > now) return []
    let count = 1
    while (count < this.#underWay.length && (this.#underWay[count] as Request).dueAt <= now) count++
    return this.#underWay.splice(0, count)
  }

  /** The token of the mutation that holds a resource, if one does. */
  lockedBy(caller: Caller, typeName: string, identifier: string): string | undefined {
    return this.#locks.get(lockKey({ ...caller, typeName, identifier }))
  }

  byClientToken(caller: Caller, clientToken: string, now: number): RequestProgress | undefined {
    const key = clientTokenKey(caller, clientToken)
    const progress = this.#byToken.get(this.#byClientToken.get(key) ?? '')
    if (progress === undefined) return undefined
    return now - progress.request.acceptedAt < CLIENT_TOKEN_LIFE_MS ? progress : undefined
  }

  /** Newest first. */
  of({ account, region }: Caller): RequestProgress[] {
    return [...this.#byToken.values()]
      .filter(({ request }) => request.account === account && request.region === region)
      .filter(({ request }) => request.hidden !== true)
      .reverse()
  }

  everything(): RequestProgress[] {
    return [...this.#byToken.values()]
  }

  /** Forgets requests past their life; they stand in the order they were accepted. */
  expire(now: number): void {
    for (const { request } of this.#byToken.values()) {
      if (now - request.acceptedAt < REQUEST_LIFE_MS) return
      this.#byToken.delete(request.token)
      if (request.clientToken === undefined) continue
      const key = clientTokenKey(request, request.clientToken)
      if (this.#byClientToken.get(key) === request.token) this.#byClientToken.delete(key)
    }
  }

  #holdClientToken(request: Request): void {
    if (request.clientToken === undefined) return
    this.#byClientToken.set(clientTokenKey(request, request.clientToken), request.token)
  }
}

interface Lockable extends Caller {
  readonly typeName: string
  readonly identifier: string
}

const lockKey = ({ account, region, typeName, identifier }: Lockable): string =>
  `${account} ${region} ${typeName} ${identifier}`

const clientTokenKey = ({ account, region }: Caller, token: string): string =>
  `${account} ${region} ${token}`
