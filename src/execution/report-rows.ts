import { filtered, SYSTEM_TABLES } from '../plan/index.js'
import type { ResultSet } from '../relation/index.js'
import type { ExecutionContext } from './context.js'
import { coverageRows } from './system-rows.js'

/** Answers SHOW COVERAGE and SHOW LIMITS; no call. */
export function reportRows(
  { what, like }: { readonly what: 'coverage' | 'limits'; readonly like?: string },
  { lastCoverage, connector }: Pick<ExecutionContext, 'lastCoverage' | 'connector'>,
): ResultSet {
  switch (what) {
    case 'coverage':
      return filtered(
        { columns: SYSTEM_TABLES.coverage.columns, rows: coverageRows(lastCoverage) },
        like,
      )
    case 'limits': {
      const columns = [
        { name: 'scope', type: 'VARCHAR' },
        { name: 'calls_per_second', type: 'DOUBLE' },
      ]
      const rows = connector
        .limits()
        .map(({ scope, callsPerSecond }) => [scope, Math.round(callsPerSecond * 10) / 10])
      return filtered({ columns, rows }, like)
    }
  }
}
