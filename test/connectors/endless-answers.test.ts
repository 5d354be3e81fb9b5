import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { createRestProtocol } from '../../src/connectors/rest/index.js'
import { createSdkHandler, type HttpOptions } from '../../src/connectors/http-handler.js'
import { HttpClient } from '../../src/connectors/http-client.js'
import { openS3Bucket } from '../../src/connectors/s3/index.js'
import { silentHost } from '../../src/io/index.js'
import { HttpRequest } from '@smithy/protocol-http'

/* Answers that have no end, or are not worth waiting for, over each way that we speak HTTP. */

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean()
})

type Sending = (response: ServerResponse) => void
const CHUNK = Buffer.alloc(64 * 1024, 32)

/** Keeps on sending for as long as the other side reads. */
const pour: Sending = (response) => {
  while (response.write(CHUNK)) if (response.destroyed) return
  response.once('drain', () => {
    pour(response)
  })
}
const ENDINGS: Record<string, { readonly send: Sending; readonly told: RegExp }> = {
  'has no end': { send: pour, told: /longer than 1 MiB/ },
  'says that it has 100 GiB': {
    send: (response) => {
      response.setHeader('content-length', String(100 * 2 ** 30))
      pour(response)
    },
    told: /longer than 1 MiB/,
  },
  'trickles byte by byte': {
    send: (response) => {
      const timer = setInterval(() => response.write(' '), 20)
      response.on('close', () => {
        clearInterval(timer)
      })
    },
    told: /not ended after|TimeoutError|nothing was received/,
  },
  'begins and falls silent': {
    send: (response) => response.write('{'),
    told: /nothing was received/,
  },
  'is a bomb of gzip': {
    send: (response) => {
      response.setHeader('content-encoding', 'gzip')
      response.end(gzipSync(Buffer.alloc(16 * 2 ** 20, 32)))
    },
    told: /packed|status|200/,
  },
}

async function serve(send: Sending): Promise<{ url: string; asked: () => number }> {
  let asked = 0
  const server: Server = createServer((request, response) => {
    asked++
    response.on('error', () => undefined)
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json')
      send(response)
    })
  })
  cleanups.push(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${String(port)}`, asked: () => asked }
}

const HTTP: HttpOptions = { callsInFlight: 2, readTimeout: 200, mostAnswerBytes: 2 ** 20 }

const WAYS: Record<string, (url: string) => Promise<unknown>> = {
  'Cloud Control': async (url) => {
    const client = await HttpClient.open(HTTP)
    cleanups.push(() => {
      client.close()
    })
    const target = new URL(url)
    const answer = await client.post({ url: target, headers: { host: target.host }, body: '{}' })
    return `${String(answer.status)} ${answer.headers['content-encoding'] ?? ''}`
  },
  'clients of the SDK': async (url) => {
    const handler = await createSdkHandler(HTTP)
    cleanups.push(() => {
      handler.destroy()
    })
    const { hostname, port } = new URL(url)
    return handler.handle(
      new HttpRequest({
        method: 'POST',
        protocol: 'http:',
        hostname,
        port: Number(port),
        path: '/',
      }),
    )
  },
  'REST services': (url) => {
    const environment = { API_URL: url }
    const protocol = createRestProtocol({ http: HTTP, host: silentHost, environment })
    cleanups.push(() => {
      protocol.close()
    })
    return protocol.call({
      connector: { protocol: 'rest', baseUrl: { variable: 'API_URL' }, mostBytes: 2 ** 20 },
      call: { kind: 'request', verb: 'GET', path: '/things', query: {}, headers: {} },
      typeName: 'x.y.things',
      connection: 'default',
      region: '',
    })
  },
}

describe.each(Object.entries(WAYS))('%s', (_, ask) => {
  test.each(Object.entries(ENDINGS))(
    'an answer that %s is given up',
    async (__, { send, told }) => {
      const { url, asked } = await serve(send)
      const said = await ask(url).then(String, (error: unknown) => (error as Error).message)
      expect(said).toMatch(told)
      expect(asked()).toBe(1)
    },
  )
})

test('a bucket whose answer has no end is asked once', async () => {
  process.env['AWS_ACCESS_KEY_ID'] ??= 'AKIDEXAMPLE'
  process.env['AWS_SECRET_ACCESS_KEY'] ??= 'example'
  const { url, asked } = await serve(pour)
  const bucket = await openS3Bucket({ bucket: 'b', region: 'us-east-1', endpoint: url, http: HTTP })
  cleanups.push(() => {
    bucket.close()
  })
  await expect(bucket.get('state.json')).rejects.toMatchObject({
    code: 'BAD_ANSWER',
    message: expect.stringContaining('longer than 1 MiB') as string,
  })
  expect(asked()).toBe(1)
})
