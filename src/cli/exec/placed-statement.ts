import { AppError } from '../../errors/index.js'
import type { Slice, Statement } from '../../sql/index.js'
import { positionAt } from '../../util/index.js'

/** A statement and where it stands in its script. */
export interface PlacedStatement {
  readonly statement: Statement
  readonly slice: Slice
  readonly script: string
  readonly file?: string
}

/** Runs work for a statement; positions of its errors become positions in the script. */
export async function inScript<T>(
  place: Omit<PlacedStatement, 'statement'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw placeInScript(error, place)
  }
}

export function placeInScript(
  error: unknown,
  { slice, script, file }: Omit<PlacedStatement, 'statement'>,
): AppError {
  const known = AppError.from(error)
  const { position, source } = known.details
  // A position in another text, such as a JSON value, is shown in that text.
  if (position === undefined || source === undefined || !slice.text.endsWith(source)) return known
  // An inner statement (EXPLAIN …) ends where the outer one ends.
  const inner = slice.text.length - source.length
  return new AppError(known.code, known.message, {
    ...known.details,
    position: positionAt(script, slice.offset + inner + position.offset),
    source: script,
    ...(file === undefined ? {} : { file }),
  })
}
