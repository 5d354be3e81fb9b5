import {
  request as httpRequest,
  type Agent as HttpAgent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http'
import { request as httpsRequest, type Agent as HttpsAgent } from 'node:https'
import type { Socket } from 'node:net'
import { onAbort } from '../util/index.js'
import { after, answerLimits, tooLong, tooSlow, type AnswerLimits } from './answer-limits.js'
import { createAgents, timeoutsOf, type HttpOptions } from './http-handler.js'

/** What is posted, and where. */
export interface PostRequest {
  readonly url: URL
  /** Names in lower case, `host` and `content-length` among them. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An answer of whatever status. */
export interface PostResponse {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/**
 * Posts texts over connections that are kept. Node's own client without the SDK's handler around it, which takes a
 * tenth of a call's processor time (docs/performance.md).
 */
export class HttpClient {
  readonly #agents: { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent }
  readonly #timeouts: ReturnType<typeof timeoutsOf>
  readonly #limits: AnswerLimits

  private constructor(agents: Awaited<ReturnType<typeof createAgents>>, options: HttpOptions) {
    this.#agents = agents
    this.#timeouts = timeoutsOf(options)
    this.#limits = answerLimits(this.#timeouts.read, options.mostAnswerBytes)
  }

  /** @throws AppError FILE_UNREADABLE for the bundle of certificate authorities. */
  static async open(options: HttpOptions): Promise<HttpClient> {
    return new HttpClient(await createAgents(options), options)
  }

  /**
   * The whole answer. Rejects with what the connection failed for: an error with Node's code, or one that is named
   * `TimeoutError` or, where the signal stopped it, `AbortError`; or with `tooLong` or `tooSlow` where it does not end.
   */
  post(post: PostRequest, signal?: AbortSignal): Promise<PostResponse> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(aborted())
        return
      }
      const request = this.#request(post)
      // A request that is destroyed tells of the connection's end, not of what ended it.
      let stopped: Error | undefined
      const stop = (error: Error): void => {
        stopped ??= error
        request.destroy(stopped)
      }
      const { connect, read } = this.#timeouts
      const timer = after(read, () => {
        stop(timeout(`nothing was received for ${String(read)} ms`))
      })
      const forget = signal === undefined ? undefined : onAbort(signal, () => stop(aborted()))
      let whole: NodeJS.Timeout | undefined
      const settle = (): void => {
        clearTimeout(timer)
        clearTimeout(whole)
        forget?.()
      }
      const fail = (error: Error): void => {
        settle()
        reject(stopped ?? error)
      }
      request.on('error', fail)
      request.on('socket', (socket) => {
        if (!socket.connecting || connect === 0) return
        limitConnecting(socket, connect, () => {
          stop(timeout(`no connection within ${String(connect)} ms`))
        })
      })
      request.on('response', (answer) => {
        whole = after(this.#limits.whole, () => {
          stop(tooSlow(this.#limits))
        })
        let size = 0
        answer.on('data', (part: Buffer) => {
          timer?.refresh()
          size += part.length
          if (size > this.#limits.bytes) stop(tooLong(this.#limits))
        })
        readWhole(answer, fail, (body) => {
          settle()
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body })
        })
      })
      request.end(post.body)
    })
  }

  close(): void {
    this.#agents.httpAgent.destroy()
    this.#agents.httpsAgent.destroy()
  }

  #request({ url, headers }: PostRequest): ClientRequest {
    const { protocol, hostname, port, pathname } = url
    const isSecure = protocol === 'https:'
    return (isSecure ? httpsRequest : httpRequest)({
      // An IPv6 address stands in brackets in a URL alone.
      host: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
      port,
      path: pathname,
      method: 'POST',
      headers: { ...headers },
      agent: isSecure ? this.#agents.httpsAgent : this.#agents.httpAgent,
    })
  }
}

function limitConnecting(socket: Socket, ms: number, stop: () => void): void {
  const timer = setTimeout(stop, ms)
  const settle = (): void => {
    clearTimeout(timer)
  }
  socket.once('connect', settle).once('close', settle)
}

/** By its events: a loop over the stream costs as much as signing the call. */
function readWhole(
  answer: IncomingMessage,
  onError: (error: Error) => void,
  onEnd: (body: Buffer) => void,
): void {
  const parts: Buffer[] = []
  let isWhole = false
  answer
    .on('data', (part: Buffer) => {
      if (!answer.destroyed) parts.push(part)
    })
    .on('error', onError)
    .on('end', () => {
      isWhole = true
      onEnd(Buffer.concat(parts))
    })
    .on('close', () => {
      if (isWhole) return
      const closed = new Error('the connection was closed before the answer ended')
      onError(Object.assign(closed, { code: 'ECONNRESET' }))
    })
}

const aborted = (): Error => named('AbortError', 'the request was aborted')
const timeout = (message: string): Error => named('TimeoutError', message)

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}
