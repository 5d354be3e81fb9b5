import PQueue from 'p-queue'
import { AppError } from '../../errors/index.js'
import { AdaptiveRate } from '../../util/index.js'

/** How a call ended, for the rate that its scope can take. */
export interface GatedAnswer<T> {
  readonly value: T
  readonly throttled: boolean
}

interface Waiter {
  readonly start: () => void
}

/**
 * What a call passes before it is sent: the rate that its scope (an account's region) was found to take, then the cap
 * on calls in flight. A scope that is throttled waits by itself and holds no place that others could use.
 */
export class CallGate {
  readonly #queue: PQueue
  readonly #scopes = new Map<string, Scope>()

  constructor(callsInFlight: number) {
    this.#queue = new PQueue({ concurrency: callsInFlight })
  }

  /** Runs the call when it is its turn; urgent ones leave the queue first. Rejects with CANCELLED. */
  async run<T>(
    scope: string,
    call: () => Promise<GatedAnswer<T>>,
    options: { readonly urgent: boolean; readonly signal: AbortSignal | undefined },
  ): Promise<T> {
    const { urgent, signal } = options
    const pace = this.#scope(scope)
    await pace.turn(signal)
    return this.#queue.add(
      async () => {
        if (signal?.aborted === true) throw cancelled()
        const sentAt = performance.now()
        const { value, throttled } = await call()
        if (throttled) pace.rate.throttled(sentAt)
        return value
      },
      { priority: urgent ? 1 : 0 },
    )
  }

  /** How many calls may be under way at once. */
  get inFlight(): number {
    return this.#queue.concurrency
  }

  /** Scopes that were throttled, with the calls a second that they are given. */
  rates(): { readonly scope: string; readonly rate: number }[] {
    return [...this.#scopes].flatMap(([scope, { rate }]) =>
      rate.rate === undefined ? [] : [{ scope, rate: rate.rate }],
    )
  }

  #scope(name: string): Scope {
    const known = this.#scopes.get(name)
    if (known !== undefined) return known
    const scope = new Scope()
    this.#scopes.set(name, scope)
    return scope
  }
}

/** The line before one scope. */
class Scope {
  readonly rate = new AdaptiveRate({ now: () => performance.now() })
  readonly #waiting = new Set<Waiter>()
  #timer: NodeJS.Timeout | undefined

  async turn(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted === true) throw cancelled()
    if (this.#waiting.size === 0 && this.rate.delay() === 0) {
      this.rate.sent()
      return
    }
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(waiter)
        reject(cancelled())
      }
      const waiter: Waiter = {
        start: () => {
          signal?.removeEventListener('abort', leave)
          resolve()
        },
      }
      signal?.addEventListener('abort', leave, { once: true })
      this.#waiting.add(waiter)
      this.#arm()
    })
  }

  #arm(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#release()
    }, this.rate.delay())
  }

  #release(): void {
    for (const waiter of this.#waiting) {
      if (this.rate.delay() > 0) break
      this.#waiting.delete(waiter)
      this.rate.sent()
      waiter.start()
    }
    if (this.#waiting.size > 0) this.#arm()
  }
}

function cancelled(): AppError {
  return new AppError('CANCELLED', 'the call was cancelled')
}
