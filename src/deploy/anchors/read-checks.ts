import { AppError } from '../../errors/index.js'
import type { Json, JsonObject } from '../../util/index.js'

/** What an `exists` query said. */
export interface Existence {
  readonly exists: boolean
  /** Its columns, for `this.`; empty for one that counts. */
  readonly captured: JsonObject
}

/**
 * Reads the answer of an `exists` query: one that counts, or one whose row names the resource.
 * @throws AppError SQL_RUNTIME where it finds more than one
 */
export function readExistence(name: string, rows: readonly JsonObject[]): Existence {
  const [row, ...others] = rows
  if (row === undefined) return { exists: false, captured: {} }
  const count = countOf(row)
  if (count !== undefined && Object.keys(row).length === 1) {
    if (count > 1) throw several(name, count)
    return { exists: count === 1, captured: {} }
  }
  const said = Object.values(row).some(
    (value) => value !== null && value !== '' && value !== 'NULL',
  )
  if (!said) return { exists: false, captured: {} }
  if (others.length > 0) throw several(name, rows.length)
  return { exists: true, captured: row }
}

/** True where a `statecheck` counts exactly one. */
export function isOne(rows: readonly JsonObject[]): boolean {
  return rows[0] !== undefined && countOf(rows[0]) === 1
}

/** True where a callback says that what it waits for is done. */
export function isDone(rows: readonly JsonObject[]): boolean {
  const [row] = rows
  if (row === undefined) return false
  const success = valueNamed(row, 'success')
  if (success !== undefined) return success === true || Number(success) === 1 || success === 'true'
  return countOf(row) === 1
}

function countOf(row: JsonObject): number | undefined {
  const value = valueNamed(row, 'count')
  return value === undefined || value === null || Number.isNaN(Number(value))
    ? undefined
    : Number(value)
}

function valueNamed(row: JsonObject, name: string): Json | undefined {
  return Object.entries(row).find(([key]) => key.toLowerCase() === name)?.[1]
}

function several(name: string, count: number): AppError {
  return new AppError('SQL_RUNTIME', `${name}: its exists query finds ${String(count)} resources`, {
    hint: 'it must find the one that is meant, or none',
  })
}
