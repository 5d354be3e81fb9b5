import { explainStatement, KNOWN_REGIONS, type ExecutionContext } from '../execution/index.js'
import type { ExplainStatement } from '../sql/index.js'
import { textAnswer } from './answer.js'
import { unasked } from './connections/unasked.js'
import type { StatementResult } from './statement-result.js'

/** Answers EXPLAIN; of a query that is not run nobody is asked anything. */
export async function explainAnswer(
  statement: ExplainStatement,
  context: ExecutionContext,
): Promise<StatementResult> {
  const asks = statement.analyze === true || statement.statement.kind !== 'query'
  const {
    lines,
    report,
    changes,
    failures = [],
  } = await explainStatement(
    statement,
    asks ? context : { ...context, connections: unasked(context.connections, KNOWN_REGIONS) },
  )
  const columns = [{ name: 'plan', type: 'VARCHAR' }]
  return {
    ...textAnswer(statement, { columns, rows: lines.map((line) => [line]) }),
    coverage: context.coverage.units,
    failures,
    plan: report,
    ...(changes === undefined ? {} : { changes }),
  }
}
