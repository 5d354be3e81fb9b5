import type { Logger } from '@smithy/types'
import { AppError } from '../errors/index.js'

/** How the SDK's default chain logs whom it asks next. */
const LINK = 'defaultProvider::'
const PROFILE_LINK = `${LINK}fromIni`
/** How it logs that somebody gave no credentials, and why. */
const FAILED = /^@smithy\/property-provider (?:->|\(!\)) ([^]*)/

const ignore = (): void => undefined

/** Follows the SDK's default chain by what it logs: of all that failed it throws what the last one said. */
export class ProfileChain {
  readonly #ends: boolean
  #isAsked = false
  #hasEnded = false
  #reason: string | undefined

  /** @param ends whether nobody is asked after a profile that gave no credentials: theirs are those of somebody else */
  constructor(ends: boolean) {
    this.#ends = ends
  }

  /** Why the profile gave no credentials, as far as it was asked. */
  get reason(): string | undefined {
    return this.#reason
  }

  /** Whether it was ended after the profile. */
  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** For the chain. @param warn takes what it has to warn of */
  logger(warn: (text: string) => void): Logger {
    const debug = (line: unknown): void => this.#read(String(line))
    return { debug, info: ignore, warn: (line: unknown) => warn(String(line)), error: ignore }
  }

  #read(line: string): void {
    const [, reason] = FAILED.exec(line) ?? []
    if (this.#isAsked && reason !== undefined) this.#reason = reason
    if (!line.includes(LINK)) return
    if (this.#ends && this.#isAsked) {
      this.#hasEnded = true
      // No error of a provider, after which the next one would be asked.
      throw new AppError('NO_CREDENTIALS', this.#reason ?? 'the profile gives none')
    }
    this.#isAsked = line.includes(PROFILE_LINK)
  }
}
