import type { Session } from '../session/index.js'
import { callsOf } from './result/status-line.js'
import type { Progress } from './shell-state.js'

/** Milliseconds after which a statement shows how far it is. */
const QUIET = 300
const REDRAW = 100

/** Looks at a statement under way, again and again. */
export class ProgressClock {
  readonly #timer: NodeJS.Timeout

  constructor({ statistics }: Session, show: (progress: Omit<Progress, 'cancelling'>) => void) {
    const started = performance.now()
    const before = { calls: callsOf(statistics), throttles: statistics.throttles }
    this.#timer = setInterval(() => {
      const elapsed = performance.now() - started
      if (elapsed < QUIET) return
      show({
        elapsed,
        calls: callsOf(statistics) - before.calls,
        throttles: statistics.throttles - before.throttles,
        failed: [],
        requests: [],
      })
    }, REDRAW)
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
