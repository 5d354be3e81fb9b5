export interface AdaptiveRateOptions {
  /** Milliseconds, of any clock that only goes forward. */
  readonly now: () => number
  /** Calls a second that are always allowed. */
  readonly minimum?: number
}

/** A throttle takes this much of the rate away: under a steady limit a gentle cut wastes least. */
const CUT = 0.95
/** A throttle this soon after a cut says that the rate is far off. */
const SOON_CALLS = 20
const SOON_CUT = 0.85
/** While nothing is known of the limit, the rate grows by this part a second. */
const PROBING_GROWTH = 0.5
/** Later by this part a call, more the longer nothing was throttled: about one call in a hundred is throttled. */
const STEADY_GROWTH = 0.0003
const QUIET_CALLS = 400
const WINDOW_MS = 1_000
const LATE_MS = 20

/**
 * Finds the rate that a service takes, from its throttles alone: unlimited until the first one, then half of
 * what was sent in the last second, growing fast at first and slowly later, cut gently. Throttles of calls that
 * were sent before the last cut say nothing new: fifty calls in flight meet one limit once, not fifty times.
 */
export class AdaptiveRate {
  readonly #now: () => number
  readonly #minimum: number
  #sent: number[] = []
  #rate: number | undefined
  #probing = true
  #lastCut = Number.NEGATIVE_INFINITY
  #lastGrowth = 0
  #callsSinceCut = 0
  #nextFree = 0

  constructor({ now, minimum = 1 }: AdaptiveRateOptions) {
    this.#now = now
    this.#minimum = minimum
  }

  /** Calls a second; `undefined` while nothing was throttled. */
  get rate(): number | undefined {
    return this.#rate
  }

  /** Milliseconds until a call may be sent; it is then announced with `sent`. */
  delay(): number {
    if (this.#rate === undefined) return 0
    return Math.max(0, this.#nextFree - this.#now())
  }

  /** A call is on its way. */
  sent(): void {
    const now = this.#now()
    if (this.#rate === undefined) {
      this.#remember(now)
      return
    }
    this.#grow(now)
    // Timers are coarse: what one of them came late by is made up for.
    this.#nextFree = Math.max(this.#nextFree, now - LATE_MS) + 1_000 / this.#rate
  }

  /** A call that was sent at `sentAt` was throttled. */
  throttled(sentAt: number): void {
    const now = this.#now()
    if (this.#rate === undefined) {
      // Throttles are answered sooner than other calls, so half of what was sent may yet be taken.
      this.#rate = Math.max(this.#minimum, this.#recent(now).length / 2)
    } else if (sentAt > this.#lastCut) {
      const cut = this.#callsSinceCut < SOON_CALLS ? SOON_CUT : CUT
      this.#rate = Math.max(this.#minimum, this.#rate * cut)
      this.#probing = false
    } else {
      return
    }
    this.#lastCut = now
    this.#callsSinceCut = 0
    this.#lastGrowth = now
    this.#nextFree = Math.max(this.#nextFree, now + 1_000 / this.#rate)
  }

  #grow(now: number): void {
    if (this.#rate === undefined) return
    const seconds = (now - this.#lastGrowth) / 1_000
    const quiet = ++this.#callsSinceCut / QUIET_CALLS
    this.#rate *= 1 + (this.#probing ? PROBING_GROWTH * seconds : STEADY_GROWTH * (1 + quiet))
    this.#lastGrowth = now
  }

  #remember(now: number): void {
    this.#sent.push(now)
    // Amortised: the list is cut when it holds twice what the window needs.
    const [oldest = now] = this.#sent
    if (now - oldest > 2 * WINDOW_MS) this.#sent = this.#recent(now)
  }

  #recent(now: number): number[] {
    return this.#sent.filter((time) => now - time <= WINDOW_MS)
  }
}
