import type { CallStatistics } from '../../connectors/index.js'

const QUIET_MS = 1_000
const REDRAW_MS = 200
const CLEAR = '\r\u001b[K'

/** One live line on a terminal's stderr for what takes longer than a second. */
export class ProgressLine {
  readonly #statistics: CallStatistics
  readonly #started = Date.now()
  readonly #timer: NodeJS.Timeout | undefined
  #shown = false

  constructor(statistics: CallStatistics) {
    this.#statistics = statistics
    if (!process.stderr.isTTY) return
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS)
    this.#timer.unref()
  }

  clear(): void {
    if (this.#shown) process.stderr.write(CLEAR)
    this.#shown = false
  }

  stop(): void {
    clearInterval(this.#timer)
    this.clear()
  }

  #draw(): void {
    const elapsed = Date.now() - this.#started
    if (elapsed < QUIET_MS) return
    const { calls, throttles, retries } = this.#statistics
    const parts = Object.entries(calls).map(([operation, count]) => `${operation} ${String(count)}`)
    if (throttles > 0) parts.push(`throttled ${String(throttles)}`)
    if (retries > throttles) parts.push(`retried ${String(retries - throttles)}`)
    const line = `${(elapsed / 1000).toFixed(1)} s  ${parts.join('  ')}`
    process.stderr.write(CLEAR + line.slice(0, (process.stderr.columns || 80) - 1))
    this.#shown = true
  }
}
