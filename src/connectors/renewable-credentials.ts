import type { AwsCredentialIdentity } from '@smithy/types'

/** Credentials with less time left than this are asked for anew. Milliseconds. */
const EARLY = 5 * 60_000

/** Those that never have that long are asked for no more often than this. Milliseconds. */
const LEAST = 10_000

/** How long a refusal stands: the regions of one account would all ask at once. Milliseconds. */
const REFUSAL = 10_000

/** Credentials that are asked for once and again when they run out. */
export class RenewableCredentials {
  readonly #ask: () => Promise<AwsCredentialIdentity>
  #current: Promise<AwsCredentialIdentity> | undefined
  #askedAt = 0
  #expires = Number.POSITIVE_INFINITY
  #isTemporary = false

  constructor(ask: () => Promise<AwsCredentialIdentity>) {
    this.#ask = ask
  }

  readonly get = (): Promise<AwsCredentialIdentity> => {
    const now = Date.now()
    if (this.#current === undefined || now > this.#expires) this.#renew(now)
    return this.#current ?? this.#ask()
  }

  /** Drops what was asked for before that time. False where credentials never change. */
  renew(since: number): boolean {
    if (!this.#isTemporary) return false
    if (this.#askedAt <= since) this.#current = undefined
    return true
  }

  #renew(now: number): void {
    this.#askedAt = now
    this.#expires = Number.POSITIVE_INFINITY
    const asked = this.#ask()
    this.#current = asked
    asked.then(
      ({ expiration }) => {
        this.#isTemporary ||= expiration !== undefined
        if (this.#current === asked && expiration !== undefined) {
          this.#expires = Math.max(expiration.getTime() - EARLY, Date.now() + LEAST)
        }
      },
      () => {
        if (this.#current === asked) this.#expires = Date.now() + REFUSAL
      },
    )
  }
}
