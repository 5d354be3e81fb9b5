import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { ProcessMark } from './request-record.js'

/** This process. */
export function ownMark(): ProcessMark {
  const started = startOf(process.pid)
  return {
    host: hostname(),
    pid: process.pid,
    ...(started === undefined ? {} : { started }),
  }
}

/** True where the process may still be at work; one of another machine cannot be asked. */
export function isAlive({ host, pid, started }: ProcessMark): boolean {
  if (host !== hostname()) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Another user's process answers EPERM: it is there.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return started === undefined || startOf(pid) === started
}

/** The 22nd field of /proc/PID/stat; undefined where the system has no such thing. */
function startOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
    // The second field is the program's name in parentheses, whatever is in it.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
