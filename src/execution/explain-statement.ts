import { AppError } from '../errors/index.js'
import { explainScan, type ExplainReport } from '../plan/index.js'
import type { ExplainStatement, MutationStatement } from '../sql/index.js'
import { ComposedSql } from './composed-sql.js'
import type { ExecutionContext } from './context.js'
import { Returning } from './mutation/returning.js'
import { insertColumns } from './mutation/run-insert.js'
import { targetTable } from './mutation/target-table.js'
import { updateColumns } from './mutation/run-update.js'
import { prepareWrite } from './mutation/write-keys.js'
import { explainQuery } from './query/explain-query.js'
import { prepareQuery } from './query/prepare-query.js'

/** What EXPLAIN answers with: lines for people, and for programs the same as one value. */
export interface Explanation {
  readonly lines: readonly string[]
  readonly report: ExplainReport | WriteReport
}

/** A write as EXPLAIN reports it. */
interface WriteReport {
  readonly version: 1
  readonly statement: MutationStatement['kind']
  readonly calls: readonly string[]
}

/**
 * The calls that a statement would make; with ANALYZE a query is run, and what it cost is told.
 * @throws AppError as running the statement would
 */
export async function explainStatement(
  { statement, analyze = false }: ExplainStatement,
  context: ExecutionContext,
): Promise<Explanation> {
  if (statement.kind === 'query') return explainQuery(statement.source, analyze, context)
  if (analyze) {
    throw new AppError('UNSUPPORTED_STATEMENT', 'EXPLAIN ANALYZE would run the write', {
      hint: 'EXPLAIN without ANALYZE tells what it would do',
    })
  }
  const lines = await explainWrite(statement, context)
  return { lines, report: { version: 1, statement: statement.kind, calls: lines } }
}

async function explainWrite(
  statement: MutationStatement,
  context: ExecutionContext,
): Promise<string[]> {
  switch (statement.kind) {
    case 'insert': {
      const table = targetTable(statement, 'create', context)
      insertColumns(statement, table)
      await Returning.prepare(statement, table, context)
      const { scans } = await new ComposedSql(statement.source)
        .addSlice(statement.rows)
        .run((sql) => prepareQuery(sql, context))
      return [
        ...scans.flatMap(explainScan),
        `CreateResource ${table.schema.typeName} for each row, then GetResourceRequestStatus until it ends`,
      ]
    }
    case 'update': {
      const table = targetTable(statement, 'update', context)
      const [first] = updateColumns(statement, table)
      await Returning.prepare(statement, table, context)
      const { scans } = await prepareWrite(statement, table, statement.assignments, context)
      const { typeName } = table.schema
      return [
        ...scans.flatMap(explainScan),
        ...(first?.kind === 'patch'
          ? []
          : [`GetResource ${typeName} for each, to compute its patch`]),
        `UpdateResource ${typeName} for each, then GetResourceRequestStatus until it ends`,
      ]
    }
    case 'delete': {
      const table = targetTable(statement, 'delete', context)
      await Returning.prepare(statement, table, context)
      const { scans } = await prepareWrite(statement, table, [], context)
      return [
        ...scans.flatMap(explainScan),
        `DeleteResource ${table.schema.typeName} for each, then GetResourceRequestStatus until it ends`,
      ]
    }
  }
}
