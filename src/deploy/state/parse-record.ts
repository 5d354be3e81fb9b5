import { AppError } from '../../errors/index.js'
import { isJsonObject, parseJson } from '../../util/index.js'
import { stackRecord } from './shapes.js'
import { STATE_VERSION, type StackRecord } from './stack-record.js'

/** @throws AppError CONFIGURATION for a text that is no record, or one of a later version */
export function parseRecord(text: string, place: string): StackRecord {
  let value: unknown
  try {
    value = parseJson(text)
  } catch (cause) {
    throw broken(place, 'it is not JSON', cause)
  }
  if (!isJsonObject(value) || typeof value['version'] !== 'number') {
    throw broken(place, 'it is not the record of a stack')
  }
  if (value['version'] > STATE_VERSION) {
    throw new AppError('CONFIGURATION', `${place} was written by a later skyql`, {
      file: place,
      hint: 'use that version, or a later one',
    })
  }
  const record = stackRecord(value)
  if (record === undefined) throw broken(place, 'parts of it are missing, or are of another kind')
  return record
}

/** A journal that is damaged before its end: what it noted there is not to be guessed. */
export function damagedJournal(file: string, line: number): AppError {
  return new AppError(
    'CONFIGURATION',
    `${file}:${String(line)}: this line of the journal is damaged, and others follow it; nothing was changed`,
    {
      file,
      hint: 'put the file back from a copy. Without it what was noted since state.json was written is lost: look with plan at what is found by tags and names before you build',
    },
  )
}

function broken(place: string, why: string, cause?: unknown): AppError {
  return new AppError('CONFIGURATION', `${place} cannot be understood: ${why}`, {
    file: place,
    hint: 'put it back from a copy; without it resources are found by their tags and names where they can be',
    ...(cause === undefined ? {} : { cause }),
  })
}
