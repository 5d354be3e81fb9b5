import type { CallStatistics } from '../../connectors/index.js'
import type { StatementResult } from '../../session/index.js'

interface Measured {
  readonly result: StatementResult
  readonly rows: number
  readonly statistics: CallStatistics
  readonly seed: number
  readonly ms: number
}

/** `--stats`: one JSON object on stderr; calls are those of the whole run so far. */
export function printStatistics({ result, rows, statistics, seed, ms }: Measured): void {
  const units = { done: 0, empty: 0, incomplete: 0, failed: 0, skipped: 0 }
  for (const { status } of result.coverage) units[status]++
  const object = {
    statement: result.kind,
    rows,
    ms: Math.round(ms),
    seed,
    calls: statistics.calls,
    throttles: statistics.throttles,
    retries: statistics.retries,
    coverage: {
      ...units,
      units: result.coverage.map(
        ({
          table,
          connection,
          region,
          status,
          rows: found,
          error,
          note,
          age,
          failedResources,
        }) => ({
          table,
          connection,
          region,
          status,
          rows: found,
          ...(error === undefined ? {} : { error: error.message }),
          ...(failedResources === undefined ? {} : { failed_resources: failedResources }),
          ...(note === undefined ? {} : { note }),
          ...(age === undefined ? {} : { age_ms: Math.round(age) }),
        }),
      ),
    },
  }
  process.stderr.write(`${JSON.stringify(object)}\n`)
}
