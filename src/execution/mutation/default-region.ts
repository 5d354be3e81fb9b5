import { AppError } from '../../errors/index.js'
import type { ExecutionContext } from '../context.js'

/** The one region of the session, for a write that names none. */
export function defaultRegion({ sessionRegions }: ExecutionContext): string {
  const [region, ...others] = sessionRegions
  if (region !== undefined && others.length === 0) return region
  throw oneRegion()
}

export function oneRegion(): AppError {
  return new AppError('NO_REGION', 'a write needs one region', {
    hint: 'name the region in the statement, or set --region, AWS_REGION or the profile’s region',
  })
}
