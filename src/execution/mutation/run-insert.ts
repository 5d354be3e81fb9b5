import type { CallPlace } from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import { buildDesired, type SqlValue } from '../../resource/index.js'
import type { InsertStatement } from '../../sql/index.js'
import { positionAt } from '../../util/index.js'
import type { Table } from '../../plan/index.js'
import type { ExecutionContext } from '../context.js'
import { ComposedSql } from '../composed-sql.js'
import { collectRows } from '../query/collect-rows.js'
import { runQuery } from '../query/run-query.js'
import { runMutation } from './await-mutation.js'
import { requireCompleteReads } from './complete-reads.js'
import { insertPlace, type RowPlace } from './insert-place.js'
import type { MutationResult } from './outcome.js'
import { Returning } from './returning.js'
import { runEach } from './run-each.js'
import { targetTable, writeColumns, type WriteColumn } from './target-table.js'
import { atValue } from './value-place.js'

/** A resource to be made. */
export interface PlannedCreate extends CallPlace {
  /** The DesiredState, as it is sent. */
  readonly desiredState: string
}

/** One CreateResource a row; all rows are checked before the first is sent. */
export async function runInsert(
  statement: InsertStatement,
  context: ExecutionContext,
): Promise<MutationResult> {
  const table = targetTable(statement, 'create', context)
  const returning = await Returning.prepare(statement, table, context)
  const creates = await planInsert(statement, table, context)
  const { schema } = table
  const { typeName } = schema
  const outcomes = await runEach(
    creates,
    context,
    ({ connection, region, desiredState }, row) =>
      runMutation(
        { body: { operation: 'CREATE', typeName, connection, region, desiredState }, schema, row },
        context,
      ),
    ({ connection, region }) => ({ operation: 'CREATE', typeName, connection, region }),
  )
  if (returning === undefined) return { outcomes }
  return { outcomes, returned: await returning.rows(await returning.readBack(outcomes)) }
}

/** Evaluates the rows of an INSERT and builds their DesiredStates; nothing is sent. */
export async function planInsert(
  statement: InsertStatement,
  table: Table,
  context: ExecutionContext,
): Promise<PlannedCreate[]> {
  const { source, rows: slice } = statement
  const columns = insertColumns(statement, table)
  const { rows, width } = await new ComposedSql(source).addSlice(slice).run(async (sql) => {
    const result = await runQuery(sql, context)
    requireCompleteReads(context)
    return { rows: await collectRows(result), width: result.columns.length }
  })
  if (width !== columns.length) {
    throw new AppError(
      'SYNTAX',
      `${String(columns.length)} columns are named, but each row has ${String(width)} values`,
      { position: positionAt(source, slice.offset), source },
    )
  }
  const planned: PlannedCreate[] = []
  for (const [index, row] of rows.entries()) {
    const values: Record<string, SqlValue> = {}
    const stated: { -readonly [K in keyof RowPlace]: RowPlace[K] } = {}
    const placed = columns.map((column, position) => ({
      column,
      value: (row[position] ?? null) as SqlValue,
      offset: statement.columns[position]?.offset ?? 0,
    }))
    for (const { column, value, offset } of placed) {
      if (column.kind === 'property') values[column.property] = value
      else if (column.kind !== 'patch') {
        stated[column.kind] = { value, place: { position: positionAt(source, offset), source } }
      }
    }
    const prefix = rows.length === 1 ? '' : `row ${String(index + 1)}: `
    const at = { source, otherwise: statement.table.offset }
    const desired = atValue(table.schema, placed, at, () =>
      prefixed(prefix, () => buildDesired(table.schema, values)),
    )
    const place = await insertPlace(stated, context)
    planned.push({ ...place, desiredState: JSON.stringify(desired) })
  }
  return planned
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

function prefixed<T>(prefix: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (prefix === '' || !AppError.is(error)) throw error
    throw new AppError(error.code, `${prefix}${error.message}`, error.details)
  }
}
