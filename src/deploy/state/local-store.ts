import { jsonText } from '../../util/index.js'
import { readFile, rename, rm, truncate } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../errors/index.js'
import { AppendLog, readLog } from '../../execution/index.js'
import { STRANGE_HINT, strangeHand, type IoHost } from '../../io/index.js'
import { readLock, releaseLock, takeLock } from './local-lock.js'
import { damagedJournal, parseRecord, refuseOthers } from './parse-record.js'
import { journalEntry, type JournalEntry } from './shapes.js'
import {
  ownRecord,
  applyEvent,
  type OwnRecord,
  type StackRecord,
  type StateEvent,
} from './stack-record.js'
import type { HeldState, LockHolder, StateStore } from './state-store.js'

export interface LocalStoreOptions {
  readonly dir: string
  /** Made where there is no record yet. */
  readonly makeRecord: () => StackRecord
  readonly makeHolder: (verb: string) => LockHolder
  readonly lockTimeoutMs: number
  readonly host: IoHost
}

/**
 * A record in a folder: `state.json`, and beside it `journal.jsonl` with what happened since it was written.
 * Only who holds `lock` writes.
 */
export class LocalStore implements StateStore {
  readonly place: string
  readonly #options: LocalStoreOptions

  constructor(options: LocalStoreOptions) {
    this.#options = options
    this.place = options.dir
  }

  async read(): Promise<StackRecord | undefined> {
    const saved = await this.#saved()
    const { entries: since, torn } = await this.#since()
    if (torn !== undefined) {
      this.#options.host.notify({
        code: '6101',
        level: 'warning',
        text: `the last line of ${this.#journal} is one that a crash tore; it was left out`,
      })
    }
    if (saved === undefined && since.length === 0) return undefined
    const made = this.#options.makeRecord()
    const first = saved ?? since[0]?.first ?? made
    refuseOthers(first, this.#journal, made)
    const record = ownRecord(first)
    for (const { serial, event } of since) {
      if (serial === record.serial && event !== undefined) applyEvent(record, event)
    }
    return record
  }

  async lock(verb: string): Promise<HeldState> {
    const holder = this.#options.makeHolder(verb)
    await this.#writing(() => takeLock(this.#lock, holder, this.#options.lockTimeoutMs))
    try {
      const found = await this.read()
      await this.#writing(() => this.#mend())
      const record = found ?? this.#options.makeRecord()
      const held = new HeldLocalState(record, {
        isNew: found === undefined,
        log: new AppendLog(this.#journal),
        save: (next) => this.#writing(() => this.#save(next)),
        release: () => releaseLock(this.#lock, holder),
      })
      await held.begin()
      return held
    } catch (error) {
      await releaseLock(this.#lock, holder)
      throw error
    }
  }

  /**
   * What happened since the record was saved.
   * @returns with where the last line begins if a crash tore it
   * @throws AppError CONFIGURATION for a journal that is damaged before its end
   */
  async #since(): Promise<{ readonly entries: JournalEntry[]; readonly torn?: number }> {
    const { lines } = await readLog(this.#journal)
    const entries: JournalEntry[] = []
    for (const [index, { entry, file, number, offset }] of lines.entries()) {
      const known = entry === undefined ? undefined : journalEntry(entry)
      if (known !== undefined) entries.push(known)
      else if (index < lines.length - 1) throw damagedJournal(file, number)
      else return { entries, torn: offset }
    }
    return { entries }
  }

  /** Takes a torn line away before others come after it, of which one may be torn, too. */
  async #mend(): Promise<void> {
    const { torn } = await this.#since()
    if (torn !== undefined) await truncate(this.#journal, torn)
  }

  async breakLock(): Promise<LockHolder | undefined> {
    const holder = await readLock(this.#lock)
    await this.#writing(() => rm(this.#lock, { force: true }))
    return holder
  }

  async #saved(): Promise<StackRecord | undefined> {
    const path = join(this.#options.dir, 'state.json')
    const strange = strangeHand(this.#options.dir, path, this.#journal)
    if (strange !== undefined) {
      throw new AppError('FILE_UNREADABLE', `the stack's record is not trusted: ${strange}`, {
        hint: STRANGE_HINT,
      })
    }
    let text: string
    try {
      text = await readFile(path, 'utf8')
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw new AppError('FILE_UNREADABLE', `${path} cannot be read`, { file: path, cause })
    }
    return parseRecord(text, path, this.#options.makeRecord())
  }

  /** The new record takes the old one's place in one step; the journal of the old one is void from then on. */
  async #save(record: StackRecord): Promise<void> {
    const path = join(this.#options.dir, 'state.json')
    const next = `${path}.next`
    const file = await open(next, 'w', 0o600)
    try {
      await file.writeFile(`${jsonText(record, undefined, 2)}\n`)
      await file.datasync()
    } finally {
      await file.close()
    }
    await rename(next, path)
    await rm(this.#journal, { force: true })
  }

  /** @throws AppError FILE_UNWRITABLE where the folder does not take what is to be written */
  async #writing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (cause) {
      if (AppError.is(cause)) throw cause
      const { code, message } = cause as NodeJS.ErrnoException
      if (code === undefined) throw cause
      throw new AppError('FILE_UNWRITABLE', `the stack's record cannot be kept: ${message}`, {
        file: this.place,
        cause,
        hint: 'give a folder that can be written to (--state), or --state none to keep no record',
      })
    }
  }

  get #journal(): string {
    return join(this.#options.dir, 'journal.jsonl')
  }

  get #lock(): string {
    return join(this.#options.dir, 'lock')
  }
}

/** Longest that a line waits for one that has to be on the disk. Milliseconds. */
const NOTE_MS = 20

interface HeldParts {
  readonly isNew: boolean
  readonly log: AppendLog
  readonly save: (record: StackRecord) => Promise<void>
  readonly release: () => Promise<void>
}

class HeldLocalState implements HeldState {
  readonly #parts: HeldParts
  readonly #serial: number
  readonly #record: OwnRecord
  /** Lines that wait for company: an intent is likely to follow, and each flush takes a moment. */
  readonly #noted: JournalEntry[] = []
  #timer: NodeJS.Timeout | undefined
  #failed: unknown

  constructor(record: StackRecord, parts: HeldParts) {
    this.#record = ownRecord(record)
    this.#serial = record.serial
    this.#parts = parts
  }

  get record(): StackRecord {
    return this.#record
  }

  get isNew(): boolean {
    return this.#parts.isNew
  }

  async begin(): Promise<void> {
    if (!this.#parts.isNew) return
    await this.#write({ serial: this.#serial, first: this.#record }, { durable: true })
  }

  async append(...events: readonly StateEvent[]): Promise<void> {
    const noted = this.#writeNoted()
    const entries = this.#take(events)
    // All of it goes to the disk together: the log puts what is appended at the same time into one flush.
    const written = entries.map((entry) => this.#write(entry, { durable: true }))
    for (const each of [...noted, ...written]) await each
    if (this.#failed !== undefined) throw AppError.from(this.#failed)
  }

  note(...events: readonly StateEvent[]): void {
    this.#noted.push(...this.#take(events))
    this.#timer ??= setTimeout(() => {
      for (const each of this.#writeNoted()) {
        each.catch((error: unknown) => {
          this.#failed ??= error
        })
      }
    }, NOTE_MS)
  }

  async release(): Promise<void> {
    clearTimeout(this.#timer)
    try {
      await this.#parts.log.close()
      await this.#parts.save({ ...this.#record, serial: this.#serial + 1 })
    } finally {
      await this.#parts.release()
    }
  }

  /** Takes events into the record; the lines that tell of them. */
  #take(events: readonly StateEvent[]): JournalEntry[] {
    return events.map((event) => {
      applyEvent(this.#record, event)
      return { serial: this.#serial, event }
    })
  }

  #writeNoted(): Promise<void>[] {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const noted = this.#noted.splice(0)
    return noted.map((entry) => this.#write(entry, { durable: false }))
  }

  #write(entry: JournalEntry, options: { readonly durable: boolean }): Promise<void> {
    return this.#parts.log.append(entry, options)
  }
}
