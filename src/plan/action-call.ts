import type { ActionDocument, Catalog, ResourceSchema } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import { actionProblems, coerceProperty } from '../resource/index.js'
import type { ExecArgument, ExecStatement } from '../sql/index.js'
import { nearest, positionAt, type Json, type JsonObject } from '../util/index.js'
import { argumentError, missingArguments, objectArgument } from './exec-argument.js'
import { locateName } from './locate-name.js'
import { findTable } from './table.js'

/** An EXEC of a method that a provider document declares, ready to be called. */
export interface ActionCall {
  readonly schema: ResourceSchema
  readonly name: string
  readonly action: ActionDocument
  readonly parameters: JsonObject
  readonly region?: string
}

/**
 * What an EXEC calls, where its method is an action of a document; `undefined` for the methods that every table has.
 * @throws AppError UNKNOWN_COLUMN, MISSING_PROPERTY, VALUE_TYPE, VALUE_JSON
 */
export function actionCall(statement: ExecStatement, catalog: Catalog): ActionCall | undefined {
  const { source, method } = statement
  const [provider = '', service = '', table = ''] = method.parts
  const name = method.parts.at(-1)?.toLowerCase().replaceAll('-', '_') ?? ''
  if (method.parts.length !== 4) return undefined
  const entry = catalog.find({ provider, service, table })
  const actions = entry && catalog.schema(entry).document?.table.actions
  const key = Object.keys(actions ?? {}).find((each) => each.toLowerCase() === name)
  const action = key === undefined ? undefined : actions?.[key]
  if (key === undefined || action === undefined) return undefined
  const found = locateName(source, method.offset, () =>
    findTable(catalog, [provider, service, table]),
  )
  const call = new Arguments(statement, found.schema, action)
  return { schema: found.schema, name: key, action, ...call.read(key) }
}

class Arguments {
  readonly #statement: ExecStatement
  readonly #schema: ResourceSchema
  readonly #action: ActionDocument

  constructor(statement: ExecStatement, schema: ResourceSchema, action: ActionDocument) {
    this.#statement = statement
    this.#action = action
    const properties = action.parameters ?? {}
    this.#schema = { ...schema, properties, columns: [], primaryIdentifier: [] }
  }

  read(name: string): Pick<ActionCall, 'parameters' | 'region'> {
    const { source, method } = this.#statement
    const given = new Map<string, Json>()
    let region: string | undefined
    for (const argument of this.#statement.arguments) {
      if (argument.isBody) {
        for (const [key, value] of Object.entries(objectArgument(this.#statement, argument))) {
          given.set(this.#parameter(key, argument), this.#coerced(key, value, argument))
        }
      } else if (this.#isRegion(argument)) region = String(argument.value)
      else {
        const key = this.#parameter(argument.name, argument)
        given.set(key, this.#coerced(key, argument.value, argument))
      }
    }
    const parameters = Object.fromEntries([...given].filter(([, value]) => value !== null))
    const missing = (this.#action.required ?? []).filter((each) => !Object.hasOwn(parameters, each))
    if (missing.length > 0) throw missingArguments(this.#statement, name, missing)
    const [problem] = actionProblems(this.#schema, this.#action, parameters)
    if (problem !== undefined) {
      throw new AppError(problem.code, problem.message, {
        ...problem.details,
        position: positionAt(source, method.offset),
        source,
      })
    }
    return { parameters, ...(region === undefined ? {} : { region }) }
  }

  #isRegion({ name }: ExecArgument): boolean {
    return name.toLowerCase() === 'region' && !Object.hasOwn(this.#schema.properties, 'region')
  }

  #parameter(name: string, argument: ExecArgument): string {
    const known = Object.keys(this.#schema.properties)
    const fold = (text: string): string => text.replaceAll('_', '').toLowerCase()
    const found = known.find((each) => fold(each) === fold(name))
    if (found !== undefined) return found
    const near = nearest(name, known, 1)
    throw argumentError(this.#statement, argument, 'UNKNOWN_COLUMN', [
      `there is no argument "${name}"`,
      near[0] === undefined ? `it takes ${known.join(', ')}` : `did you mean ${near[0]}?`,
    ])
  }

  #coerced(key: string, value: Json, argument: ExecArgument): Json {
    try {
      return coerceProperty(this.#schema, this.#parameter(key, argument), value) ?? null
    } catch (error) {
      if (!AppError.is(error)) throw error
      const { source } = this.#statement
      const position = positionAt(source, argument.offset)
      throw new AppError(error.code, error.message, { ...error.details, position, source })
    }
  }
}
