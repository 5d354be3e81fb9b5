import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const SKYQL = new URL('../../dist/skyql.cjs', import.meta.url).pathname

export interface Finished {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly input?: string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: '123456789012',
  AWS_SECRET_ACCESS_KEY: 'secret',
  // What tests learn is not for the one who runs them.
  XDG_CACHE_HOME: join(tmpdir(), 'skyql-test-cache'),
}

/** Runs the real command line to its end. */
export function skyql(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return finish(process.execPath, [SKYQL, ...args], options)
}

/** Runs any program to its end; a failure is a result, too. */
export function finish(
  program: string,
  args: readonly string[],
  { input, cwd, env = {} }: RunOptions = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { cwd, env: { ...process.env, ...CREDENTIALS, ...env }, maxBuffer: 64e6 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
        resolve({ code, stdout, stderr })
      },
    )
    // A program may end before it has read what it is given.
    child.stdin?.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') reject(error)
    })
    child.stdin?.end(input ?? '')
  })
}

export interface RunningEmulator {
  readonly url: string
  readonly process: ChildProcess
  stop(): Promise<void>
}

/** `skyql emulator` as a process of its own, ready to be asked. */
export async function emulator(args: readonly string[] = []): Promise<RunningEmulator> {
  const child = spawn(process.execPath, [SKYQL, 'emulator', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })
  const [line] = (await once(lines, 'line')) as [string]
  const url = /listening on (\S+)/.exec(line)?.[1]
  if (url === undefined) throw new Error(`unexpected: ${line}`)
  return {
    url,
    process: child,
    stop: async () => {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
