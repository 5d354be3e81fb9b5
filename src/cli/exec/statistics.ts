import { visible } from '../../format/index.js'
import type { CallStatistics } from '../../connectors/index.js'
import type { StatementResult } from '../../session/index.js'

interface Measured {
  readonly result: StatementResult
  readonly rows: number
  readonly statistics: CallStatistics
  readonly ms: number
}

/** `--stats`: one JSON object on stderr; calls are those of the whole run so far. */
export function printStatistics({ result, rows, statistics, ms }: Measured): void {
  const units = { done: 0, empty: 0, failed: 0, skipped: 0 }
  for (const { status } of result.coverage) units[status]++
  const object = {
    statement: result.kind,
    rows,
    ms: Math.round(ms),
    calls: statistics.calls,
    throttles: statistics.throttles,
    retries: statistics.retries,
    coverage: {
      ...units,
      units: result.coverage.map(({ table, connection, region, status, rows: found, error }) => ({
        table,
        connection,
        region,
        status,
        rows: found,
        ...(error === undefined ? {} : { error: error.message }),
      })),
    },
  }
  process.stderr.write(`${JSON.stringify(object)}\n`)
}

/** Says which regions did not answer; silence about them would make a wrong answer of an incomplete one. */
export function reportCoverage(coverage: StatementResult['coverage']): void {
  const failed = coverage.filter(({ status }) => status === 'failed')
  if (failed.length === 0) return
  process.stderr.write(
    `warning: incomplete, ${String(failed.length)} of ${String(coverage.length)} did not answer:\n`,
  )
  for (const { table, region, error } of failed) {
    process.stderr.write(`  ${table} ${region}: ${visible(error?.message ?? 'unknown')}\n`)
  }
}
