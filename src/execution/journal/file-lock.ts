import { randomUUID } from 'node:crypto'
import { link, rename, rm, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeFolder } from '../../io/index.js'

/** Who holds a lock, as its file says. */
export interface FileLockHolder {
  readonly id: string
}

export interface FileLockRules<T extends FileLockHolder> {
  /** Reads a lock's file; `undefined` where there is none, or it says nothing. */
  readonly read: (path: string) => Promise<T | undefined>
  /** True where the holder is gone: its lock is taken over. */
  readonly isDead: (holder: T) => boolean
  /** Milliseconds between two tries. */
  readonly pause: number
  /** Milliseconds to wait for another holder. */
  readonly wait: number
  /** Ends the waiting; what it was aborted for is thrown. */
  readonly signal?: AbortSignal
}

/**
 * Takes a lock file; one that a dead process left behind is replaced. The file appears whole, by a hard link.
 * @returns who holds it after all the waiting, or `undefined` once it is taken
 */
export async function takeFileLock<T extends FileLockHolder>(
  path: string,
  holder: T,
  rules: FileLockRules<T>,
): Promise<T | undefined> {
  makeFolder(dirname(path))
  const own = `${path}.${holder.id}`
  await writeFile(own, JSON.stringify(holder), { mode: 0o600 })
  const until = Date.now() + rules.wait
  try {
    for (;;) {
      if (await linked(own, path)) return undefined
      const other = await rules.read(path)
      if (other === undefined || rules.isDead(other)) await putAside(path, other, rules)
      else if (Date.now() >= until) return other
      else await sleep(rules.pause, undefined, rules.signal && { signal: rules.signal })
    }
  } finally {
    await rm(own, { force: true })
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
async function putAside<T extends FileLockHolder>(
  path: string,
  dead: T | undefined,
  { read }: FileLockRules<T>,
): Promise<void> {
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const taken = await read(aside)
  if (taken !== undefined && taken.id !== dead?.id) await linked(aside, path)
  await unlink(aside)
}
