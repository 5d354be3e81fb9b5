import type { StackRecord, StateEvent } from './stack-record.js'

/** Who works on a stack. */
export interface LockHolder {
  readonly id: string
  readonly host: string
  readonly user: string
  readonly pid: number
  /** What tells a process from a later one with its number, where the system has such a thing. */
  readonly started?: string
  /** `build`, `teardown`, … */
  readonly verb: string
  /** ISO 8601. */
  readonly since: string
}

/** Where a stack's record is kept. */
export interface StateStore {
  /** For messages: a path or an `s3://` address. */
  readonly place: string
  /** The record as it is now; `undefined` where there is none. */
  read(): Promise<StackRecord | undefined>
  /**
   * Takes the stack for this run alone.
   * @throws AppError STATE_LOCKED naming who holds it, STATE_UNREADABLE
   */
  lock(verb: string): Promise<HeldState>
  /** Takes the lock away from whoever has it; answers who had it. */
  breakLock(): Promise<LockHolder | undefined>
}

/** The record of a stack that this run holds alone. */
export interface HeldState {
  readonly record: StackRecord
  /** True where nothing was known of the stack when it was taken. */
  readonly isNew: boolean
  /** Resolves when the events cannot be lost any more. */
  append(...events: readonly StateEvent[]): Promise<void>
  /**
   * Takes events down in their turn, without waiting: they cannot be lost once an `append` after them has
   * resolved. For what a crash may undo, since the next run finds it out again. What could not be written is
   * told by the next `append`.
   */
  note(...events: readonly StateEvent[]): void
  /** Saves and gives the stack back. */
  release(): Promise<void>
}
