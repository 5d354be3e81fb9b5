import { requestLine, type RequestWatch, type Session } from '../session/index.js'
import { failedPlaces } from './result/failed-places.js'
import type { Progress } from './shell-state.js'

/** Milliseconds after which a statement shows how far it is. */
const QUIET = 300
const REDRAW = 100

interface ProgressSources {
  readonly session: () => Pick<Session, 'progress'>
  readonly requests: RequestWatch
}

/** Looks at a statement under way, again and again. */
export class ProgressClock {
  readonly #timer: NodeJS.Timeout

  constructor(
    { session, requests }: ProgressSources,
    show: (progress: Omit<Progress, 'cancelling'>) => void,
  ) {
    const started = performance.now()
    this.#timer = setInterval(() => {
      const elapsed = performance.now() - started
      if (elapsed < QUIET) return
      const { units, done, failed, failures, rows, calls, throttles } = session().progress
      const now = Date.now()
      show({
        ...{ elapsed, units, unitsDone: done, rows, calls, throttles, failed },
        failedPlaces: failedPlaces(failures),
        requests: requests.underWay.map((request) => requestLine(request, now)),
      })
    }, REDRAW)
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
