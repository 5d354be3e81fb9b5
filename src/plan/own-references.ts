import type { Catalog, PropertySchema, ResourceSchema } from '../catalog/index.js'
import { findProperty, givenValues, holdsSecret } from '../resource/index.js'
import {
  identifierOf,
  isIdentifier,
  tokenize,
  type MutationStatement,
  type ExecStatement,
  type Token,
} from '../sql/index.js'

/** The variables of the environment that a statement names in its own literals. */
export interface OwnReferences {
  /** All of them. */
  readonly names: readonly string[]
  /** Those in values of columns and arguments that hold secrets: they will be filled in. */
  readonly filled: readonly string[]
  /** Names, or patterns with `*`, that the document of the table allows. */
  readonly allowed: readonly string[]
}

const NOTHING: OwnReferences = { names: [], filled: [], allowed: [] }
/** A whole literal, or a whole text in the JSON of one. */
const WHOLE = /(?<=['"])\$\{([A-Za-z_][A-Za-z0-9_]*)\}(?=['"])/g

/**
 * What a write to a table of a document, or an EXEC of a method of one, names as `${NAME}`.
 * @param known the names that the statement has by itself; by default all that stand in its text
 */
export function ownReferences(
  statement: MutationStatement | ExecStatement,
  catalog: Catalog,
  known?: ReadonlySet<string>,
): OwnReferences {
  const { source } = statement
  if (!source.includes('${')) return NOTHING
  const isExec = statement.kind === 'exec'
  const parts = isExec ? statement.method.parts.slice(0, 3) : statement.table.parts
  const [provider = '', service = '', table = ''] = parts
  const entry = catalog.find({ provider, service, table })
  const schema = entry && catalog.schema(entry)
  if (schema?.document === undefined) return NOTHING
  const tokens = tokenize(source)
  const isOwn = (name: string): boolean => known?.has(name) ?? true
  const named = (some: readonly Token[]): string[] => namesIn(some).filter(isOwn)
  const parameters = isExec ? parametersOf(statement, schema) : undefined
  const filled = givenValues(tokens).flatMap(({ target, value }) =>
    mayHoldSecret(target, schema, parameters) ? named(value) : [],
  )
  return { names: named(tokens), filled: [...new Set(filled)], allowed: schema.document.env ?? [] }
}

function namesIn(tokens: readonly Token[]): string[] {
  const texts = tokens.filter(({ kind }) => kind === 'string').map(({ text }) => text)
  const found = texts.flatMap((text) => [...text.matchAll(WHOLE)].map(([, name = '']) => name))
  return [...new Set(found)]
}

type Parameters = Readonly<Record<string, PropertySchema>>

function parametersOf({ method }: ExecStatement, { document }: ResourceSchema): Parameters {
  const name = method.parts.at(-1)?.toLowerCase().replaceAll('-', '_') ?? ''
  const actions = document?.table.actions ?? {}
  const key = Object.keys(actions).find((each) => each.toLowerCase() === name)
  return (key === undefined ? undefined : actions[key]?.parameters) ?? {}
}

function mayHoldSecret(
  target: readonly Token[],
  schema: ResourceSchema,
  parameters: Parameters | undefined,
): boolean {
  const { definitions } = schema
  const name = target.find(isIdentifier)
  if (name === undefined) return false
  if (parameters === undefined) {
    const property = findProperty(schema, identifierOf(name))
    return property !== undefined && holdsSecret(schema.properties[property], definitions)
  }
  const folded = (text: string): string => text.replaceAll('_', '').toLowerCase()
  const key = Object.keys(parameters).find((each) => folded(each) === folded(identifierOf(name)))
  const asked = key === undefined ? Object.values(parameters) : [parameters[key]]
  return asked.some((each) => holdsSecret(each, definitions))
}
