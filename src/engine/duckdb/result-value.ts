import { parseJson } from '../../util/index.js'
import { readNotFinite } from './not-finite.js'
import {
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  JsonDuckDBValueConverter,
  type DuckDBType,
  type DuckDBValue,
  type DuckDBValueConverter,
  type Json,
} from '@duckdb/node-api'
import type { ResultColumn, ResultValue } from '../../relation/index.js'

type Reader = (value: DuckDBValue) => ResultValue

/** The name and type under which a column of an answer is shown. */
export function resultColumn(name: string, type: DuckDBType): ResultColumn {
  return { name, type: isJson(type) ? 'JSON' : type.toString() }
}

/**
 * How values of a DuckDB type become values of ours: JSON is parsed, nested types nest, the rest is text.
 * `undefined` where they are ours as they come.
 */
function readerOf(type: DuckDBType): Reader | undefined {
  if (isJson(type)) return readJson
  switch (type.typeId) {
    case DuckDBTypeId.VARCHAR:
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return undefined
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return (value) => safeInteger(value as bigint | null)
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
    case DuckDBTypeId.STRUCT:
    case DuckDBTypeId.MAP:
    case DuckDBTypeId.UNION:
      return (value) => nestedValue(value, type, nestedValue)
    case DuckDBTypeId.TIMESTAMP_TZ:
      return (value) => (value instanceof DuckDBTimestampTZValue ? zonedText(value) : null)
    default:
      return (value) => (value === null ? null : String(value))
  }
}

/**
 * A moment in the zone of this process, with the offset that was in force then: DuckDB's client writes all moments with
 * the offset of the hour in which it was loaded.
 */
function zonedText(value: DuckDBTimestampTZValue): string {
  if (!value.isFinite) return value.toString()
  const offset = -new Date(Number(value.micros / 1000n)).getTimezoneOffset()
  const local = new DuckDBTimestampValue(value.micros + BigInt(offset) * 60_000_000n)
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60]
  const pad = (part: number): string => String(part).padStart(2, '0')
  return `${local.toString()}${offset < 0 ? '-' : '+'}${pad(hours)}${minutes === 0 ? '' : `:${pad(minutes)}`}`
}

/**
 * Numbers stay numbers in lists and structs, as they are in columns: whole ones, and those that are infinite or none,
 * which the client would write as texts.
 */
const nestedValue: DuckDBValueConverter<Json> = (value, type, convert) =>
  value instanceof DuckDBTimestampTZValue
    ? zonedText(value)
    : typeof value === 'bigint' && Number.isSafeInteger(Number(value))
      ? Number(value)
      : typeof value === 'number'
        ? value
        : JsonDuckDBValueConverter(value, type, convert)

/** Reads the rows of one result; those whose every value is ours already pass as they are. */
export function rowReader(
  types: readonly DuckDBType[],
): (rows: readonly (readonly DuckDBValue[])[]) => readonly (readonly ResultValue[])[] {
  const readers = types.map(readerOf)
  if (readers.every((reader) => reader === undefined)) {
    return (rows) => rows as readonly (readonly ResultValue[])[]
  }
  return (rows) =>
    rows.map((row) =>
      row.map((value, index) => {
        const reader = readers[index]
        return reader === undefined ? (value as ResultValue) : reader(value)
      }),
    )
}

function isJson(type: DuckDBType): boolean {
  return type.alias === 'JSON'
}

function readJson(value: DuckDBValue): ResultValue {
  if (typeof value !== 'string') return null
  try {
    return parseJson(value) as ResultValue
  } catch {
    return readNotFinite(value) ?? value
  }
}

function safeInteger(value: bigint | null): number | bigint | null {
  if (value === null) return null
  const narrowed = Number(value)
  return Number.isSafeInteger(narrowed) ? narrowed : value
}
