import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../../errors/index.js'
import type { JsonObject } from '../../util/index.js'
import { readCheckedLine } from './checked-line.js'

/** What an append log holds. */
export interface LogContent {
  readonly entries: readonly JsonObject[]
  readonly lines: readonly LogLine[]
}

export interface LogLine {
  readonly file: string
  /** From 1. */
  readonly number: number
  /** Where it begins in its file. Bytes. */
  readonly offset: number
  /** Absent of a line that is not whole; a crash can leave one at the end. */
  readonly entry?: JsonObject
}

/** Entries of a log and of those of its files that were put aside; a log that does not exist is empty. */
export async function readLog(path: string): Promise<LogContent> {
  const lines: LogLine[] = []
  for (const file of [...(await asideFiles(path)), path]) {
    let offset = 0
    for (const [index, text] of (await textOf(file)).split('\n').entries()) {
      const entry = readCheckedLine(text)
      const line = { file, number: index + 1, offset }
      offset += Buffer.byteLength(text) + 1
      if (text !== '') lines.push(entry === undefined ? line : { ...line, entry })
    }
  }
  return { entries: lines.flatMap(({ entry }) => (entry === undefined ? [] : [entry])), lines }
}

/** Files of a log that a compaction put aside and has not removed. */
export async function asideFiles(path: string): Promise<string[]> {
  const folder = dirname(path)
  const start = `${basename(path)}.aside-`
  const names = await readdir(folder).catch(ignoreMissing([]))
  return names
    .filter((name) => name.startsWith(start))
    .sort()
    .map((name) => join(folder, name))
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(ignoreMissing(''))
}

/** For reads of what need not be there. @throws AppError FILE_UNREADABLE for all else */
export function ignoreMissing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return instead
    throw new AppError('FILE_UNREADABLE', `the journal cannot be read: ${message}`, {
      hint: 'choose another folder for it (--journal DIR), or do without one (--no-journal)',
      cause: error,
    })
  }
}
