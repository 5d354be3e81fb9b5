import { AppError } from '../../errors/index.js'

/** The error of a registry schema that the catalogue cannot use; `what` completes the sentence. */
export function misunderstood(typeName: string, what: string): AppError {
  return new AppError('SCHEMA_UNREADABLE', `schema of ${typeName} ${what}`, { typeName })
}
