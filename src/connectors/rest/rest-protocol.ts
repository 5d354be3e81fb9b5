import type { NodeHttpHandler } from '@smithy/node-http-handler'
import { HttpRequest } from '@smithy/protocol-http'
import type { RestDocument } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import type { IoHost } from '../../io/index.js'
import { KnownSecrets } from '../../util/index.js'
import { answerLimits } from '../answer-limits.js'
import { createHttpHandler, timeoutsOf, type HttpOptions } from '../http-handler.js'
import { ProtocolFailure } from '../protocol.js'
import type { Protocol, ProtocolAnswer, ProtocolCall, WireCall } from '../protocol.js'
import { baseUrlOf, urlOf } from './base-url.js'
import { credentialsOf, type Credentials } from './credentials.js'
import type { Environment } from './environment.js'
import { payloadOf } from './payload.js'
import { readAnswer, type RestAnswer } from './read-answer.js'
import { MOST_BYTES, readBody } from './read-body.js'
import { isRedirect, redirectTarget } from './redirect.js'
import { brokenConnection } from './broken-connection.js'

/** How calls are made. */
export interface RestOptions {
  readonly http: HttpOptions
  readonly host: IoHost
  /** Default: the process's. */
  readonly environment?: Environment
}

const MOST_REDIRECTS = 5
/** What stands in for credentials. */
const HIDDEN = '***'

/** Speaks to REST services, with credentials from the environment variables that their documents name. */
export function createRestProtocol(options: RestOptions): Protocol {
  return new RestProtocol(options)
}

type RestCall = Extract<WireCall, { kind: 'request' }>

interface Sending {
  readonly document: RestDocument
  readonly call: RestCall
  readonly credentials: Credentials
  readonly signal: AbortSignal | undefined
}

class RestProtocol implements Protocol {
  readonly #options: RestOptions
  #handler: Promise<NodeHttpHandler> | undefined

  constructor(options: RestOptions) {
    this.#options = options
  }

  get #environment(): Environment {
    return this.#options.environment ?? process.env
  }

  async call(request: ProtocolCall, signal?: AbortSignal): Promise<ProtocolAnswer> {
    const { connector: document, call } = request
    if (document.protocol !== 'rest' || call.kind !== 'request') {
      throw new AppError('INTERNAL', `${request.typeName} is not spoken to by REST`)
    }
    const environment = this.#environment
    const base = baseUrlOf(document, environment)
    const credentials = credentialsOf(document.auth, environment)
    const secrets = this.#options.http.secrets ?? new KnownSecrets()
    secrets.add(...credentials.secrets)
    const url = call.url === undefined ? urlOf(base, call.path, call.query) : given(base, call.url)
    const answer = await this.#follow(url, { document, call, credentials, signal })
    const read = await readAnswer(answer, Date.now())
    if ('value' in read) return { body: read.value, headers: answer.headers }
    const { facts } = read
    throw new ProtocolFailure({
      ...facts,
      name: secrets.cut(facts.name, HIDDEN),
      message: secrets.cut(facts.message, HIDDEN),
      cause: undefined,
    })
  }

  close(): void {
    void this.#handler?.then((handler) => handler.destroy())
  }

  async #follow(first: URL, sending: Sending): Promise<RestAnswer> {
    const { verb } = sending.call
    let url = first
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const answer = await this.#once(url, sending)
      const { status, headers } = answer
      if (!isRedirect(status)) return answer
      url = redirectTarget(url, { status, location: headers['location'], verb })
    }
    throw new AppError(
      'SERVICE_REJECTED',
      `${verb} ${first.origin}${first.pathname} redirects in a circle`,
    )
  }

  async #once(url: URL, { document, call, credentials, signal }: Sending): Promise<RestAnswer> {
    const where = `${call.verb} ${url.origin}${url.pathname}`
    const payload = await payloadOf(document, call.body, this.#environment)
    const { http } = this.#options
    this.#handler ??= createHttpHandler(http)
    const handler = await this.#handler
    const request = new HttpRequest({
      method: call.verb,
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      path: url.pathname,
      query: queryOf(url),
      headers: {
        host: url.host,
        accept: 'application/json',
        'user-agent': 'skyql',
        ...lowerCased(document.headers),
        ...lowerCased(call.headers),
        ...credentials.headers,
        ...(payload === undefined ? {} : payload.headers),
      },
      ...(payload === undefined ? {} : { body: payload.text }),
    })
    try {
      const { response } = await handler.handle(
        request,
        signal === undefined ? {} : { abortSignal: signal },
      )
      const body = await readBody(response.body as AsyncIterable<Uint8Array> | undefined, {
        limits: answerLimits(timeoutsOf(http).read, document.mostBytes ?? MOST_BYTES),
        where,
      })
      this.#options.host.notify({
        code: '9001',
        level: 'debug',
        text: `${where} -> ${String(response.statusCode)} (${String(body.length)} bytes)`,
      })
      const headers = lowerCased(response.headers)
      return { status: response.statusCode, headers, body, host: url.host, where }
    } catch (error) {
      throw brokenConnection(error, url.origin)
    }
  }
}

/** An address that the service gave: credentials go to the service's own host alone. */
function given(base: URL, text: string): URL {
  const url = URL.canParse(text, base.href) ? new URL(text, base) : undefined
  if (url?.origin === base.origin) return url
  throw new AppError(
    'SERVICE_REJECTED',
    `the next page is at another host${url === undefined ? '' : `, ${url.origin}`}, which is not asked`,
    { hint: 'credentials are sent to the configured address alone: check the base URL' },
  )
}

function queryOf(url: URL): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {}
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name)
    query[name] = values.length === 1 ? (values[0] ?? '') : values
  }
  return query
}

const lowerCased = (headers: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
