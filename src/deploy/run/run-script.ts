import { spawn } from 'node:child_process'
import { AppError } from '../../errors/index.js'
import { isJsonObject, type JsonObject } from '../../util/index.js'

/** Longest output of a script that is kept. Bytes. */
const MOST_OUTPUT = 16 * 1024 * 1024
const SHOWN = 2_000

export interface ScriptOptions {
  readonly name: string
  readonly text: string
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

function finished({ name, text, signal }: ScriptOptions): Promise<{
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', text], { stdio: ['ignore', 'pipe', 'pipe'], signal })
    const out: Buffer[] = []
    const err: Buffer[] = []
    let size = 0
    child.stdout.on('data', (part: Buffer) => {
      size += part.length
      if (size <= MOST_OUTPUT) out.push(part)
    })
    child.stderr.on('data', (part: Buffer) => err.push(part))
    child.on('error', (cause) => {
      reject(
        signal.aborted
          ? new AppError('CANCELLED', `the script ${name} was stopped`, { cause })
          : new AppError('CONFIGURATION', `the script ${name} cannot be run: ${cause.message}`, {
              cause,
            }),
      )
    })
    child.on('close', (code, killed) => {
      resolve({
        code: code ?? killed ?? 1,
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
      })
    })
  })
}
