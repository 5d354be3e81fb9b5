import type { Catalog } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { findTable } from '../../plan/index.js'
import { openWrite, splitStatements, type Statement } from '../../sql/index.js'
import type { PlacedStatement } from './placed-statement.js'
import { readTextFile } from './read-input.js'
import { isJsonObject, loadYaml, positionAt, type Json, type JsonObject } from '../../util/index.js'

/** Files whose values fill a statement. */
export interface InputFlags {
  readonly inputJson?: string
  readonly inputYaml?: string
}

/**
 * A script of one INSERT or UPDATE with the values of an input file, as `skyql skeleton` prints it. What the
 * statement says itself wins. An UPDATE leaves out what names the resource and what only its creation sets.
 * @throws AppError USAGE, FILE_UNREADABLE, VALUE_JSON
 */
export async function withInput(
  script: string,
  { inputJson, inputYaml }: InputFlags,
  catalog: Catalog,
): Promise<string> {
  if (inputJson !== undefined && inputYaml !== undefined) {
    throw new AppError('USAGE', '--input-json and --input-yaml exclude each other')
  }
  const file = inputJson ?? inputYaml
  if (file === undefined) return script
  const [only, ...others] = splitStatements(script)
  if (only === undefined || others.length > 0) {
    throw new AppError('USAGE', 'an input file fills one statement, and no script of several')
  }
  const values = await readInputFile(file, inputYaml === undefined ? 'json' : 'yaml')
  const write = openWrite(only.text)
  if (write.verb === 'insert') return write.fill(values)
  const { schema } = findTable(catalog, write.parts)
  const fixed = new Set([...schema.primaryIdentifier, ...(schema.createOnlyProperties ?? [])])
  const fold = (name: string): string => name.replaceAll('_', '').toLowerCase()
  const names = new Set([...fixed].map((pointer) => fold(pointer.slice('/properties/'.length))))
  const kept = Object.entries(values).filter(([name]) => !names.has(fold(name)))
  return write.fill(Object.fromEntries(kept))
}

/** Whether a script is one DELETE: an input file has its parameters, not columns. */
export function isOneDelete(script: string): boolean {
  const [only, ...others] = splitStatements(script)
  return (
    only !== undefined &&
    others.length === 0 &&
    /^\s*(\/\*[\s\S]*?\*\/\s*)*delete\b/i.test(only.text)
  )
}

/** A DELETE with the values of an input file as its parameters: credentials that no statement should hold. */
export async function withParameters(
  statements: readonly PlacedStatement[],
  { inputJson, inputYaml }: InputFlags,
): Promise<readonly PlacedStatement[]> {
  const file = inputJson ?? inputYaml
  if (file === undefined) return statements
  const parameters = await readInputFile(file, inputYaml === undefined ? 'json' : 'yaml')
  return statements.map((placed) => ({ ...placed, statement: given(placed.statement, parameters) }))
}

function given(statement: Statement, parameters: JsonObject): Statement {
  if (statement.kind === 'delete') return { ...statement, parameters }
  if (statement.kind !== 'explain' || statement.statement.kind !== 'delete') return statement
  return { ...statement, statement: { ...statement.statement, parameters } }
}

/** The object that a file holds. */
export async function readInputFile(file: string, format: 'json' | 'yaml'): Promise<JsonObject> {
  const text = await readTextFile(file)
  const value = format === 'json' ? parseJson(text, file) : await parseYaml(text, file)
  if (isJsonObject(value)) return value
  throw new AppError(
    'VALUE_JSON',
    `${file} must hold one object: property names and their values`,
    {
      file,
      hint: 'skyql skeleton TABLE prints one to start from',
    },
  )
}

function parseJson(text: string, file: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (cause) {
    // What the parser says may quote the file, which may hold credentials.
    const [, offset] = /at position (\d+)/.exec((cause as Error).message) ?? []
    const position = offset === undefined ? undefined : positionAt(text, Number(offset))
    const where = position === undefined ? '' : ` (line ${String(position.line)})`
    throw new AppError('VALUE_JSON', `${file} is not JSON${where}`, { file })
  }
}

async function parseYaml(text: string, file: string): Promise<Json> {
  const result = (await loadYaml()).parse(text)
  if ('value' in result) return result.value
  const { position, problem } = result
  throw new AppError('VALUE_JSON', `${file} is not YAML: ${problem}`, {
    file,
    ...(position && { position }),
  })
}
