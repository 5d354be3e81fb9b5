import { parseJson, jsonText } from '../../util/index.js'
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../io/index.js'
import { AppError } from '../../errors/index.js'
import { CloudState } from './cloud-state.js'
import type { StateEvent, StateJournal } from './state-event.js'

const FILE = 'state.jsonl'
const HEADER = { skyql: 'local cloud', version: 1 } as const

export interface LogOptions {
  /** Flush every event to the disk. */
  readonly fsync: boolean
  /** Milliseconds since the epoch: what is past its life by now is not kept. */
  readonly now: number
  /** Whether the resources of a type are of no region. */
  readonly isGlobal: (typeName: string) => boolean
}

export interface OpenedLog {
  readonly state: CloudState
  close(): void
}

/**
 * Opens the state kept in a folder: JSON lines, one a mutation, written before the mutation is answered.
 * A process killed at any moment loses nothing that it acknowledged; against a power cut there is `fsync`.
 * A torn last line is dropped. A log that holds more than the state needs is rewritten first.
 * @throws AppError FILE_UNREADABLE where the log is broken in the middle, FILE_UNWRITABLE where it cannot be kept.
 */
export function openLog(dir: string, options: LogOptions): OpenedLog {
  const path = join(dir, FILE)
  const journal = new LogFile(options.fsync)
  const state = new CloudState(journal, options.isGlobal)
  try {
    makeFolder(dir)
    const lines = readEvents(path, state)
    state.advance(options.now)
    const events = [...state.compacted()]
    if (lines !== events.length) rewrite(path, events)
    journal.open(path)
  } catch (cause) {
    if (AppError.is(cause)) throw cause
    throw new AppError(
      'FILE_UNWRITABLE',
      `the local cloud cannot keep its state in ${dir}: ${String(cause)}`,
      {
        hint: 'Give a folder that can be written to.',
        cause,
      },
    )
  }
  return { state, close: () => journal.close() }
}

/** Applies the log's events; says how many there were, or -1 where the file must be rewritten. */
function readEvents(path: string, state: CloudState): number {
  const text = readIfThere(path)
  if (text === undefined) return -1
  const lines = text.split('\n')
  // What follows the last newline was being written when the process died.
  const torn = lines.pop() !== ''
  lines.forEach((line, index) => {
    const event = parseLine(path, line, index)
    if (index > 0) state.apply(event as StateEvent)
  })
  return torn || lines.length === 0 ? -1 : lines.length - 1
}

function parseLine(path: string, line: string, index: number): unknown {
  let value: unknown
  try {
    value = parseJson(line)
  } catch (cause) {
    throw broken(path, index, cause)
  }
  if (index === 0 && (value as { version?: unknown }).version !== HEADER.version)
    throw broken(path, index)
  return value
}

const broken = (path: string, index: number, cause?: unknown): AppError =>
  new AppError(
    'FILE_UNREADABLE',
    `${path} is not a state log of the local cloud (line ${index + 1})`,
    {
      hint: 'Move the file away to start with an empty cloud, or remove the broken line.',
      ...(cause === undefined ? {} : { cause }),
    },
  )

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw reason
  }
}

function rewrite(path: string, events: readonly StateEvent[]): void {
  const temporary = `${path}.new`
  const fd = openSync(temporary, 'w', 0o600)
  try {
    const lines = [HEADER, ...events].map((event) => `${jsonText(event)}\n`)
    for (let at = 0; at < lines.length; at += 1000) {
      writeAll(fd, lines.slice(at, at + 1000).join(''))
    }
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(temporary, path)
}

function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at)
}

class LogFile implements StateJournal {
  readonly #fsync: boolean
  #fd: number | undefined
  #size = 0

  constructor(fsync: boolean) {
    this.#fsync = fsync
  }

  open(path: string): void {
    this.#fd = openSync(path, 'a', 0o600)
    this.#size = readFileSync(path).length
  }

  append(event: StateEvent): void {
    if (this.#fd === undefined) {
      throw new AppError('INTERNAL', 'the state log of the local cloud is closed')
    }
    const line = `${jsonText(event)}\n`
    try {
      writeAll(this.#fd, line)
      if (this.#fsync) fsyncSync(this.#fd)
    } catch (reason) {
      // Half a line must not stay in the middle of the log (a full disk).
      ftruncateSync(this.#fd, this.#size)
      throw reason
    }
    this.#size += Buffer.byteLength(line)
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
  }
}
