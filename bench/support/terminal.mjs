import { spawn } from 'node:child_process'

/** A program in a terminal of its own (`script` of util-linux): keys go in, what it draws comes out. */
export class Terminal {
  #seen = ''
  #waiting = []

  constructor(command, { cwd, env = {} }) {
    this.started = performance.now()
    this.child = spawn('script', ['-qfec', `stty cols 100 rows 30; ${command}`, '/dev/null'], {
      cwd,
      env: { ...process.env, TERM: 'xterm', ...env },
    })
    this.child.stdout.on('data', (chunk) => {
      const now = performance.now()
      this.#seen += chunk
      for (const check of [...this.#waiting]) check(now)
    })
    this.child.stderr.on('data', () => undefined)
  }

  /** Milliseconds from now until it has drawn something that `wanted` holds for. */
  until(wanted) {
    const from = performance.now()
    const isThere =
      typeof wanted === 'string' ? () => this.#seen.includes(wanted) : () => wanted(this.#seen)
    if (isThere()) return Promise.resolve(0)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no "${wanted}" in:\n${JSON.stringify(this.#seen.slice(-2_000))}`)),
        20_000,
      )
      const check = (now) => {
        if (!isThere()) return
        clearTimeout(timer)
        this.#waiting.splice(this.#waiting.indexOf(check), 1)
        resolve(now - from)
      }
      this.#waiting.push(check)
    })
  }

  /** Forgets what was drawn, sends keys, and waits for what they draw. */
  async press(keys, wanted = (seen) => seen !== '') {
    this.#seen = ''
    const drawn = this.until(wanted)
    this.child.stdin.write(keys)
    return drawn
  }

  close() {
    this.child.kill('SIGKILL')
  }
}
