import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { finish } from './skyql.js'

/** True where there is util-linux's `script`, which runs a program at a terminal of its own. */
export function hasScript(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux')
  } catch {
    return false
  }
}

const SKYQL = new URL('../../dist/skyql.cjs', import.meta.url).pathname
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

/** All bytes that the real command line sends to a terminal, of stdout and stderr, as a text. */
export async function onTerminal(
  args: readonly string[],
  { cwd, input = '', env = {} }: { cwd: string; input?: string; env?: Record<string, string> },
): Promise<string> {
  const file = join(cwd, 'run.sh')
  writeFileSync(file, `exec node ${quoted(SKYQL)} ${args.map(quoted).join(' ')}\n`)
  const { stdout } = await finish('script', ['-qec', `sh ${quoted(file)}`, '/dev/null'], {
    cwd,
    input,
    env: { TERM: 'xterm', ...env },
  })
  return stdout
}
