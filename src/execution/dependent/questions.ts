import { jsonText } from '../../util/index.js'
import { AppError } from '../../errors/index.js'
import { IDENTIFIER, type DependentAccess, type ScanRequest } from '../../plan/index.js'
import { formatIdentifier, identifierText, parseIdentifier } from '../../resource/index.js'
import type { KeyRow } from './key-reader.js'

/** One thing to ask, and a text that is the same for the same thing. */
export interface Question {
  readonly text: string
  readonly access: ScanRequest['access']
}

/** No identifier is longer, so that a longer key has no resource. */
const LONGEST_IDENTIFIER = 1_024

type DependentScan = ScanRequest & { readonly access: DependentAccess }

/** What a key asks: nothing where no resource can have it, several things where stated values complete it. */
export function questionsOf({ access, schema }: DependentScan, key: KeyRow): Question[] {
  const models = combinations(access, key)
  if (access.asks === 'list') {
    const { hydrate } = access
    return models.map((model) => ({
      text: jsonText(model),
      access: { kind: 'list', inputs: [model], parents: [], hydrate },
    }))
  }
  return models.flatMap((model) => {
    const identifier = identifierOf(schema, model)
    return identifier === undefined
      ? []
      : [{ text: identifier.written, access: { kind: 'get', identifiers: [identifier] } as const }]
  })
}

function combinations(
  { names, stated }: DependentAccess,
  key: KeyRow,
): Readonly<Record<string, string>>[] {
  let models: Readonly<Record<string, string>>[] = [{}]
  for (const name of names) {
    const value = key[name]
    const values = typeof value === 'string' ? [value] : (stated[name] ?? [])
    models = models.flatMap((model) => values.map((each) => ({ ...model, [name]: each })))
  }
  // An empty text is the input of no list and the part of no identifier.
  return models.filter((model) => Object.values(model).every((value) => value !== ''))
}

function identifierOf(
  schema: ScanRequest['schema'],
  model: Readonly<Record<string, string>>,
): { readonly written: string; readonly canonical: string } | undefined {
  const written = model[IDENTIFIER]
  try {
    const parts = written === undefined ? model : parseIdentifier(schema, written)
    const canonical = formatIdentifier(schema, parts)
    if (canonical.length > LONGEST_IDENTIFIER) return undefined
    return { written: written ?? identifierText(schema, parts), canonical }
  } catch (error) {
    if (AppError.is(error) && error.code === 'BAD_IDENTIFIER') return undefined
    throw error
  }
}
