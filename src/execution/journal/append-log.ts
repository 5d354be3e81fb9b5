import { statSync, writeSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '../../errors/index.js'
import { makeFolder, STRANGE_HINT, strangeHand } from '../../io/index.js'
import { checkedLine } from './checked-line.js'

/** Lines that go to the file together. */
interface Batch {
  readonly lines: string[]
  durable: boolean
  readonly done: Promise<void>
}

/**
 * An append-only file of checked JSON lines, for what must be known after a crash. Several processes may
 * append to one file: a write goes to its end as a whole. What is appended at the same time shares one flush.
 * The file is made by the first append, for its owner's eyes only.
 */
export class AppendLog {
  readonly path: string
  #file: FileHandle | undefined
  #inode = 0
  #pending: Batch | undefined
  #last: Promise<void> = Promise.resolve()
  /** The file may end in the middle of a line. */
  #torn = true

  constructor(path: string) {
    this.path = path
  }

  /**
   * Adds an entry, of what JSON can tell. `durable`: resolves only when the entry is on the disk, not in a buffer.
   * @throws AppError FILE_UNWRITABLE
   */
  append(entry: object, { durable }: { readonly durable: boolean }): Promise<void> {
    const line = checkedLine(entry)
    if (this.#pending !== undefined) {
      this.#pending.lines.push(line)
      this.#pending.durable ||= durable
      return this.#pending.done
    }
    const done = this.#last.then(() => this.#flush())
    this.#pending = { lines: [line], durable, done }
    this.#last = done.catch(() => undefined)
    return done
  }

  async close(): Promise<void> {
    await this.#last
    await this.#leave()
  }

  async #flush(): Promise<void> {
    const batch = this.#pending
    this.#pending = undefined
    if (batch === undefined) return
    try {
      // A file that was put aside meanwhile may be gone soon: its last lines go to its successor, too.
      await this.#write(batch)
      while (!this.#isCurrent()) {
        await this.#leave()
        await this.#write(batch)
      }
    } catch (cause) {
      this.#torn = true
      throw unwritable(this.path, cause)
    }
  }

  async #write({ lines, durable }: Batch): Promise<void> {
    const file = (this.#file ??= await this.#open())
    const text = lines.join('')
    const bytes = Buffer.from(this.#torn && (await endsTorn(file)) ? `\n${text}` : text)
    let written = 0
    // Into the system's memory, which takes microseconds; in a busy process an answer of the pool takes milliseconds.
    while (written < bytes.length) {
      this.#torn = true
      written += writeSync(file.fd, bytes, written)
    }
    this.#torn = false
    if (durable) await file.datasync()
  }

  async #open(): Promise<FileHandle> {
    const folder = dirname(this.path)
    makeFolder(folder)
    const strange = strangeHand(folder, this.path)
    if (strange !== undefined)
      throw new AppError('FILE_UNWRITABLE', strange, { hint: STRANGE_HINT })
    const file = await open(this.path, 'a+', 0o600)
    const { ino, size } = await file.stat()
    this.#inode = ino
    this.#torn = size > 0
    if (size === 0) await flushFolder(folder)
    return file
  }

  /** True while the file under the path is the one that was written to. */
  #isCurrent(): boolean {
    return statSync(this.path, { throwIfNoEntry: false })?.ino === this.#inode
  }

  async #leave(): Promise<void> {
    await this.#file?.close()
    this.#file = undefined
  }
}

/** True where the last byte is not the end of a line. */
async function endsTorn(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat()
  if (size === 0) return false
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer[0] !== 0x0a
}

/** A new file is found after a power cut only if its folder is on the disk, too. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function unwritable(path: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new AppError('FILE_UNWRITABLE', `the journal ${path} cannot be written: ${reason}`, {
    hint: 'choose another folder for it (--journal DIR), or do without one (--no-journal)',
    cause,
  })
}
