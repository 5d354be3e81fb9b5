import type { MethodDocument, ResourceSchema } from '../../catalog/index.js'
import type { AppError } from '../../errors/index.js'
import type { Json, JsonObject } from '../../util/index.js'
import { badAnswer, excerpt } from '../raw-answer.js'
import { rawRows, readRow, valueAtPointer } from './read-rows.js'

/** A method of a table whose answer is read. */
export interface Answered {
  readonly schema: ResourceSchema
  readonly method: MethodDocument
  readonly region: string
  readonly identifier?: string
}

/**
 * The rows of a list, raw. An answer that says null in their place has none.
 * @throws AppError BAD_ANSWER where their place is not there, unless the document says that it may be missing
 */
export function listedRows(body: Json, answered: Answered): readonly Json[] {
  requirePlace(body, answered)
  return rawRows(body, answered.method)
}

/** The row of a get, raw; `undefined` where the service says that there is none. @throws AppError BAD_ANSWER */
export function gottenRow(body: Json, answered: Answered): Json | undefined {
  requirePlace(body, answered)
  const { rows = '' } = answered.method
  if (rows === '' && (body === null || body === '')) throw misshapen('is empty', body, answered)
  return rawRows(body, answered.method)[0]
}

/** The columns of a raw row. @throws AppError BAD_ANSWER for a row that has none of its table's */
export function knownRow(raw: Json, answered: Answered): JsonObject {
  const { schema, method } = answered
  const row = readRow(schema, method, raw)
  const came = readRow(withoutDefaults(schema), method, raw)
  if (Object.keys(came).length > 0) return row
  throw misshapen('has a row without any of the columns of its table', raw, answered)
}

export function misshapen(fault: string, value: Json, answered: Answered): AppError {
  const { schema, method, region, identifier } = answered
  const { typeName } = schema
  const what = `${method.operation ?? method.request ?? 'the call'} of ${typeName} in ${region}`
  const said = `the answer ${fault}: ${JSON.stringify(excerpt(JSON.stringify(value)))}`
  return badAnswer(what, said, {
    typeName,
    region,
    ...(identifier === undefined ? {} : { identifier }),
  })
}

function requirePlace(body: Json, answered: Answered): void {
  const { rows = '', rowsOptional } = answered.method
  if (rows === '' || rowsOptional === true) return
  if (valueAtPointer(body, rows) === undefined) throw misshapen(`has no ${rows}`, body, answered)
}

const bare = new WeakMap<ResourceSchema, ResourceSchema>()

/** What a default fills in did not come with the answer. */
function withoutDefaults(schema: ResourceSchema): ResourceSchema {
  const known = bare.get(schema)
  if (known !== undefined) return known
  const properties = Object.fromEntries(
    Object.entries(schema.properties).map(([name, property]) => {
      const own = { ...property }
      delete own.default
      return [name, own]
    }),
  )
  const made = { ...schema, properties }
  bare.set(schema, made)
  return made
}
