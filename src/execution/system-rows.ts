import type { SystemTable } from '../plan/index.js'
import type { Row } from '../relation/index.js'
import type { ExecutionContext } from './context.js'
import type { CoverageUnit } from './coverage.js'
import { mapConcurrent } from '../util/index.js'

/** Connections that are asked for their regions at once. */
const CONNECTIONS_AT_ONCE = 16

/** The rows of a table of skyql itself. */
export async function systemRows(table: SystemTable, context: ExecutionContext): Promise<Row[]> {
  switch (table) {
    case 'coverage':
      return coverageRows(context.lastCoverage)
    case 'regions':
      return (await knownRegions(context)).map((region) => [region])
    case 'connections':
      return connectionRows(context)
  }
}

/** Every region that some chosen connection may be asked in. */
async function knownRegions({ connections, signal }: ExecutionContext): Promise<string[]> {
  const chosen = (await connections.all()).filter(({ isChosen }) => isChosen)
  const regions = await mapConcurrent(chosen, CONNECTIONS_AT_ONCE, ({ name }) =>
    connections.regionsOf(name, signal),
  )
  return [...new Set(regions.flat())].sort()
}

/** The connections, with what is known of them without a call. */
export async function connectionRows({
  connections,
}: Pick<ExecutionContext, 'connections'>): Promise<Row[]> {
  const all = await connections.all()
  return all.map(({ name, accountId, sessionRegions, isChosen }) => [
    name,
    accountId ?? connections.knownAccountOf(name) ?? null,
    sessionRegions === 'all' ? sessionRegions : sessionRegions.join(','),
    isChosen,
  ])
}

/** Units as rows of `skyql.coverage`, in the order of tables, connections and regions. */
export function coverageRows(units: readonly CoverageUnit[]): Row[] {
  const keyOf = ({ table, connection, region }: CoverageUnit): string =>
    `${table} ${connection} ${region}`
  return [...units]
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .map((unit) => [
      unit.table,
      unit.typeName,
      unit.connection,
      unit.accountId ?? null,
      unit.region,
      unit.status,
      unit.rows,
      unit.calls,
      unit.pages,
      unit.retries,
      unit.throttles,
      Math.round(unit.ms),
      unit.error?.message ?? null,
      noteText(unit),
    ])
}

function noteText({ note, age = 0, unfitValues = 0 }: CoverageUnit): string | null {
  const own = note === 'cached' ? `cached, ${String(Math.round(age / 1_000))} s old` : note
  const unfit = unfitValues === 0 ? undefined : `${String(unfitValues)} values did not fit`
  return [own, unfit].filter((each) => each !== undefined).join('; ') || null
}
