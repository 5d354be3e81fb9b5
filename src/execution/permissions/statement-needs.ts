import type { HandlerName } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { actionCall, execStatement, scanNeeds, type HandlerNeed } from '../../plan/index.js'
import {
  slice,
  type InsertStatement,
  type MutationStatement,
  type Statement,
} from '../../sql/index.js'
import { ComposedSql } from '../composed-sql.js'
import type { ExecutionContext } from '../context.js'
import { targetTable } from '../mutation/target-table.js'
import { prepareWrite } from '../mutation/write-keys.js'
import { prepareQuery } from '../query/prepare-query.js'

/** What a caller must be allowed to do. */
export interface StatementNeeds {
  readonly handlers: readonly HandlerNeed[]
  /** Actions of Cloud Control that belong to no handler. */
  readonly actions: readonly string[]
}

const NOTHING: StatementNeeds = { handlers: [], actions: [] }

/**
 * What a statement needs, from its plan: nothing is called. A statement that reads needs what its reads need.
 * @throws AppError as planning the statement would
 */
export async function statementNeeds(
  statement: Statement,
  context: ExecutionContext,
): Promise<StatementNeeds> {
  switch (statement.kind) {
    case 'query':
      return only(await queryNeeds(whole(statement.source), context))
    case 'insert':
    case 'update':
    case 'delete':
      return only([...(await readNeeds(statement, context)), ...writeNeeds(statement, context)])
    case 'exec':
      if (actionCall(statement, context.catalog) !== undefined) {
        return {
          handlers: [],
          actions: actionCall(statement, context.catalog)?.action.permissions ?? [],
        }
      }
      return statementNeeds(execStatement(statement, context.catalog), context)
    case 'create':
    case 'refresh':
      return statement.kind === 'create' && statement.what !== 'view'
        ? only(
            await queryNeeds(new ComposedSql(statement.source).addSlice(statement.query), context),
          )
        : NOTHING
    case 'explain': {
      const { statement: inner, analyze } = statement
      if (inner.kind === 'query') return analyze ? statementNeeds(inner, context) : NOTHING
      return only(await readNeeds(inner, context))
    }
    case 'cancel':
      return {
        handlers: [],
        actions: [
          'cloudformation:CancelResourceRequest',
          'cloudformation:GetResourceRequestStatus',
        ],
      }
    default:
      return NOTHING
  }
}

function whole(source: string): ComposedSql {
  return new ComposedSql(source).addSlice(slice(source, 0, source.length))
}

function only(handlers: readonly HandlerNeed[]): StatementNeeds {
  return { handlers, actions: [] }
}

async function queryNeeds(sql: ComposedSql, context: ExecutionContext): Promise<HandlerNeed[]> {
  return sql.run(async (text) => scanNeeds((await prepareQuery(text, context)).scans))
}

/** What a write reads before it is sent, and after it for RETURNING. */
async function readNeeds(
  statement: MutationStatement,
  context: ExecutionContext,
): Promise<HandlerNeed[]> {
  const { schema } = targetOf(statement, context)
  const looks =
    statement.returning !== undefined ||
    statement.kind === 'update' ||
    (statement.kind === 'insert' && statement.conflict !== undefined)
  const own: HandlerNeed[] = looks ? [{ schema, handler: 'read' }] : []
  return [...(await sourceNeeds(statement, context)), ...own]
}

async function sourceNeeds(
  statement: MutationStatement,
  context: ExecutionContext,
): Promise<HandlerNeed[]> {
  if (statement.kind === 'insert') {
    return queryNeeds(new ComposedSql(statement.source).addSlice(statement.rows), context)
  }
  const table = targetOf(statement, context)
  const assignments = statement.kind === 'update' ? statement.assignments : []
  return scanNeeds((await prepareWrite(statement, table, assignments, context)).scans)
}

function writeNeeds(statement: MutationStatement, context: ExecutionContext): HandlerNeed[] {
  const { schema } = targetOf(statement, context)
  return handlersOf(statement, context)
    .filter((handler) => schema.handlers[handler] !== undefined)
    .map((handler) => ({ schema, handler }))
}

function handlersOf(
  statement: MutationStatement,
  { replaceable }: ExecutionContext,
): readonly HandlerName[] {
  const replaces = replaceable || statement.hints.includes('replace')
  switch (statement.kind) {
    case 'insert':
      return insertHandlers(statement, replaces)
    case 'update':
      return replaces ? ['update', 'delete', 'create'] : ['update']
    case 'delete':
      return ['delete']
  }
}

function insertHandlers({ conflict }: InsertStatement, replaces: boolean): readonly HandlerName[] {
  switch (conflict?.action) {
    case 'update':
      return replaces ? ['create', 'update', 'delete'] : ['create', 'update']
    case 'replace':
      return ['create', 'update', 'delete']
    default:
      return ['create']
  }
}

function targetOf(
  statement: MutationStatement,
  context: ExecutionContext,
): ReturnType<typeof targetTable> {
  const [handler] = handlersOf(statement, context)
  if (handler === undefined) throw new AppError('INTERNAL', 'a write needs a handler')
  return targetTable(statement, handler, context)
}
