import type { Catalog } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import { writeOnlyNames } from '../plan/index.js'

/**
 * An error that shows a line of a script or a manifest, with the names of all whose values that line must hide:
 * the write-only properties of the tables that the text speaks of.
 */
export function withSecretNames(cause: unknown, catalog: Catalog): AppError {
  const error = AppError.from(cause)
  const { source } = error.details
  if (source === undefined) return error
  const secretNames = [...(error.details.secretNames ?? []), ...writeOnlyNames(source, catalog)]
  if (secretNames.length === 0) return error
  return new AppError(error.code, error.message, { ...error.details, secretNames })
}
