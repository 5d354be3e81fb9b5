import { appendFile, open, rename, stat, chmod, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { makeFolder } from '../../io/index.js'

/** Entries that are kept when the file is written anew. */
const KEPT = 10_000

/** Bytes at which it is: some twice what the entries take. */
const LARGE = 8_000_000

/** Milliseconds in which an append that has begun ends. */
const SETTLE = 50

/**
 * The history of all shells of a user: a line of JSON for each entry, appended in one write, so that shells
 * side by side lose nothing of each other. Mode 0600.
 */
export class HistoryFile {
  readonly #path: string
  /** Bytes that were read. */
  #read = 0

  constructor(path: string) {
    this.#path = path
  }

  /**
   * Entries that were added since the last call, by this shell or another. Lines that are no entries (a torn
   * one, say) are passed over.
   * @throws what the file system says, where the file is there and cannot be read
   */
  async news(): Promise<string[]> {
    const file = await open(this.#path, 'r').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    })
    if (file === undefined) return []
    try {
      const { size } = await file.stat()
      // Another shell wrote it anew.
      if (size < this.#read) this.#read = 0
      const buffer = Buffer.alloc(size - this.#read)
      await file.read(buffer, 0, buffer.length, this.#read)
      const end = buffer.lastIndexOf(10) + 1
      this.#read += end
      return entriesOf(buffer.subarray(0, end).toString('utf8'))
    } finally {
      await file.close()
    }
  }

  /** @throws what the file system says, e.g. that the disk is full; then nothing was added */
  async append(entry: string): Promise<void> {
    makeFolder(dirname(this.#path))
    await appendFile(this.#path, `${JSON.stringify(entry)}\n`, { mode: 0o600 })
    await chmod(this.#path, 0o600)
    const { size } = await stat(this.#path)
    if (size > LARGE) await this.#shorten()
  }

  /** Writes the file anew with the newest entries, each once. */
  async #shorten(): Promise<void> {
    const old = await open(this.#path, 'r')
    try {
      const before = await old.readFile()
      const newest = [...new Set(entriesOf(before.toString('utf8')).reverse())]
      const fresh = `${this.#path}.${String(process.pid)}`
      await writeFile(fresh, linesOf(newest.slice(0, KEPT).reverse()), { mode: 0o600 })
      await rename(fresh, this.#path)
      // Shells that had the old file open may have written to it meanwhile.
      await delay(SETTLE)
      const late = await old.readFile()
      if (late.length > 0) await appendFile(this.#path, late, { mode: 0o600 })
      this.#read = 0
    } finally {
      await old.close()
    }
  }
}

function linesOf(entries: readonly string[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
}

function entriesOf(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line)
      return typeof value === 'string' ? [value] : []
    } catch {
      return []
    }
  })
}
