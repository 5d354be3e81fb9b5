import { filtered, SYSTEM_TABLES } from '../plan/index.js'
import type { ResultSet } from '../relation/index.js'
import type { ExecutionContext } from './context.js'
import { connectionRows, coverageRows } from './system-rows.js'

/** Answers SHOW COVERAGE, SHOW LIMITS and SHOW CONNECTIONS; no call. */
export async function reportRows(
  {
    what,
    like,
  }: {
    readonly what: 'coverage' | 'limits' | 'connections'
    readonly like?: string
  },
  context: Pick<ExecutionContext, 'lastCoverage' | 'connector' | 'connections'>,
): Promise<ResultSet> {
  const { lastCoverage, connector } = context
  switch (what) {
    case 'coverage':
      return filtered(
        { columns: SYSTEM_TABLES.coverage.columns, rows: coverageRows(lastCoverage) },
        like,
      )
    case 'connections': {
      const { columns } = SYSTEM_TABLES.connections
      return filtered({ columns, rows: await connectionRows(context) }, like)
    }
    case 'limits': {
      const columns = [
        { name: 'scope', type: 'VARCHAR' },
        { name: 'calls_per_second', type: 'DOUBLE' },
        { name: 'in_flight', type: 'INTEGER' },
        { name: 'source', type: 'VARCHAR' },
      ]
      const rows = connector
        .limits()
        .map(({ scope, callsPerSecond, inFlight, source }) => [
          scope,
          callsPerSecond === undefined ? null : Math.round(callsPerSecond * 10) / 10,
          inFlight ?? null,
          source,
        ])
      return filtered({ columns, rows }, like)
    }
  }
}
