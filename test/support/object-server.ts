import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A small server of objects that honours If-None-Match and If-Match as S3 does. */
export interface ObjectServer {
  readonly url: string
  readonly objects: ReadonlyMap<string, string>
  stop(): Promise<void>
}

export async function objectServer(): Promise<ObjectServer> {
  const objects = new Map<string, string>()
  const server = createServer((request, response) => {
    void answer(request, response, objects)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${String(port)}`,
    objects,
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function answer(
  { method, url = '/', headers }: IncomingMessage,
  response: ServerResponse,
  objects: Map<string, string>,
): Promise<void> {
  const key = decodeURIComponent(url.split('?')[0] ?? '')
  const known = objects.get(key)
  const etag = known === undefined ? undefined : etagOf(known)
  if (!/^AWS4-HMAC-SHA256 .*\/s3\/aws4_request/.test(headers.authorization ?? '')) {
    response.writeHead(403).end('<Error><Message>not signed</Message></Error>')
    return
  }
  if (method === 'GET') {
    if (known === undefined) response.writeHead(404).end()
    else response.writeHead(200, { etag: etag ?? '' }).end(known)
    return
  }
  if (method === 'DELETE') {
    objects.delete(key)
    response.writeHead(204).end()
    return
  }
  const { 'if-none-match': none, 'if-match': match } = headers
  if ((none === '*' && known !== undefined) || (match !== undefined && match !== etag)) {
    response.writeHead(412).end('<Error><Message>precondition failed</Message></Error>')
    return
  }
  objects.set(key, await bodyOf(response.req))
  response.writeHead(200, { etag: etagOf(objects.get(key) ?? '') }).end()
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

const etagOf = (text: string): string => `"${createHash('md5').update(text).digest('hex')}"`
