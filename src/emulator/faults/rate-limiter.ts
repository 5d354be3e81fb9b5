import type { Caller } from '../protocol.js'

interface Bucket {
  tokens: number
  at: number
}

/** A token bucket per account and region; a second's worth may be spent at once. */
export class RateLimiter {
  readonly #perSecond: number
  readonly #buckets = new Map<string, Bucket>()

  constructor(perSecond: number) {
    this.#perSecond = perSecond
  }

  /** Whether a call may pass now (milliseconds). Services other than Cloud Control have buckets of their own. */
  admits({ account, region }: Caller, now: number, service = ''): boolean {
    const key = `${account} ${region} ${service}`
    const most = Math.max(1, this.#perSecond)
    let bucket = this.#buckets.get(key)
    if (bucket === undefined) {
      bucket = { tokens: most, at: now }
      this.#buckets.set(key, bucket)
    }
    const earned = (Math.max(0, now - bucket.at) * this.#perSecond) / 1000
    bucket.tokens = Math.min(most, bucket.tokens + earned)
    bucket.at = now
    if (bucket.tokens < 1) return false
    bucket.tokens -= 1
    return true
  }
}
