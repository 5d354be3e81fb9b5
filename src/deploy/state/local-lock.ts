import { readFile, rm } from 'node:fs/promises'
import { isAlive, takeFileLock } from '../../execution/index.js'
import { lockedBy } from './lock-messages.js'
import { lockHolder } from './shapes.js'
import type { LockHolder } from './state-store.js'

const PAUSE_MS = 200

/**
 * Takes a lock file; one that a dead process left behind is replaced.
 * @param waitMs how long to wait for another holder.
 * @throws AppError STATE_LOCKED
 */
export async function takeLock(path: string, holder: LockHolder, waitMs: number): Promise<void> {
  const other = await takeFileLock(path, holder, {
    read: readLock,
    isDead: (one) => one.host === holder.host && !isAlive(one),
    pause: PAUSE_MS,
    wait: waitMs,
  })
  if (other !== undefined) throw lockedBy(path, other)
}

/** Gives a lock back, unless somebody took it away. */
export async function releaseLock(path: string, holder: LockHolder): Promise<void> {
  if ((await readLock(path))?.id === holder.id) await rm(path, { force: true })
}

/** Who holds a lock; `undefined` where nobody does, or the file says nothing. */
export async function readLock(path: string): Promise<LockHolder | undefined> {
  try {
    return lockHolder(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return undefined
  }
}
