import { AppError } from '../../errors/index.js'
import { isJsonObject, type Json, type JsonObject } from '../../util/index.js'

/** A view of a project, as its file has it. */
export interface ViewRecord {
  readonly name: string
  /** The SELECT behind it; names of tables are in full, those of other views as they are. */
  readonly query: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
  /** What a materialized view holds. */
  readonly rows?: StoredRows
}

/** The rows of a materialized view, and how they came about. */
export interface StoredRows {
  /** Parquet file beside the record. */
  readonly file: string
  /** ISO 8601, UTC. */
  readonly refreshedAt: string
  readonly count: number
  /** How many tables and regions were asked. */
  readonly units: number
  /** Those that did not answer, with their reason. */
  readonly missing: readonly string[]
}

/** Names of views and temporary tables; they are parts of file names, too. */
export const STORABLE_NAME = /^[\p{L}_][\p{L}\p{N}_$-]{0,62}$/u

const ROWS_FILE = /^rows-[\p{L}\p{N}_$-]+\.parquet$/u

const VERSION = 1

export function serializeView(record: ViewRecord): string {
  return `${JSON.stringify({ version: VERSION, ...record }, undefined, 2)}\n`
}

/**
 * Reads a record; every part of it is checked, for anybody may have written the file.
 * @throws AppError FILE_UNREADABLE
 */
export function parseView(text: string, file: string): ViewRecord {
  let parsed: Json
  try {
    parsed = JSON.parse(text) as Json
  } catch {
    throw unreadable(file, 'it is not JSON, or not all of it is there')
  }
  if (!isJsonObject(parsed)) throw unreadable(file, 'it is no JSON object')
  const { version, name, query, createdAt, rows } = parsed
  if (version !== VERSION) throw unreadable(file, `its version is not ${String(VERSION)}`)
  if (!isText(name) || !STORABLE_NAME.test(name)) throw unreadable(file, 'its name is no name')
  if (!isText(query) || query.trim() === '') throw unreadable(file, 'it has no query')
  return {
    name,
    query,
    createdAt: isText(createdAt) ? createdAt : '',
    ...(isJsonObject(rows ?? null) ? { rows: parseRows(rows as JsonObject, file) } : {}),
  }
}

function parseRows(
  { file, refreshedAt, count, units, missing }: JsonObject,
  record: string,
): StoredRows {
  if (!isText(file) || !ROWS_FILE.test(file)) throw unreadable(record, 'its rows are in no file')
  return {
    file,
    refreshedAt: isText(refreshedAt) ? refreshedAt : '',
    count: typeof count === 'number' ? count : 0,
    units: typeof units === 'number' ? units : 0,
    missing: Array.isArray(missing) ? missing.map(String) : [],
  }
}

export function unreadable(file: string, why: string, cause?: unknown): AppError {
  return new AppError('FILE_UNREADABLE', `the view in ${file} cannot be read: ${why}`, {
    hint: 'DROP the view and CREATE it again, or put its file back',
    ...(cause === undefined ? {} : { cause }),
  })
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string'
}
