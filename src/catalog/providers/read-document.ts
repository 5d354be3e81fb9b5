import { AppError } from '../../errors/index.js'
import { loadYaml, type SourcePosition } from '../../util/index.js'
import { checkDocument } from './check-document.js'
import type { ProviderDocument } from './provider-document.js'

/** One thing that is wrong with a document, as its reader is told. */
export interface LocatedProblem {
  readonly message: string
  readonly position?: SourcePosition
}

/** A document, or everything that is wrong with it. `text` is JSON or YAML. */
export async function readDocument(
  text: string,
): Promise<
  { readonly document: ProviderDocument } | { readonly problems: readonly LocatedProblem[] }
> {
  const yaml = await loadYaml()
  const read = yaml.read(text)
  if ('problems' in read) {
    return {
      problems: read.problems.map(({ problem, position }) => ({
        message: problem,
        ...(position && { position }),
      })),
    }
  }
  const checked = await checkDocument(read.value)
  if ('document' in checked) return checked
  return {
    problems: checked.problems
      .map(({ path, atKey, message }) => ({
        message,
        position: (atKey ? read.placeOfKey(path) : read.placeOf(path)).position,
      }))
      .sort((a, b) => a.position.offset - b.position.offset),
  }
}

/** All problems of a file as one error: one with its line and a caret, several as a list. */
export function documentError(
  file: string,
  source: string,
  problems: readonly LocatedProblem[],
): AppError {
  const [first] = problems
  const hint = 'docs/providers.md says what a document holds'
  if (first !== undefined && problems.length === 1) {
    const { message, position } = first
    return new AppError('PROVIDER_DOCUMENT', `${file}: ${message}`, {
      file,
      hint,
      ...(position && { position, source }),
    })
  }
  const lines = problems.map(({ message, position }) => {
    const where = position && `:${String(position.line)}:${String(position.column)}`
    return `- ${file}${where ?? ''}: ${message}`
  })
  return new AppError(
    'PROVIDER_DOCUMENT',
    `${String(problems.length)} problems in a provider document:\n${lines.join('\n')}`,
    { file, hint },
  )
}
