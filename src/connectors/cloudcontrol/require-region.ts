import { AppError } from '../../errors/index.js'

/**
 * A region becomes part of a host name and of a signature: a text of another shape could send either
 * elsewhere.
 * @throws AppError NO_REGION
 */
export function requireRegion(region: string): void {
  if (/^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(region) && region.length <= 63) return
  throw new AppError('NO_REGION', `${JSON.stringify(region)} is not the name of a region`, {
    hint: "regions are spelled like 'us-east-1'; all of them are region LIKE '%'",
    region,
  })
}
