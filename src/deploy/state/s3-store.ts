import { setTimeout as sleep } from 'node:timers/promises'
import type { ObjectStore } from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import { isAlive } from '../../execution/index.js'
import { jsonObject, number, parseJson, jsonText } from '../../util/index.js'
import { lockedBy } from './lock-messages.js'
import { parseRecord } from './parse-record.js'
import { lockHolder } from './shapes.js'
import {
  ownRecord,
  applyEvent,
  type OwnRecord,
  type StackRecord,
  type StateEvent,
} from './stack-record.js'
import type { HeldState, LockHolder, StateStore } from './state-store.js'

export interface S3StoreOptions {
  readonly bucket: ObjectStore
  /** `s3://bucket/prefix/stack/env`, for messages. */
  readonly place: string
  /** Of the keys, with its `/` at the end. */
  readonly prefix: string
  readonly makeRecord: () => StackRecord
  readonly makeHolder: (verb: string) => LockHolder
  readonly lockTimeoutMs: number
}

/** A lock that its holder has not renewed for so long is nobody's. Milliseconds. */
const LEASE_MS = 120_000
const RENEW_MS = 30_000
const PAUSE_MS = 500

interface Lease extends LockHolder {
  /** Milliseconds since the epoch. */
  readonly until: number
}

/** A record in a bucket, for teams: one object for it, one for the lock; both are written on condition. */
export class S3Store implements StateStore {
  readonly place: string
  readonly #options: S3StoreOptions

  constructor(options: S3StoreOptions) {
    this.#options = options
    this.place = options.place
  }

  async read(): Promise<StackRecord | undefined> {
    const found = await this.#options.bucket.get(this.#state)
    return found === undefined
      ? undefined
      : parseRecord(found.text, this.place, this.#options.makeRecord())
  }

  async lock(verb: string): Promise<HeldState> {
    const { bucket } = this.#options
    const holder = this.#options.makeHolder(verb)
    const lease = await this.#take(holder)
    try {
      const found = await bucket.get(this.#state)
      const record =
        found === undefined
          ? this.#options.makeRecord()
          : parseRecord(found.text, this.place, this.#options.makeRecord())
      return new HeldObject(record, {
        bucket,
        key: this.#state,
        place: this.place,
        etag: found?.etag,
        lease,
      })
    } catch (error) {
      await lease.release()
      throw error
    }
  }

  async breakLock(): Promise<LockHolder | undefined> {
    const found = await this.#readLease()
    await this.#options.bucket.delete(this.#lock)
    return found?.lease
  }

  async #take(holder: LockHolder): Promise<HeldLease> {
    const { bucket, lockTimeoutMs } = this.#options
    const giveUp = Date.now() + lockTimeoutMs
    for (;;) {
      const text = leaseText(holder)
      const made = await bucket.put(this.#lock, text, { ifNone: true })
      if (made !== undefined) return new HeldLease(bucket, this.#lock, { holder, etag: made })
      const found = await this.#readLease()
      if (found === undefined) continue
      const { lease, etag } = found
      if (lease === undefined) throw noLock(this.place)
      const isDead = lease.until < Date.now() || (lease.host === holder.host && !isAlive(lease))
      if (isDead) {
        const taken = await bucket.put(this.#lock, leaseText(holder), { ifMatch: etag })
        if (taken !== undefined) return new HeldLease(bucket, this.#lock, { holder, etag: taken })
        continue
      }
      if (Date.now() >= giveUp) throw lockedBy(this.place, lease)
      await sleep(PAUSE_MS)
    }
  }

  /** `lease` is absent where the object is none. */
  async #readLease(): Promise<
    { readonly lease: Lease | undefined; readonly etag: string } | undefined
  > {
    const found = await this.#options.bucket.get(this.#lock)
    if (found === undefined) return undefined
    return { lease: leaseOf(found.text), etag: found.etag }
  }

  get #state(): string {
    return `${this.#options.prefix}state.json`
  }

  get #lock(): string {
    return `${this.#options.prefix}lock.json`
  }
}

function leaseOf(text: string): Lease | undefined {
  let value: unknown
  try {
    value = parseJson(text)
  } catch {
    return undefined
  }
  const [holder, until] = [lockHolder(value), number(jsonObject(value)?.['until'])]
  return holder === undefined || until === undefined ? undefined : { ...holder, until }
}

function noLock(place: string): AppError {
  return new AppError('CONFIGURATION', `the lock of ${place} cannot be understood`, {
    hint: 'if nobody works on the stack, take it away: skyql stack unlock',
  })
}

function leaseText(holder: LockHolder): string {
  const lease: Lease = { ...holder, until: Date.now() + LEASE_MS }
  return jsonText(lease)
}

/** A lock that is renewed while it is held. */
class HeldLease {
  readonly #bucket: ObjectStore
  readonly #key: string
  readonly #holder: LockHolder
  readonly #timer: NodeJS.Timeout
  #etag: string
  #lost = false
  #renewing: Promise<void> = Promise.resolve()

  constructor(
    bucket: ObjectStore,
    key: string,
    { holder, etag }: { readonly holder: LockHolder; readonly etag: string },
  ) {
    this.#bucket = bucket
    this.#key = key
    this.#holder = holder
    this.#etag = etag
    this.#timer = setInterval(() => {
      this.#renewing = this.#renew()
    }, RENEW_MS)
    this.#timer.unref()
  }

  get isLost(): boolean {
    return this.#lost
  }

  async release(): Promise<void> {
    clearInterval(this.#timer)
    await this.#renewing
    const found = await this.#bucket.get(this.#key)
    if (found?.etag === this.#etag) await this.#bucket.delete(this.#key)
  }

  async #renew(): Promise<void> {
    try {
      const renewed = await this.#bucket.put(this.#key, leaseText(this.#holder), {
        ifMatch: this.#etag,
      })
      if (renewed === undefined) this.#lost = true
      else this.#etag = renewed
    } catch (error) {
      // The next try is soon, and writes of the record fail by themselves where the bucket is gone.
      if (!AppError.is(error)) throw error
    }
  }
}

interface HeldParts {
  readonly bucket: ObjectStore
  readonly key: string
  readonly place: string
  readonly etag: string | undefined
  readonly lease: HeldLease
}

class HeldObject implements HeldState {
  readonly isNew: boolean
  readonly #parts: HeldParts
  #etag: string | undefined
  #record: OwnRecord
  #writing: Promise<void> = Promise.resolve()
  #queued: Promise<void> | undefined

  constructor(record: StackRecord, parts: HeldParts) {
    this.#record = ownRecord(record)
    this.#parts = parts
    this.#etag = parts.etag
    this.isNew = parts.etag === undefined
  }

  get record(): StackRecord {
    return this.#record
  }

  /** What happens while the record is being written goes into the next write, all of it. */
  async append(...events: readonly StateEvent[]): Promise<void> {
    for (const event of events) applyEvent(this.#record, event)
    if (this.#queued === undefined) {
      const queued = this.#writing.then(() => {
        this.#queued = undefined
        return this.#write()
      })
      this.#queued = queued
      this.#writing = queued.catch(() => undefined)
    }
    await this.#queued
  }

  note(...events: readonly StateEvent[]): void {
    // Whoever appends next writes the whole record anew, or hears why it cannot be written.
    this.append(...events).catch(() => undefined)
  }

  async release(): Promise<void> {
    try {
      await this.append()
    } finally {
      await this.#parts.lease.release()
    }
  }

  async #write(): Promise<void> {
    const { bucket, key, place, lease } = this.#parts
    this.#record = { ...this.#record, serial: this.#record.serial + 1 }
    const text = jsonText(this.#record)
    const condition = this.#etag === undefined ? { ifNone: true as const } : { ifMatch: this.#etag }
    const etag = lease.isLost ? undefined : await bucket.put(key, text, condition)
    if (etag === undefined) {
      throw new AppError(
        'STATE_LOCKED',
        `${place} was taken over by another run; this one stops before its next write`,
        { hint: 'run it again: what was begun is taken up' },
      )
    }
    this.#etag = etag
  }
}
