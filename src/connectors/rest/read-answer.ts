import { AppError } from '../../errors/index.js'
import { isJsonObject, loadYaml, type Json } from '../../util/index.js'
import { ProtocolFailure } from '../protocol.js'
import { parseLossless } from './lossless-json.js'
import { retryAfterOf } from './retry-after.js'

/** What came back, its body read whole. */
export interface RestAnswer {
  readonly status: number
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** For messages: `GET https://host/path`. */
  readonly where: string
}

const HINT_OF_HTML = 'this is the address of a web page, a sign-in or a proxy: check the base URL'

/**
 * The value that an answer holds; text of what is neither JSON nor YAML, null of nothing.
 * @throws AppError SERVICE_REJECTED of a web page, or of JSON that is none
 */
export async function valueOf({ headers, text, where }: RestAnswer): Promise<Json> {
  const type = (headers['content-type'] ?? '').toLowerCase()
  if (text.trim() === '') return null
  if (isWebPage(type, text)) {
    throw new AppError('SERVICE_REJECTED', `${where} answered with a web page, not with data`, {
      hint: HINT_OF_HTML,
    })
  }
  if (type.includes('json')) return parseJson(text, where)
  if (type.includes('yaml')) {
    const parsed = (await loadYaml()).parse(text)
    if ('value' in parsed) return parsed.value
    throw unreadable(where, `YAML (${parsed.problem})`)
  }
  // Some say nothing of what they send, or call JSON a text.
  return /^\s*[[{"]/.test(text) && type === '' ? parseJson(text, where) : text
}

function parseJson(text: string, where: string): Json {
  try {
    return parseLossless(text)
  } catch (cause) {
    throw unreadable(where, 'JSON', cause)
  }
}

const unreadable = (where: string, what: string, cause?: unknown): AppError =>
  new AppError('SERVICE_REJECTED', `${where} answered with what should be ${what} and is not`, {
    hint: 'the service, or something between, does not answer as it should',
    ...(cause === undefined ? {} : { cause }),
  })

const isWebPage = (type: string, text: string): boolean =>
  type.includes('html') || /^\s*<(!doctype\s+html|html)\b/i.test(text)

/** What an answer with an error's status says: the members that services use for it, or the status itself. */
export async function failureOf(answer: RestAnswer, now: number): Promise<ProtocolFailure> {
  const { status, headers, text } = answer
  const retryAfter = retryAfterOf(headers['retry-after'], now)
  return new ProtocolFailure({
    ...(await toldBy(answer)),
    status,
    mayHaveArrived: status >= 500,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    cause: { status, text: text.slice(0, 2000) },
  })
}

async function toldBy(answer: RestAnswer): Promise<{ name: string; message: string }> {
  const { status, headers, text } = answer
  const name = `HTTP${String(status)}`
  const plain = `the service answered with HTTP status ${String(status)}`
  if (isWebPage((headers['content-type'] ?? '').toLowerCase(), text)) {
    return { name, message: `${plain} and a web page` }
  }
  const body = await valueOf(answer).catch(() => null)
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
