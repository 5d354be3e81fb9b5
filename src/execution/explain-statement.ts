import { AppError } from '../errors/index.js'
import { changeLines, changeSummary } from '../format/index.js'
import type { ExplainReport } from '../plan/index.js'
import type { ChangeView } from '../resource/index.js'
import type { ExplainStatement, MutationStatement } from '../sql/index.js'
import { checkCancellation, isCancellation } from './builtin/cancel-requests.js'
import type { ExecutionContext } from './context.js'
import { previewWrite } from './preview/preview-write.js'
import { explainQuery } from './query/explain-query.js'

/** What EXPLAIN answers with: lines for people, and for programs the same as one value. */
export interface Explanation {
  readonly lines: readonly string[]
  readonly report: ExplainReport | WriteReport
  /** Of a write. */
  readonly changes?: readonly ChangeView[]
  /** Of a write: why some of its changes cannot be made. */
  readonly failures?: readonly AppError[]
}

/** A write as EXPLAIN reports it. */
interface WriteReport {
  readonly version: 1
  readonly statement: MutationStatement['kind'] | 'transaction'
  readonly changes: readonly object[]
}

/**
 * The calls that a query would make; with ANALYZE it is run, and what it cost is told. Of a write the changes
 * that it would make: what it depends on is read, and nothing is changed.
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
  if (statement.kind === 'delete' && isCancellation(statement, context)) {
    await checkCancellation(statement, context)
    const lines = ['GetResourceRequestStatus, then CancelResourceRequest, of each request']
    return { lines, report: changeReport(statement.kind, []), changes: [] }
  }
  const reviewed = await previewWrite(statement, context)
  const changes = reviewed.map(({ view }) => view)
  const lines = [
    ...changeLines(changes, { color: false }),
    `${changeSummary(changes)}; nothing was changed`,
  ]
  const failures = reviewed.flatMap(({ failure }) => failure ?? [])
  return { lines, report: changeReport(statement.kind, changes), changes, failures }
}

/** A write's changes as one value for scripts; docs/writes.md promises its shape. */
export function changeReport(
  statement: WriteReport['statement'],
  views: readonly ChangeView[],
): WriteReport {
  const changes = views.map(({ typeName, dependsOn, reasons, ...view }) => ({
    ...view,
    type_name: typeName,
    ...(dependsOn === undefined ? {} : { depends_on: dependsOn }),
    reasons: reasons.map(({ from, to, ...reason }) => ({
      ...reason,
      from: from ?? null,
      to: to ?? null,
    })),
  }))
  return { version: 1, statement, changes }
}
