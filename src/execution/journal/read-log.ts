import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../../errors/index.js'
import type { JsonObject } from '../../util/index.js'
import { readCheckedLine } from './checked-line.js'

/** What an append log holds. */
export interface LogContent {
  readonly entries: readonly JsonObject[]
  /** Lines that are not whole; a crash can leave one. */
  readonly damaged: number
}

/** Entries of a log and of those of its files that were put aside; a log that does not exist is empty. */
export async function readLog(path: string): Promise<LogContent> {
  const entries: JsonObject[] = []
  let damaged = 0
  for (const file of [...(await asideFiles(path)), path]) {
    for (const line of (await textOf(file)).split('\n')) {
      if (line === '') continue
      const entry = readCheckedLine(line)
      if (entry === undefined) damaged++
      else entries.push(entry)
    }
  }
  return { entries, damaged }
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
