import { AppError } from '../../errors/index.js'
import { findTable } from '../../plan/index.js'
import type { ResultValue } from '../../relation/index.js'
import type { DeleteStatement } from '../../sql/index.js'
import { mapConcurrent, positionAt } from '../../util/index.js'
import { ComposedSql } from '../composed-sql.js'
import type { ExecutionContext } from '../context.js'
import type { MutationOutcome, MutationResult } from '../mutation/outcome.js'
import { collectRows } from '../query/collect-rows.js'
import { bindAndPlan } from '../query/prepare-query.js'
import { runQuery } from '../query/run-query.js'
import { REQUEST_TABLE } from './follow-row.js'

const COLUMNS = 'connection, region, request_token, type_name, operation, identifier'

/** True for a DELETE FROM awscc.cloud_control.resource_request, which cancels. */
export function isCancellation(
  { table: { parts } }: DeleteStatement,
  { catalog }: Pick<ExecutionContext, 'catalog'>,
): boolean {
  if (parts.length !== 3) return false
  const [provider = '', service = '', table = ''] = parts
  const entry = catalog.find({ provider, service, table })
  return entry !== undefined && findTable(catalog, parts).schema.typeName === REQUEST_TABLE
}

/** Binds what a cancellation reads; no call. @throws AppError IDENTIFIER_REQUIRED, UNSUPPORTED_STATEMENT, … */
export async function checkCancellation(
  statement: DeleteStatement,
  context: ExecutionContext,
): Promise<void> {
  await compose(statement).run((sql) => bindAndPlan(sql, context))
}

/**
 * Asks the service to stop each request that the condition names. What its handler has done stays done.
 * @throws AppError as reading the requests does
 */
export async function cancelRequests(
  statement: DeleteStatement,
  context: ExecutionContext,
): Promise<MutationResult> {
  const found = await compose(statement).run(async (sql) =>
    // A glance will do: a request that is followed to its end cannot be cancelled any more.
    collectRows(await runQuery(sql, { ...context, wait: false })),
  )
  if (found.length === 0) {
    throw new AppError('NOT_FOUND', 'there is no such request: nothing was cancelled', {
      hint: 'SELECT * FROM awscc.cloud_control.resource_requests lists those of the last seven days',
    })
  }
  return { outcomes: await mapConcurrent(found, context.mutationsInFlight, cancel(context)) }
}

function cancel(
  context: ExecutionContext,
): (row: readonly ResultValue[]) => Promise<MutationOutcome> {
  const { connector, signal, limit } = context
  return async (row) => {
    const [connection, region, requestToken, typeName, operation, identifier] = row.map(textOf)
    const place = { connection: connection ?? '', region: region ?? '' }
    const token = requestToken ?? ''
    const outcome = {
      ...place,
      operation: (operation ?? 'CREATE') as MutationOutcome['operation'],
      typeName: typeName ?? '',
      requestToken: token,
      ...(identifier === undefined ? {} : { identifier }),
    }
    try {
      const event = await limit(() => connector.cancel({ requestToken: token, ...place }, signal))
      const isOver = event.status === 'CANCEL_COMPLETE'
      return { ...outcome, status: isOver ? 'CANCEL_COMPLETE' : 'CANCEL_IN_PROGRESS' }
    } catch (cause) {
      const error = AppError.from(cause)
      if (error.code === 'CANCELLED') throw error
      return { ...outcome, status: 'FAILED', error }
    }
  }
}

function compose({ where, returning, source, table }: DeleteStatement): ComposedSql {
  const place = { position: positionAt(source, table.offset), source }
  if (where === undefined) {
    throw new AppError('IDENTIFIER_REQUIRED', 'a cancellation needs the request that it stops', {
      ...place,
      hint: `add WHERE RequestToken = '…'`,
    })
  }
  if (returning !== undefined) {
    throw new AppError('UNSUPPORTED_STATEMENT', 'a cancellation shows what came of it by itself', {
      ...place,
      hint: 'leave out RETURNING',
    })
  }
  const name = table.parts.map((part) => `"${part.replaceAll('"', '""')}"`).join('.')
  // A line break keeps a comment at the end of the slice from swallowing the parenthesis.
  return new ComposedSql(source)
    .add(`SELECT DISTINCT ${COLUMNS} FROM ${name} WHERE (`)
    .addSlice(where)
    .add('\n)')
}

function textOf(value: ResultValue): string | undefined {
  return typeof value === 'string' ? value : undefined
}
