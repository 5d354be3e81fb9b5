import type { DocumentFacts } from '../../catalog/index.js'
import type { FailureFacts } from '../protocol.js'
import { certificateHint } from '../transport-code.js'
import { meaningOf } from './failure-error.js'

const PASSING_STATUSES = [429, 500, 502, 503, 504]
/** Server faults by the names that services give them, whatever status they come with. */
const PASSING_NAMES =
  /^(?:Internal(?:Failure|Error|Server(?:Error|Exception)|ServiceException)|ServiceUnavailable(?:Exception)?)$/
const MOST_RETRIES = 6
/** Throttled calls were not done, and waiting is all that they ask for. */
const MOST_THROTTLES = 25
const FIRST_WAIT = 100
const LONGEST_WAIT = 5_000
/** A service that wants to be left alone for longer is given up. Milliseconds. */
const LONGEST_RETRY_AFTER = 120_000

/** The tries of one call: which failures pass, and how long to wait for that. */
export class Tries {
  readonly #facts: Pick<DocumentFacts, 'errors' | 'retries'>
  readonly #mayRepeat: boolean
  #throttles = 0
  #others = 0
  #mayHaveArrived = false

  /** @param mayRepeat doing it twice does no harm */
  constructor(facts: Pick<DocumentFacts, 'errors' | 'retries'>, mayRepeat: boolean) {
    this.#facts = facts
    this.#mayRepeat = mayRepeat
  }

  /** Whether one of the failed tries may have been done all the same. */
  get mayHaveArrived(): boolean {
    return this.#mayHaveArrived
  }

  /** Milliseconds until the next try; `undefined` where there is none. */
  failed(facts: FailureFacts): {
    readonly wait: number | undefined
    readonly isThrottled: boolean
  } {
    this.#mayHaveArrived ||= facts.mayHaveArrived
    const after = facts.retryAfter ?? 0
    if (after > LONGEST_RETRY_AFTER) return { wait: undefined, isThrottled: false }
    const { code } = meaningOf(facts, this.#facts.errors ?? [])
    const isThrottled = code === 'THROTTLED'
    const wait = isThrottled ? this.#afterThrottle() : this.#afterFailure(facts, code)
    return { wait: wait === undefined ? undefined : Math.max(after, wait), isThrottled }
  }

  #afterThrottle(): number | undefined {
    const most = Math.max(this.#most, MOST_THROTTLES)
    return ++this.#throttles > most ? undefined : backoff(this.#throttles)
  }

  #afterFailure(
    { status, name, mayHaveArrived, cause }: FailureFacts,
    code: ReturnType<typeof meaningOf>['code'],
  ): number | undefined {
    const { statuses = PASSING_STATUSES, codes = [] } = this.#facts.retries ?? {}
    const passes =
      status === 0
        ? code === 'UNREACHABLE' && certificateHint(cause) === undefined
        : statuses.includes(status) || codes.includes(name) || PASSING_NAMES.test(name)
    if (!passes || (mayHaveArrived && !this.#mayRepeat)) return undefined
    return ++this.#others > this.#most ? undefined : backoff(this.#others)
  }

  get #most(): number {
    return this.#facts.retries?.most ?? MOST_RETRIES
  }
}

function backoff(tries: number): number {
  const longest = Math.min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT)
  return longest / 2 + Math.random() * (longest / 2)
}
