import type { ResourceSchema, WriteDocument } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { unknownHint, type MutationStatement } from '../../sql/index.js'
import type { JsonObject } from '../../util/index.js'

/** What a write says beside its columns. */
export interface WriteParameters {
  readonly parameters: JsonObject
  /** True: the service tries it and does nothing. */
  readonly isTrial: boolean
}

/** `dryrun` in a hint, for services that try a write on demand. */
const TRIAL = 'dryrun'

const fold = (name: string): string => name.replaceAll(/[_-]/g, '').toLowerCase()

export const isTrialWord = (word: string): boolean => fold(word) === TRIAL

/**
 * The parameters of a write: words in its hints, and values from beside the statement.
 * @throws AppError UNSUPPORTED_STATEMENT for a word that neither every write nor its table takes, UNKNOWN_COLUMN for
 *   such a value
 */
export function writeParameters(
  { kind, source, words, parameters: given = {} }: MutationStatement,
  schema: ResourceSchema,
): WriteParameters {
  const write = schema.document?.table.methods[kind]
  const declared = Object.keys(write?.parameters ?? {})
  const named = (name: string): string | undefined =>
    declared.find((each) => fold(each) === fold(name))
  const parameters: Record<string, JsonObject[string]> = {}
  for (const [name, value] of Object.entries(given)) {
    const known = named(name)
    if (known === undefined) throw unknownParameter(schema, name, declared)
    parameters[known] = value
  }
  let isTrial = false
  for (const word of words) {
    const switched = named(word.word)
    if (isTrialWord(word.word) && write?.rehearsal !== undefined) isTrial = true
    else if (switched !== undefined && isSwitch(write, switched)) parameters[switched] = true
    else if (!word.isLabel) throw unknownHint(word, source, ownHints(write))
  }
  return { parameters, isTrial }
}

const isSwitch = (write: WriteDocument | undefined, name: string): boolean =>
  write?.parameters?.[name]?.type === 'boolean'

function ownHints(write: WriteDocument | undefined): string[] {
  const switches = Object.keys(write?.parameters ?? {}).filter((name) => isSwitch(write, name))
  const spelled = switches.map((name) => name.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`))
  return [...spelled, ...(write?.rehearsal === undefined ? [] : [TRIAL])]
}

const unknownParameter = (
  { typeName }: ResourceSchema,
  name: string,
  declared: readonly string[],
): AppError =>
  new AppError('UNKNOWN_COLUMN', `${typeName} takes no parameter "${name}" here`, {
    typeName,
    hint: declared.length === 0 ? 'it takes none' : `it takes ${declared.join(', ')}`,
  })
