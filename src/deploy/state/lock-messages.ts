import { AppError } from '../../errors/index.js'
import type { LockHolder } from './state-store.js'

/** What a second run on one stack is told. */
export function lockedBy(place: string, holder: LockHolder): AppError {
  const { verb, user, host, pid, since } = holder
  return new AppError(
    'STATE_LOCKED',
    `${verb} by ${user} on ${host} (process ${String(pid)}) has held this stack since ${since}; nothing was changed`,
    {
      hint: `wait for it with --lock-timeout SECONDS; if it is gone for good: skyql stack unlock (${place})`,
    },
  )
}
