import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** The pager that a user wants; `less` shows what fits without asking and leaves it on the screen. */
export function pagerOf(environment: Readonly<Record<string, string | undefined>>): string {
  const { PAGER: own } = environment
  return own === undefined || own.trim() === '' ? 'less -SRXF' : own
}

/** Shows a text in a pager; false where it cannot be started. */
export async function page(text: string, pager: string): Promise<boolean> {
  const child = spawn(pager, { shell: true, stdio: ['pipe', 'inherit', 'inherit'] })
  // A pager that is left before its end closes the pipe: that is no failure.
  child.stdin.on('error', () => undefined)
  child.stdin.end(text)
  const [code] = (await Promise.race([
    once(child, 'close'),
    once(child, 'error').then(() => [127]),
  ])) as [number | null]
  return code !== 127
}
