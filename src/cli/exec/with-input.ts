import type { Catalog, ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { findTable } from '../../plan/index.js'
import { openStatement, splitStatements, type FilledEdit, type Statement } from '../../sql/index.js'
import {
  applyEdits,
  originalOffset,
  positionAt,
  type Json,
  type JsonObject,
} from '../../util/index.js'
import { placeInInput, type InputText } from './input-text.js'
import type { PlacedStatement } from './placed-statement.js'

/** A script with what an input adds to it. */
export interface FilledScript {
  readonly script: string
  /** What a DELETE takes beside its conditions: credentials that no statement should hold. */
  readonly parameters?: JsonObject
  /** An error whose place is in the filled script, shown where somebody wrote what it is about. */
  place(error: unknown): Promise<unknown>
}

/** A script that nothing is added to. */
export function unfilled(script: string): FilledScript {
  return { script, place: (error) => Promise.resolve(error) }
}

/**
 * A script of one statement with the values of an input, as `skyql skeleton` prints it. What the statement says itself
 * wins. What names a resource becomes a condition of an UPDATE without one, and of a DELETE; otherwise an UPDATE leaves
 * it out, as it does what only a creation sets.
 * @throws AppError USAGE, UNKNOWN_*
 */
export function withInput(script: string, input: InputText, catalog: Catalog): FilledScript {
  const [only, ...others] = splitStatements(script)
  if (only === undefined || others.length > 0) {
    throw new AppError('USAGE', 'an input fills one statement, and no script of several')
  }
  const open = openStatement(only.text)
  const shared = { ...input.values }
  let edits: readonly FilledEdit[]
  let parameters: JsonObject | undefined
  if (open.verb === 'insert' || open.verb === 'exec') edits = open.fill(shared)
  else {
    const { schema } = findTable(catalog, open.parts)
    const parts = partsOf(shared, schema, open.verb)
    const { conditions } = parts
    const narrows = open.verb === 'delete' || !open.hasWhere
    edits = open.fill(parts.values, narrows ? conditions : {})
    parameters = parts.parameters
  }
  const filled = applyEdits(only.text, edits)
  return {
    script: filled,
    ...(parameters === undefined ? {} : { parameters }),
    place: async (error) => placed(error, { filled, edits, original: only.text, script, input }),
  }
}

interface InputParts {
  readonly values: JsonObject
  readonly conditions: JsonObject
  readonly parameters?: JsonObject
}

/** What of an input are values to set, what names the resource, and what a DELETE takes beside that. */
function partsOf(input: JsonObject, schema: ResourceSchema, verb: 'update' | 'delete'): InputParts {
  const fold = (name: string): string => name.replaceAll('_', '').toLowerCase()
  const propertiesOf = (pointers: readonly string[]): Set<string> =>
    new Set(pointers.map((pointer) => fold(pointer.slice('/properties/'.length))))
  const naming = propertiesOf(schema.primaryIdentifier)
  const fixed = propertiesOf(schema.createOnlyProperties ?? [])
  const entries = Object.entries(input)
  const conditions = entries.filter(([name]) => naming.has(fold(name)) || fold(name) === 'region')
  const rest = entries.filter((each) => !conditions.includes(each))
  for (const [name, value] of conditions) requireNaming(name, value)
  if (verb === 'update') {
    const values = rest.filter(([name]) => !fixed.has(fold(name)))
    return { values: Object.fromEntries(values), conditions: Object.fromEntries(conditions) }
  }
  return {
    values: {},
    conditions: Object.fromEntries(conditions),
    ...(rest.length === 0 ? {} : { parameters: Object.fromEntries(rest) }),
  }
}

/** Without a value a condition would be none, and the statement about more than was meant. */
function requireNaming(name: string, value: Json): void {
  if (typeof value === 'string' || typeof value === 'number') return
  throw new AppError('VALUE_TYPE', `${name} names the resource and has no value that does`, {
    hint: `give ${name} as a text, or leave it out`,
  })
}

interface Filling {
  readonly filled: string
  readonly edits: readonly FilledEdit[]
  /** The statement, and the script around it. */
  readonly original: string
  readonly script: string
  readonly input: InputText
}

async function placed(thrown: unknown, filling: Filling): Promise<unknown> {
  if (!AppError.is(thrown)) return thrown
  const { filled, edits, original, script, input } = filling
  const { position, source } = thrown.details
  if (position === undefined) {
    return OF_A_VALUE.has(thrown.code) ? ((await placeInInput(thrown, input)) ?? thrown) : thrown
  }
  if (source !== filled) return thrown
  const name = nameAt(edits, position.offset)
  if (name !== undefined) {
    const there = await placeInInput(thrown, input, name === '' ? undefined : name)
    if (there !== undefined) return there
  }
  const offset = script.indexOf(original) + originalOffset(edits, position.offset)
  const details = { ...thrown.details, source: script, position: positionAt(script, offset) }
  return new AppError(thrown.code, thrown.message, details)
}

const OF_A_VALUE: ReadonlySet<string> = new Set(['VALUE_TYPE', 'VALUE_JSON', 'UNKNOWN_COLUMN'])

/** The name whose value stands at an offset of the filled text; '' in a stretch that has all of them in one. */
function nameAt(edits: readonly FilledEdit[], offset: number): string | undefined {
  let shift = 0
  for (const { start, text, origins } of [...edits].sort((a, b) => a.start - b.start)) {
    const inside = offset - start - shift
    if (inside >= 0 && inside < text.length) {
      return origins.find(({ from, to }) => inside >= from && inside < to)?.name ?? ''
    }
    shift += text.length
  }
  return undefined
}

/** A DELETE with parameters from beside it. */
export function withParameters(
  statements: readonly PlacedStatement[],
  parameters: JsonObject | undefined,
): readonly PlacedStatement[] {
  if (parameters === undefined) return statements
  return statements.map((each) => ({ ...each, statement: given(each.statement, parameters) }))
}

function given(statement: Statement, parameters: JsonObject): Statement {
  if (statement.kind === 'delete') return { ...statement, parameters }
  if (statement.kind !== 'explain' || statement.statement.kind !== 'delete') return statement
  return { ...statement, statement: { ...statement.statement, parameters } }
}
