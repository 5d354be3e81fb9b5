import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What was asked of a proxy, and how many calls of that operation were before it. */
export interface ProxiedCall {
  readonly operation: string
  readonly body: string
  readonly before: number
}

export interface RewritingProxy {
  readonly url: string
  readonly calls: ProxiedCall[]
  /** Says what is answered in the place of what the service said; `undefined` passes that on. */
  rewrite: (call: ProxiedCall, answer: string) => string | undefined
  /** True of calls that do not reach the service: their rewriting gets an empty answer. */
  swallow: (call: ProxiedCall) => boolean
  stop(): Promise<void>
}

/** A proxy in front of a service that changes what the service answers, not what it does. */
export async function rewritingProxy(target: string): Promise<RewritingProxy> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () => {
        const body = Buffer.concat(parts).toString()
        const operation = String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, '')
        const before = own.calls.filter((one) => one.operation === operation).length
        const call = { operation, body, before }
        own.calls.push(call)
        const answer = (status: number, text: string): void => {
          const type = { 'content-type': 'application/x-amz-json-1.0' }
          response.writeHead(status, type).end(own.rewrite(call, text) ?? text)
        }
        if (own.swallow(call)) {
          answer(200, '')
          return
        }
        const headers = { ...request.headers, host: new URL(target).host }
        httpRequest(
          new URL(request.url ?? '/', target),
          { method: request.method, headers },
          (got) => {
            const chunks: Buffer[] = []
            got
              .on('data', (chunk: Buffer) => chunks.push(chunk))
              .on('end', () => {
                answer(got.statusCode ?? 500, Buffer.concat(chunks).toString())
              })
          },
        )
          .on('error', () => response.writeHead(502).end())
          .end(body)
      })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const own: RewritingProxy = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    calls: [],
    rewrite: () => undefined,
    swallow: () => false,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => {
          resolve()
        })
      }),
  }
  return own
}
