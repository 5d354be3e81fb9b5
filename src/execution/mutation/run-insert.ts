import { AppError } from '../../errors/index.js'
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
import type { MutationOutcome } from './outcome.js'
import { runEach } from './run-each.js'
import { targetTable, writeColumn, type WriteColumn } from './target-table.js'

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
): Promise<MutationOutcome[]> {
  const table = targetTable(statement, 'create', context)
  const creates = await planInsert(statement, table, context)
  const { schema } = table
  const { typeName } = schema
  return runEach(
    creates,
    context,
    ({ region, desiredState }, row) =>
      runMutation(
        { body: { operation: 'CREATE', typeName, region, desiredState }, schema, row },
        context,
      ),
    ({ region }) => ({ operation: 'CREATE', typeName, region }),
  )
}

/** Evaluates the rows of an INSERT and builds their DesiredStates; nothing is sent. */
export async function planInsert(
  statement: InsertStatement,
  table: Table,
  context: ExecutionContext,
): Promise<PlannedCreate[]> {
  const { source, rows: slice } = statement
  const columns = statement.columns.map((column) => writeColumn(table, column, source))
  refuseDuplicates(statement, columns)
  const { rows, width } = await new ComposedSql(source).addSlice(slice).run(async (sql) => {
    const result = await runQuery(sql, context)
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
      if (column.kind === 'region') region = regionText(value)
      else if (column.kind === 'property') values[column.property] = value
      else throw patchInInsert(statement)
    })
    const place = rows.length === 1 ? '' : `row ${String(index + 1)}: `
    return {
      region: region ?? defaultRegion(context),
      desiredState: JSON.stringify(prefixed(place, () => buildDesired(table.schema, values))),
    }
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

function refuseDuplicates(
  { source, columns }: InsertStatement,
  meanings: readonly WriteColumn[],
): void {
  const seen = new Set<string>()
  meanings.forEach((meaning, index) => {
    const key = JSON.stringify(meaning)
    const column = columns[index]
    if (seen.has(key) && column !== undefined) {
      throw new AppError('SYNTAX', `the column "${column.name}" is given twice`, {
        position: positionAt(source, column.offset),
        source,
      })
    }
    seen.add(key)
  })
}

function patchInInsert({ source, table }: InsertStatement): AppError {
  return new AppError('UNKNOWN_COLUMN', 'PatchDocument belongs to UPDATE, not to INSERT', {
    position: positionAt(source, table.offset),
    source,
  })
}

function regionText(value: SqlValue | ResultValue): string | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value === 'string' && value !== '') return value
  throw new AppError(
    'VALUE_TYPE',
    `a region is a text such as 'us-east-1', not ${JSON.stringify(value)}`,
  )
}

/** The one region of the session, for a write that names none. */
export function defaultRegion({ sessionRegions }: ExecutionContext): string {
  const [region, ...others] = sessionRegions
  if (region !== undefined && others.length === 0) return region
  throw new AppError('NO_REGION', 'a write needs one region', {
    hint: 'name a region column, or set --region, AWS_REGION or the profile’s region',
  })
}
