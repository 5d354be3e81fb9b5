import { Readable } from 'node:stream'
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler'
import type { HttpRequest, HttpResponse } from '@smithy/protocol-http'
import type { HttpHandlerOptions } from '@smithy/types'
import { AppError } from '../errors/index.js'
import { isJsonObject } from '../util/index.js'
import { wholeBody, type AnswerLimits } from './answer-limits.js'
import {
  BAD_ANSWER_HINT,
  badAnswerText,
  brokenHttp,
  decoded,
  faultOf,
  type RawAnswer,
} from './raw-answer.js'
import { readJson } from './read-json.js'

/**
 * The HTTP handler of the SDK's clients. It holds every answer against what its protocol allows before a client reads it:
 * clients take `null` and lists for answers without members, and an error that comes with status 200 for a success.
 * Answers are read whole, as all of our calls need them.
 */
export class CheckedHandler extends NodeHttpHandler {
  readonly #limits: AnswerLimits

  constructor(options: NodeHttpHandlerOptions, limits: AnswerLimits) {
    super(options)
    this.#limits = limits
  }

  /** @throws AppError BAD_ANSWER, with the status from which clients see whether to try again */
  override async handle(
    request: HttpRequest,
    options?: HttpHandlerOptions,
  ): Promise<{ response: HttpResponse }> {
    const host =
      request.port === undefined ? request.hostname : `${request.hostname}:${request.port}`
    const broken = (error: unknown): never => {
      const said = brokenHttp(error)
      throw said === undefined ? error : misshapen(`what ${host} answered ${said}`, 0)
    }
    const { response } = await super.handle(request, options).catch(broken)
    const stream = response.body as AsyncIterable<Uint8Array> | undefined
    const body = await wholeBody(stream, this.#limits).catch(broken)
    const { statusCode: status, headers } = response
    const answer = { status, headers, body, host }
    const fault = faultOf(answer) ?? shapeFault(request, answer)
    if (fault !== undefined) {
      throw misshapen(badAnswerText(fault, answer), status)
    }
    // What says that it is an error is one, whatever its status.
    if (status < 300 && isErrorBody(answer)) response.statusCode = statusOfError(answer)
    response.body = Readable.from([body])
    return { response }
  }
}

/** What is wrong with a body that its protocol says is JSON or XML; nothing at all is an answer of some operations. */
function shapeFault(
  request: HttpRequest,
  { body, status, headers }: RawAnswer,
): string | undefined {
  const isQuery = /x-www-form-urlencoded/.test(request.headers['content-type'] ?? '')
  // A refusal without a body says what it has to say by its status.
  if (body.length === 0) return isQuery && status < 300 ? 'is empty' : undefined
  const text = decoded(body)
  if (isQuery) return queryFault(request, text, status)
  const type = headers['content-type']
  const isOther = typeof type === 'string' && !/json|^text\/plain|octet-stream/i.test(type)
  if (isOther && status < 300 && !/^\s*[[{]/.test(text)) return undefined
  const read = readJson(text)
  if ('fault' in read) return read.fault
  return isJsonObject(read.value) ? undefined : 'is no JSON object'
}

/** XML says by its root and the member in it what it answers; without those nothing of it would be read. */
function queryFault(request: HttpRequest, text: string, status: number): string | undefined {
  if (!/^\s*</.test(text)) return 'is no XML'
  if (status >= 300 || /<(?:\w+:)?ErrorResponse\b/.test(text.slice(0, 1_000))) return undefined
  const action =
    typeof request.body === 'string' ? /(?:^|&)Action=(\w+)/.exec(request.body)?.[1] : undefined
  if (action === undefined || text.includes(`${action}Result`)) return undefined
  return `is no ${action}Response`
}

function isErrorBody({ body, headers }: RawAnswer): boolean {
  if (typeof headers['x-amzn-errortype'] === 'string') return true
  const text = decoded(body)
  if (/<(?:\w+:)?ErrorResponse\b/.test(text.slice(0, 1_000))) return true
  if (!text.includes('"__type"')) return false
  const read = readJson(text)
  return 'value' in read && isJsonObject(read.value) && typeof read.value['__type'] === 'string'
}

/** A fault of the server is tried again by its status alone. */
function statusOfError({ body }: RawAnswer): number {
  return /Internal(?:Failure|Error|Server|Service)|ServiceUnavailable/.test(decoded(body))
    ? 500
    : 400
}

function misshapen(said: string, status: number): AppError {
  const error = new AppError('BAD_ANSWER', said, { hint: BAD_ANSWER_HINT })
  return Object.assign(error, { $metadata: { httpStatusCode: status } })
}
