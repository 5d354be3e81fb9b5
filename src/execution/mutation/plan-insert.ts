import { AppError } from '../../errors/index.js'
import type { Table } from '../../plan/index.js'
import { buildDesired, planChange, type SqlValue } from '../../resource/index.js'
import type { InsertStatement } from '../../sql/index.js'
import { positionAt, type JsonObject } from '../../util/index.js'
import { ComposedSql } from '../composed-sql.js'
import type { ExecutionContext } from '../context.js'
import { NOWHERE } from '../nowhere.js'
import { collectRows } from '../query/collect-rows.js'
import { runQuery } from '../query/run-query.js'
import { requireCompleteReads } from './complete-reads.js'
import { insertPlace, type RowPlace } from './insert-place.js'
import type { PlannedWrite, WritePlace } from './planned-write.js'
import { writeColumns, type WriteColumn } from './target-table.js'
import { atValue } from './value-place.js'

/** A row of an INSERT. */
export interface InsertRow {
  readonly place: WritePlace
  readonly desired: JsonObject
}

/** One creation a row; that there is no such resource yet is for the service to say. */
export async function planInsert(
  statement: InsertStatement,
  table: Table,
  context: ExecutionContext,
): Promise<PlannedWrite[]> {
  const { schema } = table
  const rows = await insertRows(statement, table, context)
  return rows.map(({ place, desired }) => ({
    schema,
    place,
    change: planChange(schema, desired, undefined),
  }))
}

/** Evaluates the rows of an INSERT; all of them are checked before any is used. */
export async function insertRows(
  statement: InsertStatement,
  table: Table,
  context: ExecutionContext,
): Promise<InsertRow[]> {
  const { source, rows: slice } = statement
  const columns = insertColumns(statement, table)
  const { rows, width } = await new ComposedSql(source).addSlice(slice).run(async (sql) => {
    const result = await runQuery(sql, context)
    requireCompleteReads(context)
    return { rows: await collectRows(result), width: result.columns.length }
  })
  requireWidth(statement, columns, width)
  const found: InsertRow[] = []
  for (const [index, row] of rows.entries()) {
    const named: Record<string, SqlValue> = {}
    const stated: { -readonly [K in keyof RowPlace]: RowPlace[K] } = {}
    const placed = columns.map((column, position) => ({
      column,
      value: (row[position] ?? null) as SqlValue,
      offset: statement.columns[position]?.offset ?? 0,
    }))
    for (const { column, value, offset } of placed) {
      if (column.kind === 'property') named[column.property] = value
      else if (column.kind !== 'patch') {
        stated[column.kind] = { value, place: { position: positionAt(source, offset), source } }
      }
    }
    const prefix = rows.length === 1 ? '' : `row ${String(index + 1)}: `
    const at = { source, otherwise: statement.table.offset }
    const desired = atValue(table.schema, placed, at, () =>
      prefixed(prefix, () => buildDesired(table.schema, named)),
    )
    const place = table.schema.reach === 'nowhere' ? NOWHERE : await insertPlace(stated, context)
    found.push({ place, desired })
  }
  return found
}

/** @throws AppError where a column cannot be given */
export function insertColumns(statement: InsertStatement, table: Table): WriteColumn[] {
  const { source } = statement
  const columns = writeColumns(table, statement.columns, source)
  const patch = columns.findIndex(({ kind }) => kind === 'patch')
  if (patch === -1) return columns
  throw new AppError('UNKNOWN_COLUMN', 'PatchDocument belongs to UPDATE, not to INSERT', {
    position: positionAt(source, statement.columns[patch]?.offset ?? 0),
    source,
  })
}

/** @throws AppError SYNTAX where rows are not as wide as the columns that are named */
export function requireWidth(
  { source, rows }: InsertStatement,
  { length }: readonly WriteColumn[],
  width: number,
): void {
  if (width === length) return
  throw new AppError(
    'SYNTAX',
    `${String(length)} columns are named, but each row has ${String(width)} values`,
    { position: positionAt(source, rows.offset), source },
  )
}

function prefixed<T>(prefix: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (prefix === '' || !AppError.is(error)) throw error
    throw new AppError(error.code, `${prefix}${error.message}`, error.details)
  }
}
