import type { ResourceSchema } from '../../catalog/index.js'
import { isExactNumber, parseJson, jsonText, type JsonObject } from '../../util/index.js'
import type { MutationOperation } from '../connector.js'
import { DOCUMENT_TOKEN } from '../routed.js'

/** What finds a write again whose end is waited for. */
export interface WaitToken {
  readonly typeName: string
  readonly operation: MutationOperation
  readonly identifier?: string
  /** Values that the question is made from. */
  readonly model: JsonObject
  /** What the answer to the write said. */
  readonly answer: JsonObject
}

export function formatToken(token: WaitToken): string {
  return DOCUMENT_TOKEN + Buffer.from(jsonText(token)).toString('base64url')
}

/** `undefined` for a text that is no such token. */
export function parseToken(text: string): WaitToken | undefined {
  if (!text.startsWith(DOCUMENT_TOKEN)) return undefined
  try {
    const json = Buffer.from(text.slice(DOCUMENT_TOKEN.length), 'base64url').toString()
    return parseJson(json) as WaitToken
  } catch {
    return undefined
  }
}

/** What a token may hold: identifying values and plain ones, and no secrets. */
export function tokenModel(
  schema: ResourceSchema,
  model: JsonObject,
  names: readonly string[] = schema.primaryIdentifier.map((each) => each.split('/')[2] ?? ''),
): JsonObject {
  return Object.fromEntries(
    names
      .filter((name) => schema.properties[name]?.secret !== true)
      .flatMap((name) => {
        const value = model[name]
        const isOne = typeof value !== 'object' || isExactNumber(value)
        return value === undefined || !isOne ? [] : [[name, value]]
      }),
  )
}
