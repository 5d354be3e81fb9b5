import {
  explainReport,
  explainText,
  type ExplainReport,
  type Place,
  type ScanActual,
} from '../../plan/index.js'
import { DEFAULT_CONNECTION } from '../../connectors/index.js'
import type { ExecutionContext } from '../context.js'
import type { CoverageUnit } from '../coverage.js'
import { prepareQuery, relocated, type PreparedQuery } from './prepare-query.js'
import type { LearnedLists } from '../learned/learned-lists.js'
import { fetchRows } from './fetch-rows.js'

/** What a query would do as lines and as one value; `analyze` runs it and adds what it cost. */
export async function explainQuery(
  sql: string,
  analyze: boolean,
  context: ExecutionContext,
): Promise<{ readonly lines: readonly string[]; readonly report: ExplainReport }> {
  const prepared = await prepareQuery(sql, context)
  const { bound, plan, scans } = prepared
  const planned = explainReport({
    sql: bound.sql,
    plan,
    relations: bound.relations,
    scans,
    trust: (await learnedOf(scans[0]?.places[0], context)).trust,
  })
  const report = analyze ? await analyzed(sql, planned, prepared, context) : planned
  return { lines: explainText(report), report }
}

/** What is known of the lists of the first place that is asked. */
async function learnedOf(
  place: Place | undefined,
  { learned, connections }: ExecutionContext,
): Promise<LearnedLists> {
  const target = await connections.targetOf(place?.connection ?? DEFAULT_CONNECTION)
  return learned.of(place?.region ?? '', target)
}

async function analyzed(
  sql: string,
  report: ExplainReport,
  prepared: PreparedQuery,
  context: ExecutionContext,
): Promise<ExplainReport> {
  const { clock, coverage, engine, budget } = context
  const started = clock.now()
  await fetchRows(prepared, context)
  const fetched = clock.now()
  const { batches } = await relocated(sql, engine.query(prepared.bound.sql), prepared.bound)
  let rows = 0
  for await (const batch of batches) rows += batch.length
  const ended = clock.now()
  return {
    ...report,
    scans: report.scans.map((scan, index) => {
      const request = prepared.scans[index]
      return request === undefined ? scan : { ...scan, actual: sum(coverage.of(request)) }
    }),
    actual: {
      calls: budget.made,
      rows,
      ms: ended - started,
      duckdb_ms: ended - fetched,
    },
  }
}

function sum(units: readonly CoverageUnit[]): ScanActual {
  const total = (count: (unit: CoverageUnit) => number): number =>
    units.reduce((all, unit) => all + count(unit), 0)
  const by = (status: CoverageUnit['status']): number =>
    units.filter((unit) => unit.status === status).length
  return {
    calls: total(({ calls }) => calls),
    pages: total(({ pages }) => pages),
    rows: total(({ rows }) => rows),
    retries: total(({ retries }) => retries),
    throttles: total(({ throttles }) => throttles),
    // Units run side by side: the longest of them is what the statement waited for.
    ms: Math.max(0, ...units.map(({ ms }) => ms)),
    units: {
      done: by('done'),
      empty: by('empty'),
      // In a plan who answered in part is among those who did not.
      failed: by('failed') + by('incomplete'),
      skipped: by('skipped'),
    },
  }
}
