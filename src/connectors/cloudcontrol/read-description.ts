import { isJsonObject, type Json, type JsonObject } from '../../util/index.js'
import { AppError, type ErrorDetails } from '../../errors/index.js'
import type { ResourceDescription } from '../connector.js'
import { BAD_ANSWER_HINT, excerpt } from '../raw-answer.js'
import { readJson } from '../read-json.js'

/** What was asked for, for messages. */
export interface Asked {
  readonly operation: string
  readonly typeName: string
  readonly region: string
}

/** A resource of a list. One that cannot be read is that resource's failure, and not the list's. */
export function listedDescription(wire: Json, asked: Asked): ResourceDescription {
  if (!isJsonObject(wire)) {
    return failed(asked, '', `has a description that is no object: ${shown(wire)}`)
  }
  const { Identifier: identifier, Properties: text } = wire
  if (typeof identifier !== 'string' || identifier === '') {
    return failed(asked, '', `has a description without Identifier: ${shown(wire)}`)
  }
  // A list may leave properties out; then the identifier is what it says.
  if (text === undefined) return { identifier, properties: {} }
  const properties = readProperties(text)
  return 'fault' in properties
    ? failed(asked, identifier, `has properties of ${identifier} ${properties.fault}`)
    : { identifier, properties: properties.value }
}

/** The resource that was asked for. @throws AppError BAD_ANSWER */
export function gottenDescription(
  answer: JsonObject,
  asked: Asked & { readonly identifier: string },
): ResourceDescription {
  const wire = answer['ResourceDescription']
  const { Identifier: identifier, Properties: text } = isJsonObject(wire) ? wire : {}
  const own = typeof identifier === 'string' && identifier !== '' ? identifier : asked.identifier
  const properties = readProperties(text ?? null)
  if ('fault' in properties) {
    throw misread(asked, own, `has properties of ${own} ${properties.fault}`)
  }
  return { identifier: own, properties: properties.value }
}

function readProperties(text: Json): { readonly value: JsonObject } | { readonly fault: string } {
  if (typeof text !== 'string') return { fault: `that are no text: ${shown(text)}` }
  const read = readJson(text)
  if ('fault' in read) return { fault: `whose text ${read.fault}: ${shown(text)}` }
  const { value } = read
  return isJsonObject(value) ? { value } : { fault: `that are no JSON object: ${shown(text)}` }
}

function failed(asked: Asked, identifier: string, what: string): ResourceDescription {
  return { identifier, properties: {}, failure: misread(asked, identifier, what) }
}

function misread(
  { operation, typeName, region }: Asked,
  identifier: string,
  what: string,
): AppError {
  const details: ErrorDetails = { typeName, region, ...(identifier === '' ? {} : { identifier }) }
  const message = `${operation} ${typeName} in ${region}: the answer ${what}`
  return new AppError('BAD_ANSWER', message, { ...details, hint: BAD_ANSWER_HINT })
}

function shown(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return JSON.stringify(excerpt(text))
}
