import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../errors/index.js'
import type { IoHost } from '../../io/index.js'
import type { ControlPlane } from '../control-plane.js'
import type { FaultInjector } from '../faults/fault-injector.js'
import type { RateLimiter } from '../faults/rate-limiter.js'
import type { Call } from '../protocol.js'
import { ServiceFault, accessDenied, httpStatus, throttled } from '../service-fault.js'
import type { CallerDefaults } from './caller-of.js'
import { decodeCall } from './decode-call.js'
import { readBody } from './read-body.js'

/** What stands behind the port. The control plane may come later: calls wait for it. */
export interface ServerParts {
  readonly plane: Promise<ControlPlane>
  readonly faults: FaultInjector
  readonly rate: RateLimiter | undefined
  readonly clock: () => number
  readonly latencyMs: number
  readonly modeledStatus: boolean
  readonly defaults: CallerDefaults
  /** Whether only calls to a loopback name are for us. */
  readonly loopback: boolean
  /** Answered to `GET /`, so that others can tell whose port this is. */
  readonly identity: string
  readonly io: IoHost
}

/** A listening server. */
export interface RunningServer {
  readonly url: string
  readonly port: number
  /** Takes no more calls, answers those it has (three seconds at most), and ends. */
  close(): Promise<void>
  /** Lets the process end while this still listens. */
  unref(): void
}

/** @throws AppError CONFIGURATION where the address cannot be had. */
export async function serve(
  parts: ServerParts,
  address: { readonly host: string; readonly port: number },
): Promise<RunningServer> {
  const server = createServer({ keepAlive: true, noDelay: true }, (request, response) => {
    void answer(parts, request, response)
  })
  // Clients keep idle connections for long; closing one as a call comes in would look like a fault.
  server.keepAliveTimeout = 75_000
  server.requestTimeout = 0
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
    if (parts.loopback && !isLoopback(request.headers.host)) {
      send(response, 403, '')
      return
    }
    if (request.method !== 'POST') {
      send(response, request.method === 'GET' ? 200 : 405, parts.identity)
      return
    }
    const body = await readBody(request)
    if (body === undefined) {
      send(response, 413, '')
      return
    }
    await answerCall(parts, decodeCall(request.headers, body, parts.defaults), response)
  } catch (reason) {
    sendFault(parts, response, reason)
  }
}

/** A page in a browser whose name was made to point here carries that name: it is not for us. */
const isLoopback = (host: string | undefined): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(host ?? '')

/** Faults come in the order a real call would meet them. */
async function answerCall(parts: ServerParts, call: Call, response: ServerResponse): Promise<void> {
  const wire = parts.faults.onWire(call)
  const delay = parts.latencyMs + wire.delayMs
  if (delay > 0) await sleep(delay)
  if (wire.drop === 'before') {
    response.destroy()
    return
  }
  if (wire.serverError) {
    send(response, 500, '')
    return
  }
  const { account, region } = call.caller
  if (wire.deny) throw accessDenied(call.operation, account, region)
  if (parts.rate?.admits(call.caller, parts.clock()) === false || wire.throttle) throw throttled()
  const plane = await parts.plane
  const text = await plane.execute(call)
  if (wire.drop === 'after') response.destroy()
  else send(response, 200, text)
}

function sendFault(parts: ServerParts, response: ServerResponse, reason: unknown): void {
  if (reason instanceof ServiceFault) {
    const { type, message } = reason
    const body = { __type: `com.amazon.coral.service#${type}`, Message: message }
    send(response, httpStatus(type, parts.modeledStatus), JSON.stringify(body), type)
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
  send(response, 500, JSON.stringify(body))
}

function send(response: ServerResponse, status: number, body: string, errorType?: string): void {
  const headers: Record<string, string | number> = {
    'Content-Type': 'application/x-amz-json-1.0',
    'Content-Length': Buffer.byteLength(body),
    'x-amzn-RequestId': randomUUID(),
  }
  if (errorType !== undefined) headers['x-amzn-ErrorType'] = errorType
  response.writeHead(status, headers)
  response.end(body)
}
