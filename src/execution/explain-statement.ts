import { explainQuery, explainScan } from '../plan/index.js'
import type { ExplainStatement } from '../sql/index.js'
import { ComposedSql } from './composed-sql.js'
import type { ExecutionContext } from './context.js'
import { Returning } from './mutation/returning.js'
import { insertColumns } from './mutation/run-insert.js'
import { targetTable } from './mutation/target-table.js'
import { updateColumns } from './mutation/run-update.js'
import { prepareWrite } from './mutation/write-keys.js'
import { prepareQuery } from './query/prepare-query.js'

/** The calls that a statement would make, as lines; none of them is made. */
export async function explainStatement(
  { statement }: ExplainStatement,
  context: ExecutionContext,
): Promise<string[]> {
  switch (statement.kind) {
    case 'query': {
      const { bound, scans } = await prepareQuery(statement.source, context)
      return explainQuery(bound.sql, scans)
    }
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
