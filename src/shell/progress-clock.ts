import type { Session } from '../session/index.js'
import type { Progress } from './shell-state.js'

/** Milliseconds after which a statement shows how far it is. */
const QUIET = 300
const REDRAW = 100

/** Looks at a statement under way, again and again. */
export class ProgressClock {
  readonly #timer: NodeJS.Timeout

  constructor(
    session: Pick<Session, 'progress'>,
    show: (progress: Omit<Progress, 'cancelling'>) => void,
  ) {
    const started = performance.now()
    this.#timer = setInterval(() => {
      const elapsed = performance.now() - started
      if (elapsed < QUIET) return
      const { units, done, failed, rows, calls, throttles } = session.progress
      show({ elapsed, units, unitsDone: done, rows, calls, throttles, failed, requests: [] })
    }, REDRAW)
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
