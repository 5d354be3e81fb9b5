import { AppError } from '../errors/index.js'
import { changeLines, changeSummary } from '../format/index.js'
import type { ExplainReport } from '../plan/index.js'
import type { ChangeView } from '../resource/index.js'
import type { ExplainStatement, MutationStatement } from '../sql/index.js'
import { checkCancellation, isCancellation } from './builtin/cancel-requests.js'
import type { ExecutionContext } from './context.js'
import { rehearseWrites } from './mutation/rehearse-writes.js'
import { planWrite } from './mutation/write-plan.js'
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
  if (failures.length === 0) lines.push(...(await testedLines(statement, context)))
  return { lines, report: changeReport(statement.kind, changes), changes, failures }
}

/** What the service's own tests of a write say, where it has such. */
async function testedLines(
  statement: MutationStatement,
  context: ExecutionContext,
): Promise<string[]> {
  const { provider, service, table } = nameOf(statement)
  const entry = context.catalog.find({ provider, service, table })
  if (entry === undefined) return []
  const schema = context.catalog.schema(entry)
  if (schema.document?.table.methods[statement.kind]?.rehearsal === undefined) return []
  const plan = await planWrite(statement, { look: false }, context)
  const { rows } = await rehearseWrites(plan, context)
  if (rows.length === 0) return []
  const said = rows.map(([identifier, ...cells]) =>
    [identifier, ...cells.slice(0, 2)]
      .filter((cell) => cell !== null)
      .map(String)
      .join('  '),
  )
  return [
    '',
    'the tests of the service, which changed nothing:',
    ...said.map((line) => `  ${line}`),
  ]
}

function nameOf({ table }: MutationStatement): Record<'provider' | 'service' | 'table', string> {
  const [provider = '', service = '', name = ''] = table.parts
  return { provider, service, table: name }
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
