import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { HttpClient, type PostRequest } from '../../src/connectors/http-client.js'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

async function serving(answer: RequestListener, host = '127.0.0.1'): Promise<URL> {
  const server: Server = createServer(answer)
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.address() as AddressInfo
  return new URL(`http://${host.includes(':') ? `[${host}]` : host}:${String(port)}/path`)
}

async function openClient(
  options: { readonly readTimeout?: number; readonly connectTimeout?: number } = {},
): Promise<HttpClient> {
  const made = await HttpClient.open({ callsInFlight: 2, ...options })
  stops.push(() => {
    made.close()
  })
  return made
}

function to(url: URL, body = '{"a":1}'): PostRequest {
  const headers = { host: url.host, 'content-length': String(Buffer.byteLength(body)), 'x-a': 'b' }
  return { url, headers, body }
}

describe('HttpClient', () => {
  test('sends path, headers and body as they are, and gives the whole answer of any status', async () => {
    const url = await serving((request, response) => {
      let body = ''
      request.on('data', (part: Buffer) => (body += part.toString()))
      request.on('end', () => {
        response.writeHead(418, { 'x-b': 'c' })
        response.write(`${String(request.method)} ${String(request.url)} `)
        response.end(`${String(request.headers['x-a'])} ${body} ü`)
      })
    })
    const answer = await (await openClient()).post(to(url, '{"a":"ä"}'))
    expect(answer).toMatchObject({ status: 418, headers: { 'x-b': 'c' } })
    expect(answer.body.toString()).toBe('POST /path b {"a":"ä"} ü')
  })

  test('keeps connections, no more of them than calls may be in flight', async () => {
    const seen = new Set<Socket>()
    let most = 0
    let now = 0
    const url = await serving((request, response) => {
      seen.add(request.socket)
      most = Math.max(most, ++now)
      request.resume().on('end', () =>
        setTimeout(() => {
          now--
          response.end('done')
        }, 5),
      )
    })
    const client = await openClient()
    const answers = await Promise.all(Array.from({ length: 12 }, () => client.post(to(url))))
    expect(answers.map(({ body }) => body.toString())).toEqual(
      Array.from({ length: 12 }, () => 'done'),
    )
    expect([seen.size, most]).toEqual([2, 2])
  })

  test('a character that stands in two parts of an answer is whole', async () => {
    const letter = Buffer.from('€')
    const url = await serving((request, response) => {
      request.resume().on('end', () => {
        response.write(letter.subarray(0, 1))
        setTimeout(() => response.end(letter.subarray(1)), 10)
      })
    })
    expect((await (await openClient()).post(to(url))).body.toString()).toBe('€')
  })

  test('an answer whose connection is closed at its end is whole', async () => {
    const url = await serving((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(200, { connection: 'close' })
        response.end('x'.repeat(300_000))
      })
    })
    expect((await (await openClient()).post(to(url))).body).toHaveLength(300_000)
  })

  test('takes an address of IPv6', async (context) => {
    const url = await serving((request, response) => {
      request.resume().on('end', () => response.end('six'))
    }, '::1').catch(() => undefined)
    if (url === undefined) return context.skip('there is no IPv6 here')
    expect((await (await openClient()).post(to(url))).body.toString()).toBe('six')
  })

  test('a connection that breaks rejects with its code: before an answer, and within one', async () => {
    const before = await serving((request) => {
      request.resume().on('end', () => request.socket.destroy())
    })
    const within = await serving((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('half')
        setTimeout(() => request.socket.destroy(), 10)
      })
    })
    const client = await openClient()
    await expect(client.post(to(before))).rejects.toMatchObject({ code: 'ECONNRESET' })
    await expect(client.post(to(within))).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  test('what is not there rejects with its code', async () => {
    const url = await serving(() => undefined)
    stops.pop()?.()
    await expect((await openClient()).post(to(url))).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('a signal stops it: before it begins, while it waits, and within its answer', async () => {
    const stop = new AbortController()
    const url = await serving((request, response) => {
      request.resume().on('end', () => {
        if (request.headers['x-a'] === 'silent') return void setTimeout(() => stop.abort(), 10)
        response.writeHead(200, { 'content-length': '100' })
        response.write('half')
        setTimeout(() => within.abort(), 20)
      })
    })
    const within = new AbortController()
    const client = await openClient()
    const silent = { ...to(url), headers: { ...to(url).headers, 'x-a': 'silent' } }
    await expect(client.post(silent, stop.signal)).rejects.toMatchObject({ name: 'AbortError' })
    await expect(client.post(silent, stop.signal)).rejects.toMatchObject({ name: 'AbortError' })
    await expect(client.post(to(url), within.signal)).rejects.toMatchObject({ name: 'AbortError' })
  })

  test('gives up where nothing is received for the time to read, however long the whole takes', async () => {
    const url = await serving((request, response) => {
      request.resume().on('end', () => {
        if (request.headers['x-a'] === 'silent') return
        let left = 6
        const part = (): void => {
          response.write('part ')
          if (--left === 0) response.end()
          else setTimeout(part, 100)
        }
        part()
      })
    })
    const client = await openClient({ readTimeout: 400 })
    const silent = { ...to(url), headers: { ...to(url).headers, 'x-a': 'silent' } }
    await expect(client.post(silent)).rejects.toMatchObject({ name: 'TimeoutError' })
    expect((await client.post(to(url))).body.toString()).toBe('part '.repeat(6))
  })

  test('gives up a host that takes no connection in time', async () => {
    // A server that is stopped, and whose queue of connections is full, answers nothing to those who knock.
    const program =
      "const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, " +
      '() => console.log(server.address().port))'
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    stops.push(() => child.kill('SIGKILL'))
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const port = Number(line.toString())
    child.kill('SIGSTOP')
    const waiting = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => 0))
    stops.push(() => {
      for (const socket of waiting) socket.destroy()
    })
    await new Promise((resolve) => setTimeout(resolve, 100))
    const client = await openClient({ connectTimeout: 200 })
    const url = new URL(`http://127.0.0.1:${String(port)}/`)
    await expect(client.post(to(url))).rejects.toMatchObject({
      name: 'TimeoutError',
      message: 'no connection within 200 ms',
    })
  })
})
