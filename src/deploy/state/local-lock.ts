import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from '../../execution/index.js'
import { lockedBy } from './lock-messages.js'
import { lockHolder } from './shapes.js'
import type { LockHolder } from './state-store.js'

const PAUSE_MS = 200

/**
 * Takes a lock file; one that a dead process left behind is replaced. The file appears whole, by a hard link.
 * @param waitMs how long to wait for another holder.
 * @throws AppError STATE_LOCKED
 */
export async function takeLock(path: string, holder: LockHolder, waitMs: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const own = `${path}.${holder.id}`
  await writeFile(own, JSON.stringify(holder), { mode: 0o600 })
  const until = Date.now() + waitMs
  try {
    for (;;) {
      if (await linked(own, path)) return
      const other = await readLock(path)
      if (other !== undefined && (other.host !== holder.host || isAlive(other))) {
        if (Date.now() >= until) throw lockedBy(path, other)
        await sleep(PAUSE_MS)
      } else await putAside(path, other)
    }
  } finally {
    await rm(own, { force: true })
  }
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

async function linked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Takes a dead holder's lock away. Another run may be faster and hold a new one: that is put back. */
async function putAside(path: string, dead: LockHolder | undefined): Promise<void> {
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const taken = await readLock(aside)
  if (taken !== undefined && taken.id !== dead?.id) await linked(aside, path)
  await unlink(aside)
}
