import { NAMELESS } from '../../connectors/index.js'
import type { Cell, ColumnDefinition, ResultValue, Row } from '../../relation/index.js'
import type { BoundRelation, Place, PlaceColumn, TableColumn } from '../../plan/index.js'
import { canonicalJson, isExactNumber, type Json, type JsonObject } from '../../util/index.js'

/** A resource that a scan found, on its way into rows. */
export interface FoundResource extends Place {
  /** As the statement wrote it where it asked by identifier, else as the service did. */
  readonly identifier: string
  readonly properties: JsonObject
}

/** A resource of a place. Written out: of a long list, copying the place key by key takes longer than reading it. */
export function foundAt(
  { connection, region, accountId }: Place,
  identifier: string,
  properties: JsonObject,
): FoundResource {
  return accountId === undefined
    ? { connection, region, identifier, properties }
    : { connection, region, accountId, identifier, properties }
}

/**
 * A resource as a row of these columns.
 * @param unfit is told of values that have no form in the type of their column, and are NULL there
 */
export function resourceRow(
  resource: FoundResource,
  { columns }: Pick<BoundRelation, 'columns'>,
  unfit?: (column: TableColumn, value: Json) => void,
): Row {
  return columns.map((column) => {
    const cell = cellFor(resource, column)
    if (cell === null && column.source.kind === 'property') {
      const value = resource.properties[column.source.property] ?? null
      if (value !== null) unfit?.(column, value)
    }
    return cell
  })
}

/** One column of it. */
export function cellFor(resource: FoundResource, { source, type }: TableColumn): Cell {
  switch (source.kind) {
    case 'place':
      return placeCell(resource, source.column)
    case 'identifier':
      return resource.identifier === NAMELESS ? null : resource.identifier
    case 'property':
      return toCell(resource.properties[source.property], type)
  }
}

function placeCell({ connection, accountId, region }: Place, column: PlaceColumn): Cell {
  switch (column) {
    case 'connection':
      return connection
    case 'account_id':
      return accountId ?? null
    case 'region':
      // Of a list of all regions: the resource that would tell it could not be read.
      return region === '' ? null : region
  }
}

/**
 * A value of a service as a cell of a column. Services now and then answer with another scalar type than
 * their schema says (a number as text); what has no exact form in the column's type is NULL, which `resourceRow` tells.
 */
export function toCell(value: Json | undefined, type: ColumnDefinition['type']): Cell {
  if (value === undefined || value === null) return null
  switch (type) {
    case 'JSON':
      return canonicalJson(value)
    case 'VARCHAR':
      return typeof value === 'string' ? value : canonicalJson(value)
    case 'BOOLEAN':
      if (typeof value === 'boolean') return value
      return value === 'true' ? true : value === 'false' ? false : null
    case 'BIGINT':
      return toInteger(value)
    case 'DOUBLE': {
      const isText = typeof value === 'string' && value.trim() !== ''
      const number = isText || isExactNumber(value) ? Number(value) : value
      return typeof number === 'number' && Number.isFinite(number) ? number : null
    }
  }
}

/** A value of a row that no engine has seen, as answers have it: JSON stays what it is. */
export function toResultValue(
  value: Json | undefined,
  type: ColumnDefinition['type'],
): ResultValue {
  return type === 'JSON' ? (value ?? null) : toCell(value, type)
}

function toInteger(value: Json): number | bigint | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : bigOf(String(value))
  if (isExactNumber(value)) return bigOf(value.text)
  return typeof value === 'string' ? bigOf(value) : null
}

/** The integer that a text spells, where DuckDB's BIGINT holds it. */
function bigOf(text: string): bigint | null {
  if (!/^-?\d{1,19}$/.test(text)) return null
  const value = BigInt(text)
  return BigInt.asIntN(64, value) === value ? value : null
}
