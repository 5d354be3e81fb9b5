import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../errors/index.js'
import { makeFolder, STRANGE_HINT, strangeHand } from '../../io/index.js'
import { parseView, serializeView, unreadable, type ViewRecord } from './view-record.js'

const RECORD = /^view-(.+)\.json$/

/**
 * The views of a project: a file each, so that processes side by side do not lose each other's. A file is
 * written whole or not at all.
 */
export class ViewStore {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** In lower case. */
  names(): string[] {
    return this.#files().flatMap((file) => RECORD.exec(file)?.slice(1) ?? [])
  }

  /** `undefined` where there is none. @throws AppError FILE_UNREADABLE */
  read(name: string): ViewRecord | undefined {
    const file = this.#recordOf(name)
    let text: string
    const strange = strangeHand(this.#folder, file)
    if (strange !== undefined) throw unreadable(file, strange)
    try {
      text = readFileSync(file, 'utf8')
    } catch (cause) {
      if (isMissing(cause)) return undefined
      throw unreadable(file, String(cause), cause)
    }
    const record = parseView(text, file)
    if (keyOf(record.name) !== keyOf(name)) throw unreadable(file, 'it is of another name')
    return record
  }

  /**
   * Keeps a record; with `isNew`, answers false instead where somebody was first.
   * @throws AppError FILE_UNWRITABLE
   */
  write(record: ViewRecord, isNew = false): boolean {
    const file = this.#recordOf(record.name)
    const draft = join(this.#folder, `.draft-${randomUUID()}`)
    return this.#writing(() => {
      this.#makeFolder()
      // DuckDB makes files for everybody's eyes.
      if (record.rows !== undefined) chmodSync(this.rowsPath(record.rows.file), 0o600)
      try {
        writeFileSync(draft, serializeView(record), { flush: true, mode: 0o600 })
        if (!isNew) {
          renameSync(draft, file)
          return true
        }
        linkSync(draft, file)
        return true
      } catch (cause) {
        if (isNew && (cause as NodeJS.ErrnoException).code === 'EEXIST') return false
        throw cause
      } finally {
        rmSync(draft, { force: true })
      }
    })
  }

  /** Removes a view and its rows. */
  remove(name: string): void {
    this.#writing(() => {
      rmSync(this.#recordOf(name), { force: true })
      this.#sweep(name)
    })
  }

  /** A new file for a view's rows; `forget` those of before once the record names it. */
  newRows(name: string): { readonly file: string; readonly path: string } {
    const file = `rows-${keyOf(name)}-${randomUUID()}.parquet`
    this.#writing(() => {
      this.#makeFolder()
    })
    return { file, path: join(this.#folder, file) }
  }

  rowsPath(file: string): string {
    return join(this.#folder, file)
  }

  forget(file: string): void {
    this.#writing(() => rmSync(join(this.#folder, file), { force: true }))
  }

  /** For its owner alone, whoever made it so far. */
  #makeFolder(): void {
    makeFolder(this.#folder)
    const strange = strangeHand(this.#folder)
    if (strange !== undefined) {
      throw new AppError('FILE_UNWRITABLE', strange, { hint: STRANGE_HINT })
    }
    chmodSync(this.#folder, 0o700)
  }

  #sweep(name: string): void {
    const own = new RegExp(`^rows-${escaped(keyOf(name))}-[0-9a-f-]{36}\\.parquet$`, 'u')
    for (const file of this.#files()) {
      if (own.test(file)) rmSync(join(this.#folder, file), { force: true })
    }
  }

  #recordOf(name: string): string {
    return join(this.#folder, `view-${keyOf(name)}.json`)
  }

  #files(): string[] {
    try {
      return readdirSync(this.#folder)
    } catch (cause) {
      if (isMissing(cause)) return []
      throw new AppError('FILE_UNREADABLE', `${this.#folder} cannot be read: ${String(cause)}`, {
        cause,
      })
    }
  }

  #writing<T>(work: () => T): T {
    try {
      return work()
    } catch (cause) {
      if (AppError.is(cause)) throw cause
      throw new AppError('FILE_UNWRITABLE', `${this.#folder} cannot be written: ${String(cause)}`, {
        cause,
      })
    }
  }
}

function keyOf(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

function escaped(text: string): string {
  return text.replace(/[$-]/g, '\\$&')
}

function isMissing(cause: unknown): boolean {
  const { code } = cause as NodeJS.ErrnoException
  return code === 'ENOENT' || code === 'ENOTDIR'
}
