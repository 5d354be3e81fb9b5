import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RestDocument } from '../../src/catalog/index.js'
import { createRestProtocol } from '../../src/connectors/rest/index.js'
import { ProtocolFailure, type Protocol, type WireCall } from '../../src/connectors/protocol.js'
import { AppError } from '../../src/errors/index.js'
import { silentHost } from '../../src/io/index.js'

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void

describe('the REST protocol', () => {
  let handler: Handler = (_request, response) => response.end()
  let seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] =
    []
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = []
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const { method = '', url = '', headers } = request
      seen.push({ method, url, headers, body })
      handler(request, response, body)
    })
  })
  let protocol: Protocol
  const environment: Record<string, string | undefined> = {}
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    environment['API_URL'] =
      `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1/`
    environment['API_KEY'] = 's3cret-key'
    protocol = createRestProtocol({ http: { callsInFlight: 4 }, host: silentHost, environment })
  })
  beforeEach(() => {
    seen = []
  })
  afterAll(() => {
    protocol.close()
    server.closeAllConnections()
    server.close()
  })

  const call = (
    wire: Partial<Extract<WireCall, { kind: 'request' }>> = {},
    document: Partial<RestDocument> = {},
  ) =>
    protocol.call({
      connector: { protocol: 'rest', baseUrl: { variable: 'API_URL' }, ...document },
      call: { kind: 'request', verb: 'GET', path: '/things', query: {}, headers: {}, ...wire },
      typeName: 'x.y.things',
      connection: 'default',
      region: '',
    })
  const json = (value: unknown, status = 200, headers = {}): Handler => {
    return (_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
      response.end(typeof value === 'string' ? value : JSON.stringify(value))
    }
  }
  const failure = async (promise: Promise<unknown>): Promise<AppError | ProtocolFailure> => {
    const error = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (error instanceof ProtocolFailure || AppError.is(error)) return error
    throw new Error(`no failure: ${String(error)}`)
  }

  it('sends path, query, headers and body below the base address', async () => {
    handler = json({ ok: true })
    const answer = await call(
      {
        verb: 'PUT',
        path: '/things/a%2Fb',
        query: { dryRun: 'true', q: 'ä &' },
        headers: { 'X-One': '1' },
        body: { a: [1, 'zwei'] },
      },
      { headers: { 'X-All': 'yes' } },
    )
    expect(answer.body).toEqual({ ok: true })
    expect(seen).toMatchObject([
      {
        method: 'PUT',
        url: '/v1/things/a%2Fb?dryRun=true&q=%C3%A4%20%26',
        headers: { 'x-one': '1', 'x-all': 'yes', 'content-type': 'application/json' },
        body: '{"a":[1,"zwei"]}',
      },
    ])
  })

  it('writes YAML where the document says so, and reads what comes as YAML', async () => {
    handler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/yaml' })
      response.end('id: 12345678901234567890\nname: a\n')
    }
    const { body } = await call({ verb: 'POST', body: { type: 'Trino' } }, { body: 'yaml' })
    expect(body).toEqual({ id: '12345678901234567890', name: 'a' })
    expect(seen[0]).toMatchObject({
      headers: { 'content-type': 'application/yaml' },
      body: 'type: Trino\n',
    })
  })

  it.each([
    [{ kind: 'header', header: 'Authorization', variable: 'API_KEY' }, 's3cret-key'],
    [
      { kind: 'header', header: 'Authorization', prefix: 'Key ', variable: 'API_KEY' },
      'Key s3cret-key',
    ],
    [{ kind: 'bearer', variable: 'API_KEY' }, 'Bearer s3cret-key'],
    [
      { kind: 'basic', userVariable: 'API_URL', passwordVariable: 'API_KEY' },
      expect.stringMatching(/^Basic [\w+/=]+$/) as string,
    ],
  ] as const)('proves who calls by %o', async (auth, expected) => {
    handler = json([])
    await call({}, { auth })
    expect(seen[0]?.headers.authorization).toEqual(expected)
  })

  it('names a variable that is not set, and sends nothing', async () => {
    const missing = await failure(call({}, { auth: { kind: 'bearer', variable: 'NOT_THERE' } }))
    expect(missing).toMatchObject({
      code: 'NO_CREDENTIALS',
      message: 'the environment variable NOT_THERE is not set',
    })
    expect(await failure(call({}, { baseUrl: { variable: 'NO_URL' } }))).toMatchObject({
      code: 'CONFIGURATION',
      message: 'the environment variable NO_URL is not set',
    })
    environment['BAD_URL'] = 'ftp://user:hunter2@host'
    const bad = await failure(call({}, { baseUrl: { variable: 'BAD_URL' } }))
    expect(bad.message).toContain('BAD_URL')
    expect(bad.message).not.toContain('hunter2')
    environment['TWO_LINES'] = 'a\nb'
    const lines = await failure(call({}, { auth: { kind: 'bearer', variable: 'TWO_LINES' } }))
    expect(lines.message).toBe('the environment variable TWO_LINES holds more than one line')
    expect(seen).toEqual([])
  })

  it('keeps integers that a double cannot hold, and nothing but those as text', async () => {
    handler = json(
      '{"a":9007199254740993,"b":9007199254740991,"c":"12345678901234567890 \\" 1","d":1.5,"e":0.12345678901234567,"f":-9007199254740993,"g":12345678901234567.5}',
    )
    const { body } = await call()
    expect(body).toEqual({
      a: '9007199254740993',
      b: 9007199254740991,
      c: '12345678901234567890 " 1',
      d: 1.5,
      e: 0.12345678901234567,
      f: '-9007199254740993',
      g: 12345678901234567.5,
    })
  })

  it('takes texts for texts and nothing for null', async () => {
    handler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' })
      response.end('CREATE DATABASE x;\n')
    }
    expect((await call()).body).toBe('CREATE DATABASE x;\n')
    handler = (_request, response) => response.writeHead(204).end()
    expect((await call()).body).toBeNull()
  })

  it('tells a web page from data', async () => {
    handler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end('<!doctype html><html>Sign in</html>')
    }
    expect(((await failure(call())) as ProtocolFailure).facts).toMatchObject({
      isMisshapen: true,
      status: 200,
      message: expect.stringMatching(
        /\/v1\/things: the answer of \S+ \(status 200\) is a web page, as a proxy or a website sends$/,
      ) as string,
    })
    handler = json('not json')
    expect((await failure(call())).message).toMatch(/is no JSON: "not json"/)
  })

  it('says what a service says of a failure, without the credentials in it', async () => {
    handler = json(
      { statusCode: 429, error: 'Too Many Requests', message: 'key s3cret-key: slow down' },
      429,
      { 'retry-after': '7' },
    )
    const error = await failure(call({}, { auth: { kind: 'bearer', variable: 'API_KEY' } }))
    expect(error).toBeInstanceOf(ProtocolFailure)
    expect((error as ProtocolFailure).facts).toMatchObject({
      name: 'Too Many Requests',
      message: 'key ***: slow down',
      status: 429,
      retryAfter: 7000,
      mayHaveArrived: false,
    })
    handler = (_request, response) => {
      response.writeHead(503, { 'content-type': 'text/html' })
      response.end('<html>down</html>')
    }
    expect(((await failure(call())) as ProtocolFailure).facts).toMatchObject({
      isMisshapen: true,
      status: 503,
      message: expect.stringMatching(/\(status 503\) is a web page/) as string,
      mayHaveArrived: true,
    })
  })

  it('follows redirects on the same host only, and no write that would lose its body', async () => {
    handler = (request, response) => {
      const isFirst = request.url === '/v1/things'
      if (!isFirst) json([1])(request, response, '')
      else response.writeHead(302, { location: '/v1/elsewhere' }).end()
    }
    expect((await call()).body).toEqual([1])
    expect((await failure(call({ verb: 'POST', body: {} }))).message).toMatch(
      /answered a write with a redirect \(302\)/,
    )
    handler = (_request, response) =>
      response.writeHead(307, { location: 'http://localhost:1/' }).end()
    expect((await failure(call())).message).toMatch(
      /redirects to another host, http:\/\/localhost:1/,
    )
    handler = (_request, response) => response.writeHead(301, { location: '/v1/things' }).end()
    seen = []
    expect((await failure(call())).message).toMatch(/redirects in a circle/)
    expect(seen).toHaveLength(6)
  })

  it('asks no other host for a next page', async () => {
    handler = json([2])
    const next = `${String(environment['API_URL'])}things?page=2`
    expect((await call({ url: next })).body).toEqual([2])
    expect(seen[0]?.url).toBe('/v1/things?page=2')
    expect((await failure(call({ url: 'https://evil.example.com/' }))).message).toMatch(
      /the next page is at another host, https:\/\/evil\.example\.com/,
    )
  })

  it('refuses an answer above the limit without reading it to its end', async () => {
    let written = 0
    handler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const more = (): void => {
        while (!response.destroyed && written < 400 && response.write('x'.repeat(64 * 1024)))
          written++
        if (written >= 400) response.end()
      }
      response.on('drain', more)
      more()
    }
    expect(await failure(call({}, { mostBytes: 1024 * 1024 }))).toMatchObject({
      code: 'SERVICE_REJECTED',
      message: expect.stringContaining('the answer is longer than 1 MiB') as string,
    })
    expect(written).toBeLessThan(400)
  })

  it('tells calls that may have arrived from those that never left', async () => {
    handler = (request) => request.socket.destroy()
    const broken = (await failure(call({ verb: 'POST', body: {} }))) as ProtocolFailure
    expect(broken.facts).toMatchObject({ status: 0, mayHaveArrived: true })
    environment['NOBODY'] = 'http://127.0.0.1:1'
    const refused = (await failure(
      call({}, { baseUrl: { variable: 'NOBODY' } }),
    )) as ProtocolFailure
    expect(refused.facts).toMatchObject({ name: 'ECONNREFUSED', mayHaveArrived: false })
  })
})
