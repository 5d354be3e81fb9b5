import { AppError, type SourcePosition } from '../../errors/index.js'
import type { ResultValue } from '../../relation/index.js'
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
import { defaultRegion } from './default-region.js'
import type { MutationResult } from './outcome.js'
import { Returning } from './returning.js'
import { runEach } from './run-each.js'
import { targetTable, writeColumns, type WriteColumn } from './target-table.js'
import { atValue } from './value-place.js'

/** A resource to be made. */
export interface PlannedCreate {
  readonly region: string
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
    ({ region, desiredState }, row) =>
      runMutation(
        { body: { operation: 'CREATE', typeName, region, desiredState }, schema, row },
        context,
      ),
    ({ region }) => ({ operation: 'CREATE', typeName, region }),
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
  return rows.map((row, index) => {
    const values: Record<string, SqlValue> = {}
    let region: string | undefined
    columns.forEach((column, position) => {
      const value = (row[position] ?? null) as SqlValue
      if (column.kind === 'region') {
        region = regionText(
          value,
          positionAt(source, statement.columns[position]?.offset ?? 0),
          source,
        )
      }
      if (column.kind === 'property') values[column.property] = value
    })
    const place = rows.length === 1 ? '' : `row ${String(index + 1)}: `
    const placed = columns.map((column, position) => ({
      column,
      value: (row[position] ?? null) as SqlValue,
      offset: statement.columns[position]?.offset ?? 0,
    }))
    const at = { source, otherwise: statement.table.offset }
    const desired = atValue(table.schema, placed, at, () =>
      prefixed(place, () => buildDesired(table.schema, values)),
    )
    return { region: region ?? defaultRegion(context), desiredState: JSON.stringify(desired) }
  })
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

function regionText(
  value: SqlValue | ResultValue,
  position: SourcePosition,
  source: string,
): string | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value === 'string' && value !== '') return value
  throw new AppError(
    'VALUE_TYPE',
    `a region is a text such as 'us-east-1', not ${JSON.stringify(value)}`,
    { position, source },
  )
}
