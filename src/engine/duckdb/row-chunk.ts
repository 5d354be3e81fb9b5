import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  VARCHAR,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api'
import type { Cell, ColumnDefinition, Row } from '../../relation/index.js'

const TYPES: Readonly<Record<ColumnDefinition['type'], DuckDBType>> = {
  VARCHAR,
  JSON: VARCHAR,
  BIGINT,
  DOUBLE,
  BOOLEAN,
}

/** DuckDB's vectors hold this many rows. */
const CHUNK_ROWS = 2048

/** Rows as DuckDB data chunks. */
export function* rowChunks(
  columns: readonly ColumnDefinition[],
  rows: readonly Row[],
): Generator<DuckDBDataChunk> {
  const types = columns.map(({ type }) => TYPES[type])
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const part = rows.slice(start, start + CHUNK_ROWS)
    const chunk = DuckDBDataChunk.create(types, part.length)
    columns.forEach(({ type }, index) => {
      chunk.setColumnValues(
        index,
        part.map((row) => duckValue(row[index] ?? null, type)),
      )
    })
    yield chunk
  }
}

function duckValue(cell: Cell, type: ColumnDefinition['type']): DuckDBValue {
  return type === 'BIGINT' && typeof cell === 'number' ? BigInt(cell) : cell
}
