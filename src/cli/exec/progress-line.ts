import type { Session } from '../../session/index.js'
import type { Output } from './output.js'

const QUIET_MS = 1_000
const REDRAW_MS = 200
const CLEAR = '\r\u001b[K'

/** One live line on a terminal's stderr for a statement that takes longer than a second. */
export class ProgressLine {
  readonly #session: Pick<Session, 'progress'>
  readonly #timer: NodeJS.Timeout | undefined
  #started = performance.now()
  #shown = false
  #held = false

  constructor(session: Pick<Session, 'progress'>, { quiet }: { readonly quiet: boolean }) {
    this.#session = session
    if (quiet || !process.stderr.isTTY || process.env['TERM'] === 'dumb') return
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS)
    this.#timer.unref()
  }

  /** A statement begins. */
  begin(): void {
    this.clear()
    this.#started = performance.now()
  }

  clear(): void {
    if (this.#shown) process.stderr.write(CLEAR)
    this.#shown = false
  }

  /** Draws nothing while somebody is asked something. */
  hold(held: boolean): void {
    this.#held = held
    this.clear()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.clear()
  }

  /** An output on the same terminal, whose rows take the line's place. */
  above(output: Output): Output {
    if (this.#timer === undefined || !process.stdout.isTTY) return output
    return {
      write: (text) => {
        this.clear()
        return output.write(text)
      },
      close: () => output.close(),
    }
  }

  #draw(): void {
    const elapsed = performance.now() - this.#started
    if (elapsed < QUIET_MS || this.#held) return
    const { units, done, rows, calls, throttles, failed } = this.#session.progress
    const parts = [
      `${(elapsed / 1000).toFixed(1)} s`,
      ...(units > 0 ? [`${String(done)}/${String(units)} places`] : []),
      `${rows.toLocaleString('en')} rows`,
      `${calls.toLocaleString('en')} calls`,
      ...(throttles > 0 ? [`${String(throttles)} throttled`] : []),
      ...(failed > 0 ? [`${String(failed)} failed`] : []),
    ]
    process.stderr.write(CLEAR + parts.join('  ').slice(0, (process.stderr.columns || 80) - 1))
    this.#shown = true
  }
}
