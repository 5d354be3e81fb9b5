import { jsonText } from '../../util/index.js'
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AppError } from '../../errors/index.js'
import {
  ServiceFault,
  accessDenied,
  httpStatus,
  throttled,
  typeNotFound,
  unsupportedAction,
} from '../service-fault.js'
import { findService } from '../services/find-service.js'
import { answerService } from './answer-service.js'
import { expiredToken, refusedCredentials } from './credentials.js'
import { decodeCall, isCloudControl } from './decode-call.js'
import type { Refusals } from './pass-wire.js'
import { passWire } from './pass-wire.js'
import { readBody } from './read-body.js'
import { refusedPage, refusedType } from './refuse-page.js'
import { sendAnswer } from './send-answer.js'
import type { ServerParts } from './server-parts.js'

/** A listening server. */
export interface RunningServer {
  readonly url: string
  readonly port: number
  /** Takes no more calls, answers those it has (three seconds at most), and ends. */
  close(): Promise<void>
  /** Lets the process end while this still listens. */
  unref(): void
}

/** Milliseconds in which a request, and its headers, have to have come. */
const REQUEST_MS = 120_000
const HEADERS_MS = 60_000
/** Bytes of headers; tokens of sessions take two thousand. */
const MOST_HEADERS = 32 * 1024
/** Some twenty processes with all the calls in flight that they may have. */
const MOST_CONNECTIONS = 2_000

/** @throws AppError CONFIGURATION where the address cannot be had. */
export async function serve(
  parts: ServerParts,
  address: { readonly host: string; readonly port: number },
): Promise<RunningServer> {
  const server = createServer(
    { keepAlive: true, noDelay: true, maxHeaderSize: MOST_HEADERS },
    (request, response) => {
      void answer(parts, request, response)
    },
  )
  // Clients keep idle connections for long; closing one as a call comes in would look like a fault.
  server.keepAliveTimeout = 75_000
  server.requestTimeout = REQUEST_MS
  server.headersTimeout = HEADERS_MS
  server.maxConnections = MOST_CONNECTIONS
  await listen(server, address)
  const { port } = server.address() as AddressInfo
  const host = address.host.includes(':') ? `[${address.host}]` : address.host
  return {
    url: `http://${host}:${port}`,
    port,
    close: () => close(server),
    unref: () => server.unref(),
  }
}

function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new AppError(
          'CONFIGURATION',
          `the local cloud cannot listen on ${host}:${port}: ${cause.message}`,
          {
            hint: 'Take another port, or 0 for a free one.',
            cause,
          },
        ),
      )
    })
    server.listen(port, host, resolve)
  })
}

/** How long calls under way may take to end once the server closes. */
const DRAIN_MS = 3_000

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const impatience = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
    server.close(() => {
      clearTimeout(impatience)
      resolve()
    })
    server.closeIdleConnections()
  })
}

async function answer(
  parts: ServerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const refused = refusedPage(request.headers, parts.loopback)
    if (refused !== undefined) {
      response.setHeader('Connection', 'close')
      send(response, refused, '')
      return
    }
    const { headers, url: path = '/', method = 'GET' } = request
    if (method !== 'POST' && findService({ method, headers, path, body: '' }) === undefined) {
      send(response, method === 'GET' ? 200 : 405, parts.identity)
      return
    }
    const body = await readBody(request)
    if (body === undefined) {
      send(response, 413, '')
      return
    }
    const odd = isCloudControl(headers) ? refusedType(headers) : undefined
    if (odd !== undefined) {
      send(response, odd, '')
      return
    }
    if (isCloudControl(headers)) await answerCall(parts, { headers, body }, response)
    else await answerService(parts, { method, headers, path, body }, response)
  } catch (reason) {
    sendFault(parts, response, reason)
  }
}

async function answerCall(
  parts: ServerParts,
  { headers, body }: { readonly headers: IncomingHttpHeaders; readonly body: string },
  response: ServerResponse,
): Promise<void> {
  const call = decodeCall(headers, body, parts.defaults)
  const { operation, caller } = call
  const { regions } = parts.landscape
  const refusals: Refusals = {
    invalidToken: () => refusedCredentials(headers, caller, { regions, now: parts.clock() }),
    expiredToken,
    denied: () => accessDenied(operation, caller.account, caller.region),
    throttled,
    unknown: (what) => {
      const { TypeName } = call.input
      const typeName = typeof TypeName === 'string' ? TypeName : ''
      const action = operation.replace(/Resources?$/, '').toUpperCase()
      return what === 'type' ? typeNotFound(typeName) : unsupportedAction(typeName, action)
    },
  }
  const passage = await passWire(parts, call, refusals, response)
  if (passage === 'over') return
  const plane = await parts.plane
  const text = await plane.execute(call)
  if (passage === 'unheard') response.destroy()
  else send(response, 200, text)
}

/** Who says what, as AWS answers: the service itself its own exceptions, the layers before it theirs. */
const NAMESPACES: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'com.amazon.cloudapiservice',
  ConcurrentOperationException: 'com.amazon.cloudapiservice',
  ValidationException: 'com.amazon.coral.validate',
  ThrottlingException: 'com.amazon.coral.availability',
}

function namespaceOf(type: string): string {
  return NAMESPACES[type] ?? 'com.amazon.coral.service'
}

function sendFault(parts: ServerParts, response: ServerResponse, reason: unknown): void {
  if (reason instanceof ServiceFault) {
    const { type, message } = reason
    const body = { __type: `${namespaceOf(type)}#${type}`, Message: message }
    send(response, httpStatus(type, parts.modeledStatus), jsonText(body), type)
    return
  }
  if (response.destroyed) return
  const error = AppError.from(reason)
  parts.io.notify({
    code: '4001',
    level: 'error',
    text: `local cloud: ${error.message}`,
    data: { stack: error.stack },
  })
  const body = { __type: 'ServiceInternalErrorException', Message: error.message }
  send(response, 500, jsonText(body))
}

function send(response: ServerResponse, status: number, body: string, errorType?: string): void {
  sendAnswer(response, {
    status,
    body,
    contentType: 'application/x-amz-json-1.0',
    ...(errorType === undefined ? {} : { errorType }),
  })
}
