import type { ErrorCode, SourcePosition } from '../errors/index.js'
import { AppError } from '../errors/index.js'
import type { AnchorName } from './anchors/anchor-name.js'

/** Where in a file of the stack something stands. */
export interface Place {
  /** Path as it is shown: relative to where the command was started. */
  readonly file: string
  /** The whole text of the file, for the excerpt in a message. */
  readonly source: string
  readonly position: SourcePosition
}

/** One thing that is wrong with a stack's files. */
export interface Problem {
  readonly code: ErrorCode
  readonly message: string
  readonly hint?: string
  readonly place?: Place
  /** Whose it is, where the rest of the stack can be read without that. */
  readonly of?: ProblemOwner
}

export interface ProblemOwner {
  readonly resource: string
  /** The statement that is wrong; absent where the declaration itself is. */
  readonly anchor?: AnchorName
}

/** An AppError as a problem: its place if it has one, else the given one. */
export function problemOf(error: AppError, place: Place | undefined, prefix = ''): Problem {
  const { hint, file, source, position } = error.details
  const own =
    file === undefined || source === undefined || position === undefined
      ? undefined
      : { file, source, position }
  const where = own ?? place
  return {
    code: error.code,
    message: prefix + error.message,
    ...(hint !== undefined && { hint }),
    ...(where !== undefined && { place: where }),
  }
}

/**
 * All problems as one error: a single one with its line and a caret, several as a list with file, line and
 * column each, in the order of the files.
 */
export function manifestError(problems: readonly Problem[]): AppError {
  const [first, ...others] = problems
  if (first === undefined) return new AppError('INTERNAL', 'there is no problem to report')
  if (others.length === 0) {
    const { code, message, hint, place } = first
    return new AppError(code, message, { ...(hint !== undefined && { hint }), ...place })
  }
  const lines = [...problems].sort(inOrder).map(({ message, hint, place }) => {
    const where =
      place === undefined ? '' : `${place.file}:${place.position.line}:${place.position.column}: `
    return `- ${where}${message}${hint === undefined ? '' : ` (${hint})`}`
  })
  return new AppError('MANIFEST', `${problems.length} problems in the stack:\n${lines.join('\n')}`)
}

function inOrder(a: Problem, b: Problem): number {
  const files = (a.place?.file ?? '').localeCompare(b.place?.file ?? '')
  return files === 0 ? (a.place?.position.offset ?? 0) - (b.place?.position.offset ?? 0) : files
}
