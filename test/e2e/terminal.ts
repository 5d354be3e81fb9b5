import { execFileSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'

/** True where there is a terminal multiplexer to run programs in. */
export function hasTmux(): boolean {
  try {
    execFileSync('tmux', ['-V'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** A program in a terminal of a given size: keys go in, the screen comes out. */
export class Terminal {
  static #count = 0
  readonly #socket = `skyql-test-${String(process.pid)}-${String(++Terminal.#count)}`

  constructor(command: string, size: { columns: number; rows: number }, folder: string) {
    this.#tmux(
      'new-session',
      '-d',
      '-x',
      String(size.columns),
      '-y',
      String(size.rows),
      '-c',
      folder,
      command,
    )
    this.#tmux('set-option', '-g', 'remain-on-exit', 'on')
  }

  /** Presses keys by tmux's names (`Enter`, `C-c`, `Tab`). */
  keys(...names: readonly string[]): void {
    this.#tmux('send-keys', ...names)
  }

  type(text: string): void {
    // A semicolon at the end would be tmux's own.
    this.#tmux('send-keys', '-l', text.replace(/;$/, '\\;'))
  }

  /** Sends bytes, two hexadecimal digits each. */
  bytes(...hex: readonly string[]): void {
    this.#tmux('send-keys', '-H', ...hex)
  }

  /** Types a line and presses Enter. */
  enter(text: string): void {
    this.type(text)
    this.keys('Enter')
  }

  /** Pastes as a terminal does, between marks. */
  paste(text: string): void {
    execFileSync('tmux', ['-L', this.#socket, 'load-buffer', '-'], { input: text })
    this.#tmux('paste-buffer', '-p')
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows))
  }

  /** The screen, without the space at the ends of lines and below the last one. */
  screen(): string {
    return this.#tmux('capture-pane', '-p')
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
      .trimEnd()
  }

  /** The screen with its styles, as escape sequences. */
  styled(): string {
    return this.#tmux('capture-pane', '-p', '-e')
  }

  /** The screen once it holds a text; fails with what it shows after half a minute. */
  async until(wanted: string | RegExp): Promise<string> {
    const end = Date.now() + 30_000
    for (;;) {
      const screen = this.screen()
      if (typeof wanted === 'string' ? screen.includes(wanted) : wanted.test(screen)) return screen
      if (Date.now() > end)
        throw new Error(`waited for ${String(wanted)}, but the screen is:\n${screen}`)
      await delay(50)
    }
  }

  close(): void {
    this.#tmux('kill-server')
  }

  #tmux(...args: readonly string[]): string {
    return execFileSync('tmux', ['-L', this.#socket, ...args], { encoding: 'utf8' })
  }
}
