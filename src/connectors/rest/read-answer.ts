import { isJsonObject, loadYaml, type Json } from '../../util/index.js'
import type { FailureFacts } from '../protocol.js'
import { badAnswerText, decoded, faultOf, isServerFault, type RawAnswer } from '../raw-answer.js'
import { readJson } from '../read-json.js'
import { parseLossless } from './lossless-json.js'
import { retryAfterOf } from './retry-after.js'

/** What came back, its body read whole. */
export interface RestAnswer extends RawAnswer {
  readonly headers: Readonly<Record<string, string>>
  /** For messages: `GET https://host/path`. */
  readonly where: string
}

type Reading = { readonly value: Json } | { readonly fault: string }

/**
 * What an answer holds (text of what is neither JSON nor YAML, null of nothing), or why there is none: the service said
 * no, whatever the status, or what came cannot be read.
 * @param now milliseconds since the epoch
 */
export async function readAnswer(
  answer: RestAnswer,
  now: number,
): Promise<{ readonly value: Json } | { readonly facts: FailureFacts }> {
  const { status, headers } = answer
  const fault = faultOf(answer)
  if (fault !== undefined) return misshapen(answer, fault)
  const isRefusal = status >= 400
  const read = await valueOf(answer)
  if ('fault' in read) return misshapen(answer, read.fault)
  const { value } = read
  const isError = isRefusal || (isJsonObject(value) && typeof value['__type'] === 'string')
  if (!isError) return read
  const retryAfter = retryAfterOf(headers['retry-after'], now)
  return {
    facts: {
      ...toldBy(answer, value),
      status,
      mayHaveArrived: isServerFault(status),
      ...(retryAfter === undefined ? {} : { retryAfter }),
      cause: { status, text: decoded(answer.body).slice(0, 2000) },
    },
  }
}

async function valueOf({ headers, body }: RestAnswer): Promise<Reading> {
  const type = (headers['content-type'] ?? '').toLowerCase()
  const text = decoded(body)
  if (text.trim() === '') return { value: null }
  if (type.includes('json')) return readJson(text, parseLossless)
  if (type.includes('yaml')) {
    const parsed = (await loadYaml()).parse(text)
    return 'value' in parsed ? parsed : { fault: `is no YAML (${parsed.problem})` }
  }
  // Some say nothing of what they send, or call JSON a text.
  return /^\s*[[{"]/.test(text) && type === '' ? readJson(text, parseLossless) : { value: text }
}

function misshapen(answer: RestAnswer, fault: string): { readonly facts: FailureFacts } {
  const { status } = answer
  const message = `${answer.where}: ${badAnswerText(fault, answer)}`
  return { facts: { name: 'BadAnswer', message, status, isMisshapen: true, mayHaveArrived: true } }
}

/** What an answer with an error says: the members that services use for it, or the status itself. */
function toldBy({ status }: RestAnswer, body: Json): { name: string; message: string } {
  const name = `HTTP${String(status)}`
  const plain = `the service answered with HTTP status ${String(status)}`
  if (typeof body === 'string') return { name, message: shortened(body) || plain }
  if (!isJsonObject(body)) return { name, message: plain }
  const inner = isJsonObject(body['error']) ? body['error'] : body
  const message = firstText(inner['message'], inner['Message'], inner['detail'], inner['error'])
  const code = firstText(inner['code'], inner['error'], inner['type'], inner['__type'])
  return { name: code ?? name, message: message ?? plain }
}

const firstText = (...values: readonly (Json | undefined)[]): string | undefined =>
  values.find((value): value is string => typeof value === 'string' && value !== '')

const shortened = (text: string): string => text.trim().slice(0, 300)
