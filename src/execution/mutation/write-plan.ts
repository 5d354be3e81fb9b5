import type { Table } from '../../plan/index.js'
import { refuseTrapped } from '../../resource/index.js'
import type { MutationStatement } from '../../sql/index.js'
import { positionAt } from '../../util/index.js'
import { AppError } from '../../errors/index.js'
import { ComposedSql } from '../composed-sql.js'
import type { ExecutionContext } from '../context.js'
import { engineRows } from '../query/describe-query.js'
import { prepareQuery } from '../query/prepare-query.js'
import { planDelete } from './plan-delete.js'
import { insertColumns, planInsert, requireWidth } from './plan-insert.js'
import { isPlanned, type PlannedWrite, type UnplannedWrite } from './planned-write.js'
import { writeParameters } from './write-parameters.js'
import { assignmentSetter, planUpdate, type UpdateOptions } from './plan-update.js'
import { checkUpsert, isUpsert, planUpsert } from './plan-upsert.js'
import { Returning } from './returning.js'
import { ReturningEvents } from './returning-events.js'
import { targetTable } from './target-table.js'
import { prepareWrite } from './write-keys.js'

/** All that a write statement is going to do. */
export interface WritePlan {
  readonly kind: MutationStatement['kind']
  readonly table: Table
  /** In the order of the statement. */
  readonly writes: readonly (PlannedWrite | UnplannedWrite)[]
  /** False where the statement does not name the resources that it changes. */
  readonly named: boolean
  readonly returning: Returning | ReturningEvents | undefined
  /** True: the service is to try it and do nothing. */
  readonly isTrial: boolean
}

export interface PlanOptions extends Pick<UpdateOptions, 'liveOf'> {
  /** Reads all that is changed, for a preview or a way back, where the write alone would not need it. */
  readonly look: boolean
}

/**
 * Decides what a write does to which resources; reads what it must, and changes nothing. What the service says
 * of single resources becomes their outcome; all else fails the statement.
 */
export async function planWrite(
  statement: MutationStatement,
  options: PlanOptions,
  context: ExecutionContext,
): Promise<WritePlan> {
  const table = writtenTable(statement, context)
  const replaceable = isReplaceable(statement, context)
  const returning = await preparedReturning(statement, table, context)
  const { parameters, isTrial } = writeParameters(statement, table.schema)
  const base = { kind: statement.kind, table, returning, named: true, isTrial }
  const planned = await decide(statement, { ...options, replaceable, base }, context)
  if (Object.keys(parameters).length === 0) return planned
  const writes = planned.writes.map((write) =>
    isPlanned(write) ? { ...write, parameters } : write,
  )
  return { ...planned, writes }
}

async function decide(
  statement: MutationStatement,
  options: PlanOptions & { replaceable: boolean; base: Omit<WritePlan, 'writes'> },
  context: ExecutionContext,
): Promise<WritePlan> {
  const { replaceable, base } = options
  const { table } = base
  switch (statement.kind) {
    case 'insert':
      return {
        ...base,
        writes: isUpsert(statement)
          ? await planUpsert(statement, table, replaceable, context)
          : await planInsert(statement, table, context),
      }
    case 'update':
      return { ...base, ...(await planUpdate(statement, table, options, context)) }
    case 'delete': {
      const look = options.look || base.returning !== undefined
      return { ...base, ...(await planDelete(statement, table, look, context)) }
    }
  }
}

/**
 * Finds what is wrong with a write without a call.
 * @throws AppError as planning it would
 */
export async function checkWrite(
  statement: MutationStatement,
  context: ExecutionContext,
): Promise<void> {
  const table = writtenTable(statement, context)
  writeParameters(statement, table.schema)
  await preparedReturning(statement, table, context)
  switch (statement.kind) {
    case 'insert':
      await checkRows(statement, table, context)
      if (isUpsert(statement)) await checkUpsert(statement, table, context)
      return
    case 'update':
      assignmentSetter(statement, table)
      await prepareWrite(statement, table, statement.assignments, context)
      return
    case 'delete':
      await prepareWrite(statement, table, [], context)
  }
}

async function preparedReturning(
  statement: MutationStatement,
  table: Table,
  context: ExecutionContext,
): Promise<WritePlan['returning']> {
  return ReturningEvents.of(statement, table) ?? Returning.prepare(statement, table, context)
}

async function checkRows(
  statement: Extract<MutationStatement, { kind: 'insert' }>,
  table: Table,
  context: ExecutionContext,
): Promise<void> {
  const columns = insertColumns(statement, table)
  const composed = new ComposedSql(statement.source).addSlice(statement.rows)
  const described = await composed.run(async (sql) => {
    const { bound } = await prepareQuery(sql, context)
    return engineRows(`DESCRIBE ${bound.sql}`, context)
  })
  requireWidth(statement, columns, described.length)
}

function isReplaceable({ hints }: MutationStatement, { replaceable }: ExecutionContext): boolean {
  return replaceable || hints.includes('replace')
}

/** The table of a write, which has the handlers that the write needs. */
function writtenTable(statement: MutationStatement, context: ExecutionContext): Table {
  if (statement.kind === 'insert') return targetTable(statement, 'create', context)
  if (statement.kind === 'delete') return targetTable(statement, 'delete', context)
  const replaces = isReplaceable(statement, context)
  const table = targetTable(statement, replaces ? 'create' : 'update', context)
  try {
    refuseTrapped(table.schema)
  } catch (error) {
    if (!AppError.is(error)) throw error
    const { source } = statement
    const position = positionAt(source, statement.table.offset)
    throw new AppError(error.code, error.message, { ...error.details, position, source })
  }
  return table
}
