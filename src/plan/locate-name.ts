import { AppError } from '../errors/index.js'
import { positionAt } from '../util/index.js'

/** Runs work whose errors are about the name at an offset of a text. */
export function locateName<T>(source: string, offset: number, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!AppError.is(error) || error.details.position !== undefined) throw error
    throw new AppError(error.code, error.message, {
      ...error.details,
      position: positionAt(source, offset),
      source,
    })
  }
}
