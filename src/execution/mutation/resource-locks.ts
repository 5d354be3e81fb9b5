import { createHash, randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../errors/index.js'
import { takeFileLock } from '../journal/file-lock.js'
import { isAlive, ownMark } from '../journal/process-mark.js'
import type { ProcessMark } from '../journal/request-record.js'

const PAUSE_MS = 25

interface Holder extends ProcessMark {
  readonly id: string
}

/**
 * Orders the writes to one resource, among the sessions of a process and, by files in the project's folder, among the
 * processes of a machine. What another machine does is told by the tests of a patch, and by reading again.
 */
export class ResourceLocks {
  readonly #folder: string | undefined
  readonly #tails = new Map<string, Promise<void>>()

  /** @param folder absent where nothing is to be written: then only this process is in order */
  constructor(folder: string | undefined) {
    this.#folder = folder
  }

  /**
   * Runs `work` once nobody else writes to the resource.
   * @param key all that tells the resource apart: target, account, region, type and identifier
   */
  async hold<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key)
    let free: () => void = () => undefined
    const own = new Promise<void>((resolve) => (free = resolve))
    this.#tails.set(key, own)
    try {
      await before
      if (signal.aborted) throw new AppError('CANCELLED', 'the write was not sent any more')
      return await this.#holdingFile(key, signal, work)
    } finally {
      free()
      if (this.#tails.get(key) === own) this.#tails.delete(key)
    }
  }

  async #holdingFile<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.#folder === undefined) return work()
    const name = createHash('sha256').update(key).digest('hex').slice(0, 40)
    const path = join(this.#folder, `${name}.lock`)
    const holder = { ...ownMark(), id: randomUUID() }
    if (!(await take(path, holder, signal))) return work()
    try {
      return await work()
    } finally {
      if ((await readHolder(path))?.id === holder.id) await rm(path, { force: true })
    }
  }
}

/** False where the folder takes no files: a project on a disk that is full or read-only is still written to. */
async function take(path: string, holder: Holder, signal: AbortSignal): Promise<boolean> {
  try {
    await takeFileLock(path, holder, {
      read: readHolder,
      isDead: (other) => other.host === holder.host && !isAlive(other),
      pause: PAUSE_MS,
      wait: Infinity,
      signal,
    })
    return true
  } catch (error) {
    if (signal.aborted) throw new AppError('CANCELLED', 'the write was not sent any more')
    const { code } = error as NodeJS.ErrnoException
    if (code !== undefined && /^(?:EACCES|EPERM|EROFS|ENOSPC|EDQUOT|ENOTDIR)$/.test(code))
      return false
    throw error
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const { host, pid, started, id } = JSON.parse(await readFile(path, 'utf8')) as Partial<Holder>
    if (typeof host !== 'string' || typeof pid !== 'number' || typeof id !== 'string')
      return undefined
    return { host, pid, id, ...(typeof started === 'string' ? { started } : {}) }
  } catch {
    return undefined
  }
}
