import { askOnTerminal, canAsk } from './confirm.js'
import { visible } from '../format/index.js'
import type { IoHost, Message } from '../io/index.js'

export interface ConsoleHostOptions {
  /** Wire calls and waits too; from 2 on what calls send and are answered. */
  readonly debug: boolean | number
  /** Warnings and errors alone. */
  readonly quiet?: boolean
  /** Codes of messages that are printed though they are for debugging. */
  readonly shown?: readonly string[]
}

/** Narration on stderr, so that stdout stays data. */
export class ConsoleHost implements IoHost {
  readonly #options: ConsoleHostOptions
  /** Cleared before a line is written, so that progress and narration do not mix. */
  beforeWrite: () => void = () => undefined
  /** Sees every message, those too that are not printed. */
  watch: (message: Message) => void = () => undefined

  /** Told when somebody is about to be asked, and when that is over. */
  whileAsking: (asking: boolean) => void = () => undefined
  /** Absent off a terminal: there is nobody to ask. */
  readonly confirm?: NonNullable<IoHost['confirm']>

  readonly traces: boolean

  constructor(options: ConsoleHostOptions) {
    this.#options = options
    this.traces = Number(options.debug) > 1
    if (!canAsk()) return
    this.confirm = async (question, signal) => {
      this.whileAsking(true)
      try {
        return await askOnTerminal(question, signal)
      } finally {
        this.whileAsking(false)
      }
    }
  }

  notify(message: Message): void {
    const { level, text } = message
    this.watch(message)
    const { debug, shown = [] } = this.#options
    if (level === 'trace' && !this.traces) return
    if (level === 'debug' && Number(debug) === 0 && !shown.includes(message.code)) return
    if (level === 'info' && this.#options.quiet === true) return
    this.beforeWrite()
    const label =
      level === 'warning'
        ? 'warning: '
        : level === 'error'
          ? 'error: '
          : level === 'debug' || level === 'trace'
            ? 'debug: '
            : ''
    // What services and statements say must not steer the terminal.
    process.stderr.write(`${label}${text.split('\n').map(visible).join('\n')}\n`)
  }
}
