import { visible } from '../../format/index.js'
import { requestLine, type RequestWatch, type Session } from '../../session/index.js'
import type { Output } from './output.js'

const QUIET_MS = 1_000
const REDRAW_MS = 200
/** Off a terminal a line is worth less the longer it takes: seconds after which the next ones are due. */
const PLAIN_AFTER = [1, 10, 30, 60, 120, 240]
/** Writes that are named at once. */
const MOST_LIVE = 8
const MOST_PLAIN = 3

/** What progress is told of. */
export interface ProgressSources {
  readonly session: Pick<Session, 'progress'>
  readonly requests: RequestWatch
}

/** The part of a stream that progress is written to. */
export interface ProgressStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/**
 * Tells on stderr what takes longer than a second: on a terminal live lines that are drawn over, one for each
 * write that is waited for and one for the statement; elsewhere plain lines about writes, ever fewer.
 */
export class ProgressLine {
  readonly #sources: ProgressSources
  readonly #stream: ProgressStream
  readonly #isLive: boolean
  readonly #timer: NodeJS.Timeout | undefined
  #started = Date.now()
  #lines = 0
  #plain = 0
  #held = false

  constructor(
    sources: ProgressSources,
    { quiet }: { readonly quiet: boolean },
    stream: ProgressStream = process.stderr,
  ) {
    this.#sources = sources
    this.#stream = stream
    this.#isLive = stream.isTTY === true && process.env['TERM'] !== 'dumb'
    if (quiet) return
    this.#timer = setInterval(() => this.draw(Date.now()), REDRAW_MS)
    this.#timer.unref()
  }

  /** A statement begins. */
  begin(): void {
    this.clear()
    this.#started = Date.now()
  }

  clear(): void {
    if (this.#lines > 0) this.#stream.write(eraser(this.#lines))
    this.#lines = 0
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
    if (this.#timer === undefined || !this.#isLive || !process.stdout.isTTY) return output
    return {
      isTerminal: output.isTerminal,
      write: (text) => {
        this.clear()
        return output.write(text)
      },
      hide: () => output.hide(),
      close: () => output.close(),
    }
  }

  /** Shows how things stand at this time, in milliseconds since the epoch. */
  draw(now: number): void {
    if (this.#held) return
    if (this.#isLive) this.#drawLive(now)
    else this.#tellPlain(now)
  }

  #drawLive(now: number): void {
    const elapsed = now - this.#started
    if (elapsed < QUIET_MS) return
    // Some terminals say that they have none.
    const { columns = 0 } = this.#stream
    const width = (columns === 0 ? 80 : columns) - 1
    const lines = [...this.#writes(now, MOST_LIVE), this.#statement(elapsed)]
    this.clear()
    this.#stream.write(lines.map((line) => line.slice(0, width)).join('\n'))
    this.#lines = lines.length
  }

  #tellPlain(now: number): void {
    const [oldest] = this.#sources.requests.underWay
    if (oldest === undefined) {
      this.#plain = 0
      return
    }
    const due = PLAIN_AFTER[this.#plain] ?? (PLAIN_AFTER.at(-1) ?? 0) * (this.#plain - 4)
    if (now - oldest.since < due * 1_000) return
    this.#plain++
    for (const line of this.#writes(now, MOST_PLAIN)) this.#stream.write(`${line}\n`)
  }

  /** The writes that have been under way for a while. */
  #writes(now: number, most: number): string[] {
    const { underWay, ended } = this.#sources.requests
    const slow = underWay.filter(({ since }) => now - since >= QUIET_MS)
    const lines = slow.slice(0, most).map((request) => visible(requestLine(request, now)))
    const more = underWay.length - lines.length
    const done = ended === 0 ? '' : `, ${String(ended)} ended`
    if (lines.length > 0 && more > 0) lines.push(`and ${String(more)} more writes under way${done}`)
    return lines
  }

  #statement(elapsed: number): string {
    const { units, done, rows, calls, throttles, failed } = this.#sources.session.progress
    return [
      `${(elapsed / 1000).toFixed(1)} s`,
      ...(units > 0 ? [`${String(done)}/${String(units)} places`] : []),
      `${rows.toLocaleString('en')} rows`,
      `${calls.toLocaleString('en')} calls`,
      ...(throttles > 0 ? [`${String(throttles)} throttled`] : []),
      ...(failed > 0 ? [`${String(failed)} failed`] : []),
    ].join('  ')
  }
}

/** Back to the first of the lines, and everything from there on away. */
function eraser(lines: number): string {
  return `\r${lines > 1 ? `\u001b[${String(lines - 1)}A` : ''}\u001b[J`
}
