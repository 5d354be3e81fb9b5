import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export const SKYQL = new URL('../../dist/skyql.cjs', import.meta.url).pathname

process.env.AWS_ACCESS_KEY_ID = '123456789012'
process.env.AWS_SECRET_ACCESS_KEY = 'secret'
process.env.AWS_EC2_METADATA_DISABLED = 'true'

/** Starts `skyql emulator`; answers its URL and how to stop it. */
export async function emulator(...args) {
  const child = spawn(process.execPath, [SKYQL, 'emulator', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return {
    url: line.replace('listening on ', ''),
    pid: child.pid,
    stop: () => child.kill('SIGTERM'),
  }
}

/** Runs a program to its end: milliseconds, megabytes of resident memory at most, and what it printed. */
export async function timed(program, args) {
  const started = performance.now()
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let peak = 0
  const watch = setInterval(() => (peak = Math.max(peak, residentMegabytes(child.pid))), 20)
  let stdout = ''
  child.stdout.on('data', (part) => (stdout += part))
  const [code] = await once(child, 'close')
  const ms = performance.now() - started
  clearInterval(watch)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}`)
  return { ms, peak, stdout }
}

/** The peak so far of a process, from /proc; 0 where there is no such thing. */
export function residentMegabytes(pid) {
  try {
    return (
      Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
    )
  } catch {
    return 0
  }
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

export function print(name, value) {
  console.log(`${name.padEnd(64)} ${value}`)
}

/** Milliseconds of processor time that a process has taken so far, from /proc; 0 where there is no such thing. */
export function processorTime(pid) {
  try {
    // The name in parentheses may hold anything; user and system time are the 12th and 13th field after it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return 0
  }
}
