import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What stands between a program and a cloud, and says no in its place. */
export interface RefusingProxy {
  readonly url: string
  /** Error codes by the operations that are refused with them (`UpdateResource`). */
  readonly refused: Map<string, string>
  /** The cloud that all else goes to. */
  forwardTo(url: string): void
  stop(): Promise<void>
}

export async function refusingProxy(): Promise<RefusingProxy> {
  const refused = new Map<string, string>()
  let target = ''
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const { 'x-amz-target': called = '', authorization = '' } = request.headers
      const code = refused.get(String(called).split('.')[1] ?? '')
      const type = { 'content-type': 'application/x-amz-json-1.0' }
      if (code !== undefined) {
        response.writeHead(400, type)
        response.end(JSON.stringify({ __type: code, message: 'it is refused' }))
        return
      }
      const headers = { ...type, 'x-amz-target': String(called), authorization }
      const kind = request.headers['content-type'] ?? type['content-type']
      fetch(target + (request.url ?? '/'), {
        method: request.method ?? 'POST',
        headers: called === '' ? { authorization, 'content-type': kind } : headers,
        body: Buffer.concat(parts),
      })
        .then(async (answer) => {
          response.writeHead(answer.status, {
            'content-type': answer.headers.get('content-type') ?? '',
          })
          response.end(Buffer.from(await answer.arrayBuffer()))
        })
        .catch(() => response.destroy())
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    refused,
    forwardTo: (url) => (target = url),
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
