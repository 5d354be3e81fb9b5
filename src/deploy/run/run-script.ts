import { spawn } from 'node:child_process'
import { AppError } from '../../errors/index.js'
import { isJsonObject, type JsonObject } from '../../util/index.js'

/** Longest output of a script that is kept. Bytes. */
const MOST_OUTPUT = 16 * 1024 * 1024
const SHOWN = 2_000
/** Milliseconds that a script has to end when it is asked to. */
const GRACE = 2_000

export interface ScriptOptions {
  readonly name: string
  readonly text: string
  /** What it gets beside the environment of the command. */
  readonly environment?: Readonly<Record<string, string>>
  /** True: stdout must be a JSON object. */
  readonly expectsJson: boolean
  readonly signal: AbortSignal
}

/**
 * Runs a shell text where the command was started.
 * @returns the object that it printed; empty where none is expected.
 * @throws AppError REQUEST_FAILED for an exit code above 0 or output that is no object
 */
export async function runScript(options: ScriptOptions): Promise<JsonObject> {
  const { name, expectsJson } = options
  const { code, stdout, stderr } = await finished(options)
  if (code !== 0) {
    const said = (stderr === '' ? stdout : stderr).trim().slice(-SHOWN)
    throw new AppError(
      'REQUEST_FAILED',
      `the script ${name} ended with ${String(code)}${said === '' ? '' : `: ${said}`}`,
    )
  }
  if (!expectsJson) return {}
  try {
    const value: unknown = JSON.parse(stdout)
    if (isJsonObject(value)) return value
  } catch {
    // Told below, as any other output that is no object.
  }
  throw new AppError(
    'REQUEST_FAILED',
    `the script ${name} must print a JSON object: it has exports`,
    {
      hint: `it printed ${JSON.stringify(stdout.slice(0, 80))}`,
    },
  )
}

function finished({ name, text, environment, signal }: ScriptOptions): Promise<{
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', text], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
      // A group of its own, so that what the shell starts ends with it.
      detached: true,
    })
    const end = (): void => {
      stop(child.pid, 'SIGTERM')
      setTimeout(() => stop(child.pid, 'SIGKILL'), GRACE).unref()
    }
    const out: Buffer[] = []
    let said = ''
    let size = 0
    child.stdout.on('data', (part: Buffer) => {
      size += part.length
      if (size <= MOST_OUTPUT) out.push(part)
      else end()
    })
    child.stderr.setEncoding('utf8')
    child.stderr.on('data', (part: string) => {
      said = (said + part).slice(-SHOWN)
    })
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
    const stopped = (cause?: Error): AppError =>
      new AppError('CANCELLED', `the script ${name} was stopped`, { ...(cause && { cause }) })
    child.on('error', (cause) => {
      const message = `the script ${name} cannot be run: ${cause.message}`
      reject(signal.aborted ? stopped(cause) : new AppError('CONFIGURATION', message, { cause }))
    })
    child.on('close', (code, killed) => {
      signal.removeEventListener('abort', end)
      if (signal.aborted) reject(stopped())
      else if (size > MOST_OUTPUT) reject(tooMuch(name))
      else {
        const stdout = Buffer.concat(out).toString()
        resolve({ code: code ?? killed ?? 1, stdout, stderr: said })
      }
    })
  })
}

function tooMuch(name: string): AppError {
  return new AppError(
    'REQUEST_FAILED',
    `the script ${name} printed more than ${MOST_OUTPUT / 1024 / 1024} MiB and was stopped`,
    { hint: 'send what is not its answer to a file: … > log.txt' },
  )
}

/** Ends the group of a process, where it has not ended. */
function stop(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
