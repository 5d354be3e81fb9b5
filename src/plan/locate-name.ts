import { AppError } from '../errors/index.js'
import { positionAt } from '../util/index.js'

/** Runs work whose errors are about the name at an offset of a text. */
export function locateName<T>(source: string, offset: number, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!AppError.is(error)) throw error
    // One that has a place of its own, in a statement or a file, is not about the name.
    if (error.details.position !== undefined || error.details.file !== undefined) throw error
    throw new AppError(error.code, error.message, {
      ...error.details,
      position: positionAt(source, offset),
      source,
    })
  }
}
