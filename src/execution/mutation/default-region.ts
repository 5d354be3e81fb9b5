import { AppError } from '../../errors/index.js'
import type { PlanConnection } from '../../plan/index.js'
import type { ExecutionContext } from '../context.js'

/**
 * The one connection of the session, for a write that names none.
 * @throws AppError AMBIGUOUS_CONNECTION
 */
export async function defaultConnection({
  connections,
}: ExecutionContext): Promise<PlanConnection> {
  const chosen = (await connections.all()).filter(({ isChosen }) => isChosen)
  const [connection, ...others] = chosen
  if (connection !== undefined && others.length === 0) return connection
  throw oneConnection(chosen.map(({ name }) => name))
}

/** The one region of a connection, for a write that names none. @throws AppError NO_REGION */
export function defaultRegion({ sessionRegions }: Pick<PlanConnection, 'sessionRegions'>): string {
  const [region, ...others] = sessionRegions === 'all' ? [] : sessionRegions
  if (region !== undefined && others.length === 0) return region
  throw oneRegion()
}

export function oneRegion(): AppError {
  return new AppError('NO_REGION', 'a write needs one region', {
    hint: 'name the region in the statement, or set --region, AWS_REGION or the profile’s region',
  })
}

export function oneConnection(names: readonly string[]): AppError {
  const shown = names.slice(0, 5).join(', ')
  return new AppError(
    'AMBIGUOUS_CONNECTION',
    `a write needs one connection, and there are ${String(names.length)}: ${shown}${names.length > 5 ? ', …' : ''}`,
    { hint: 'name it in the statement (connection or account_id), or set --connection' },
  )
}
