import { isJsonObject, type Json, type JsonObject } from '../../util/index.js'
import { badAnswerText, decoded, faultOf, type RawAnswer } from '../raw-answer.js'
import { readJson } from '../read-json.js'
import type { ServiceFailure } from './service-error.js'

/**
 * What an answer holds, or why there is none: the service said no, whatever the status, or what came is not of the shape
 * that it should have.
 */
export function readAnswer(
  answer: RawAnswer,
  check: ((answer: JsonObject) => string | undefined) | undefined,
): { readonly value: JsonObject } | { readonly failure: ServiceFailure } {
  const { status, body } = answer
  const misshapen = (fault: string): { readonly failure: ServiceFailure } => ({
    failure: {
      name: 'BadAnswer',
      message: badAnswerText(fault, answer),
      status,
      isMisshapen: true,
    },
  })
  const fault = faultOf(answer)
  if (fault !== undefined) return misshapen(fault)
  const isRefusal = status >= 400
  // A server that dies, or one that refuses before anything reads the call, says so by its status alone.
  if (isRefusal && body.length === 0) return { failure: failureOf(answer, {}) }
  if (!isRefusal && status !== 200) return misshapen('is no answer to this call')
  const read = readJson(decoded(body))
  if ('fault' in read) return misshapen(read.fault)
  const { value } = read
  if (!isJsonObject(value)) return misshapen('is no JSON object')
  if (isRefusal || errorType(answer, value) !== undefined) {
    return { failure: failureOf(answer, value) }
  }
  const lack = check?.(value)
  return lack === undefined ? { value } : misshapen(lack)
}

/** The failure that an error body of AWS's JSON protocols describes. */
function failureOf(answer: RawAnswer, body: JsonObject): ServiceFailure {
  const { status } = answer
  const type = errorType(answer, body) ?? firstText(body['code'], body['Code']) ?? ''
  const name = type.replace(/^.*#/, '').replace(/:.*$/, '')
  const message = firstText(body['Message'], body['message'])
  return {
    name: name === '' ? `HTTP${String(status)}` : name,
    message: message ?? `the service answered with HTTP status ${String(status)}`,
    status,
  }
}

/** The exception's name as it came, with what stands around it. */
function errorType({ headers }: RawAnswer, body: JsonObject): string | undefined {
  return firstText(body['__type'], headers['x-amzn-errortype'])
}

const firstText = (...values: readonly (Json | undefined)[]): string | undefined =>
  values.find((value): value is string => typeof value === 'string' && value !== '')
