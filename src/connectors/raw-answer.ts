import { isUtf8 } from 'node:buffer'
import { AppError, type ErrorDetails } from '../errors/index.js'
import { exceededLimit } from './answer-limits.js'

/** An answer as it came over the wire, whatever was asked. */
export interface RawAnswer {
  readonly status: number
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Uint8Array
  /** Who answered: host and port. */
  readonly host: string
}

/** Characters of an answer that a message shows. */
const SHOWN = 80
/** What moves a cursor, hides or reorders text, or stands for bytes that were no text. */
const HARMFUL =
  /[\u0000-\u001f\u007f-\u00a0\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufffd\ud800-\udfff]+/g
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/**
 * What is wrong with an answer before anything is made of it: it was packed, is no text, a web page, leads elsewhere, or
 * has a status that says nothing. `undefined` where it can be read.
 */
export function faultOf({ status, headers, body }: RawAnswer): string | undefined {
  const coding = one(headers['content-encoding'])
  if (coding !== '' && coding.toLowerCase() !== 'identity') {
    return `is packed (content-encoding ${excerpt(coding)}), which nobody asked for`
  }
  if (status >= 300 && status < 400) return redirect(status, one(headers['location']))
  if (status < 200 || status > 599) return 'has a status that HTTP does not know'
  if (!isUtf8(body)) return 'is no text in UTF-8'
  const text = decoded(body)
  if (isWebPage(one(headers['content-type']), text)) return webPage(text)
  return undefined
}

/** The text of a body that is UTF-8. */
export function decoded(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
}

/** How often an answer of this status may be another one next time: a server's fault may pass, a wrong shape does not. */
export function isServerFault(status: number): boolean {
  return status >= 500 && status <= 599
}

/** The first characters of a text, all of them harmless. */
export function excerpt(text: string): string {
  // Cut first, so that a large answer is not looked through; a few more for what goes.
  const shown = harmless(text.slice(0, SHOWN * 4))
  return shown.length <= SHOWN ? shown : `${shown.slice(0, SHOWN)}…`
}

/** A text in one line, without what moves a cursor, hides text or reorders it. */
export function harmless(text: string): string {
  return text.replace(HARMFUL, ' ').replace(/ +/g, ' ').trim()
}

/** What is said of an answer that is not of the shape that it should have. */
export function badAnswerText(fault: string, answer: RawAnswer): string {
  const shown = isUtf8(answer.body) ? excerpt(decoded(answer.body)) : ''
  const begins = shown === '' || fault.includes('web page') ? '' : `: ${JSON.stringify(shown)}`
  return `the answer of ${answer.host} (status ${String(answer.status)}) ${fault}${begins}`
}

export const BAD_ANSWER_HINT =
  'the service, or a proxy on the way, does not answer as it should: check --endpoint-url and the proxy'

/** The AppError of such an answer. */
export function badAnswer(what: string, said: string, details: ErrorDetails = {}): AppError {
  return new AppError('BAD_ANSWER', `${what}: ${said}`, { hint: BAD_ANSWER_HINT, ...details })
}

/** What is wrong with an answer that is no HTTP, or had no end, by the error of its call; `undefined` for other errors. */
export function brokenHttp(error: unknown): string | undefined {
  const exceeded = exceededLimit(error)
  if (exceeded !== undefined) return exceeded
  const { code } = (error ?? {}) as { code?: unknown }
  if (typeof code !== 'string' || !code.startsWith('HPE_')) return undefined
  return code === 'HPE_HEADER_OVERFLOW'
    ? 'has more headers than are read'
    : `is no HTTP (${code.slice('HPE_'.length).toLowerCase().replaceAll('_', ' ')})`
}

const one = (header: string | readonly string[] | undefined): string =>
  typeof header === 'string' ? header : (header?.[0] ?? '')

function redirect(status: number, location: string): string {
  if (!REDIRECTS.has(status)) return 'is no answer to this call'
  const target = URL.canParse(location) ? ` to ${excerpt(new URL(location).origin)}` : ''
  return `is a redirect${target}, which is not followed: what is signed goes to one host`
}

function isWebPage(type: string, text: string): boolean {
  return /html/i.test(type) || /^\s*<(?:!doctype\s+html|html)\b/i.test(text.slice(0, 200))
}

function webPage(text: string): string {
  const title = /<title[^>]*>([^<]*)/i.exec(text.slice(0, 10_000))?.[1] ?? ''
  const named = excerpt(title)
  return `is a web page${named === '' ? '' : ` titled ${JSON.stringify(named)}`}, as a proxy or a website sends`
}
