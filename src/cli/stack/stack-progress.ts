import { changes, type StackObserver, type Step, type StepResult } from '../../deploy/index.js'
import { visible } from '../../format/index.js'
import type { KnownSecrets } from '../../util/index.js'
import { useColor } from '../report-error.js'
import { paintFor } from './paint.js'

const REDRAW_MS = 120
const BAR = 24

/** What a run does, on stderr: a line a resource; on a terminal those at work, too, and a bar for the stack. */
export class StackProgress implements StackObserver {
  readonly #shown: boolean
  readonly #live: boolean
  readonly #hidden: KnownSecrets
  readonly #working = new Map<string, { readonly step: Step; readonly since: number }>()
  readonly #paint = paintFor(useColor(process.stderr))
  #timer: NodeJS.Timeout | undefined
  #asked: Promise<void> = Promise.resolve()
  #total = 0
  #ended = 0
  #width = 0
  #drawn = 0
  /** What has ended and is yet to be told. */
  readonly #lines: string[] = []
  #soon: NodeJS.Immediate | undefined
  readonly #began = Date.now()

  constructor(shown: boolean, hidden: KnownSecrets) {
    this.#hidden = hidden
    this.#shown = shown
    this.#live = shown && process.stderr.isTTY
  }

  begin(steps: readonly Step[]): void {
    this.#total = steps.length
    this.#width = Math.max(0, ...steps.map(({ name }) => name.length))
    this.#resume()
  }

  /** Leaves the screen to a question; of several one after another is asked. */
  hold<T>(ask: () => Promise<T>): Promise<T> {
    const answer = this.#asked.then(async () => {
      this.stop()
      try {
        return await ask()
      } finally {
        this.#resume()
      }
    })
    this.#asked = answer.then(
      () => undefined,
      () => undefined,
    )
    return answer
  }

  started(step: Step): void {
    this.#working.set(step.name, { step, since: Date.now() })
  }

  ended({ step, status, identifier, ms, error }: StepResult): void {
    this.#working.delete(step.name)
    this.#ended++
    if (!this.#shown || (status === 'unchanged' && !changes(step))) return
    const [word, color] = WORDS[status]
    const what = status === 'done' ? (DONE[step.action] ?? word) : word
    const about = error?.message.split('\n')[0] ?? identifier ?? ''
    this.#lines.push(
      `${this.#paint(what.padEnd(11), color)} ${step.name.padEnd(this.#width)}  ${(ms / 1000).toFixed(1).padStart(6)} s  ${visible(this.#hidden.cut(about))}\n`,
    )
    // Resources that end together are told together: what waited for them begins before that.
    this.#soon ??= setImmediate(() => this.#tell())
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#tell()
    this.#clear()
  }

  #tell(): void {
    clearImmediate(this.#soon)
    this.#soon = undefined
    if (this.#lines.length === 0) return
    this.#clear()
    process.stderr.write(this.#lines.splice(0).join(''))
  }

  #resume(): void {
    if (!this.#live) return
    clearInterval(this.#timer)
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS)
    this.#timer.unref()
  }

  #draw(): void {
    this.#clear()
    const columns = process.stderr.columns || 80
    const rows = Math.max(3, (process.stderr.rows || 24) - 3)
    const working = [...this.#working.values()]
    const lines = working.slice(0, rows).map(({ step, since }) => {
      const seconds = ((Date.now() - since) / 1000).toFixed(1)
      return `${(DOING[step.action] ?? 'checking').padEnd(11)} ${step.name.padEnd(this.#width)}  ${seconds.padStart(6)} s`
    })
    if (working.length > rows) lines.push(`… and ${String(working.length - rows)} more`)
    const filled = this.#total === 0 ? 0 : Math.round((this.#ended / this.#total) * BAR)
    const elapsed = ((Date.now() - this.#began) / 1000).toFixed(0)
    lines.push(
      `[${'█'.repeat(filled)}${' '.repeat(BAR - filled)}] ${String(this.#ended)} of ${String(this.#total)}  ${elapsed} s`,
    )
    process.stderr.write(lines.map((line) => `${line.slice(0, columns - 1)}\n`).join(''))
    this.#drawn = lines.length
  }

  #clear(): void {
    if (this.#drawn > 0) process.stderr.write(`\u001b[${String(this.#drawn)}A\r\u001b[J`)
    this.#drawn = 0
  }
}

const DOING: Partial<Record<Step['action'], string>> = {
  create: 'creating',
  update: 'updating',
  replace: 'replacing',
  delete: 'deleting',
  run: 'running',
  read: 'asking',
  forget: 'forgetting',
}

const DONE: Partial<Record<Step['action'], string>> = {
  create: 'created',
  update: 'updated',
  replace: 'replaced',
  delete: 'deleted',
  run: 'ran',
  read: 'asked',
  forget: 'forgotten',
}

const WORDS = {
  done: ['done', 'green'],
  unchanged: ['unchanged', 'dim'],
  failed: ['FAILED', 'red'],
  blocked: ['blocked', 'yellow'],
  'not-started': ['not started', 'yellow'],
  undone: ['undone', 'yellow'],
  'not-undone': ['NOT UNDONE', 'red'],
} as const
