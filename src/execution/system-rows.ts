import type { SystemTable } from '../plan/index.js'
import type { Row } from '../relation/index.js'
import type { ExecutionContext } from './context.js'
import type { CoverageUnit } from './coverage.js'

/** The rows of a table of skyql itself. */
export function systemRows(
  table: SystemTable,
  { lastCoverage, knownRegions }: Pick<ExecutionContext, 'lastCoverage' | 'knownRegions'>,
): Row[] {
  switch (table) {
    case 'coverage':
      return coverageRows(lastCoverage)
    case 'regions':
      return knownRegions.map((region) => [region])
  }
}

/** Units as rows of `skyql.coverage`, in the order of tables and regions. */
export function coverageRows(units: readonly CoverageUnit[]): Row[] {
  const keyOf = ({ table, region }: CoverageUnit): string => `${table} ${region}`
  return [...units]
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .map((unit) => [
      unit.table,
      unit.typeName,
      unit.region,
      unit.status,
      unit.rows,
      unit.calls,
      unit.pages,
      unit.retries,
      unit.throttles,
      Math.round(unit.ms),
      unit.error?.message ?? null,
      unit.note ?? null,
    ])
}
