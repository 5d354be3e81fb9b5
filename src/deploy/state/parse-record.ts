import { AppError } from '../../errors/index.js'
import { isJsonObject, parseJson } from '../../util/index.js'
import { stackRecord } from './shapes.js'
import { STATE_VERSION, type StackRecord } from './stack-record.js'

/** Which stack a record is of. */
export type Owner = Pick<StackRecord, 'stack' | 'env'>

/** @throws AppError CONFIGURATION for a text that is no record, one of a later version, or of another stack */
export function parseRecord(text: string, place: string, owner: Owner): StackRecord {
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
  refuseOthers(record, place, owner)
  return record
}

/** @throws AppError CONFIGURATION where a record is of another stack, or environment: what that made is not this one's */
export function refuseOthers({ stack, env }: Owner, place: string, owner: Owner): void {
  if (stack === owner.stack && env === owner.env) return
  throw new AppError(
    'CONFIGURATION',
    `${place} is the record of ${stack}/${env}, and this is ${owner.stack}/${owner.env}; nothing was changed`,
    {
      file: place,
      hint: 'give each stack and environment a place of its own (--state), or put the right record there',
    },
  )
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
