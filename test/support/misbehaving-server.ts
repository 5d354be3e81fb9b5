import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { gzipSync } from 'node:zlib'

/** An answer that no service should give: a body with status and headers, or bytes that are no HTTP. */
export interface OddAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** Written to the socket in the place of an answer. */
  readonly raw?: string
}

export interface MisbehavingServer {
  readonly url: string
  /** Requests so far. */
  readonly heard: { readonly headers: Readonly<Record<string, unknown>>; readonly body: string }[]
  /** Answers everything, by what was asked and how many calls were before it. */
  answer: (request: { body: string; target: string; path: string }, before: number) => OddAnswer
  stop(): Promise<void>
}

/** A server that answers whatever it is told to. */
export async function misbehavingServer(): Promise<MisbehavingServer> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = []
    request
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () => {
        const body = Buffer.concat(parts).toString()
        const target =
          String(request.headers['x-amz-target'] ?? '')
            .split('.')
            .at(-1) ?? ''
        const before = own.heard.length
        own.heard.push({ headers: request.headers, body })
        const odd = own.answer({ body, target, path: request.url ?? '' }, before)
        if (odd.raw !== undefined) {
          request.socket.end(odd.raw)
          return
        }
        const { status = 200, headers = { 'content-type': 'application/x-amz-json-1.0' } } = odd
        response.writeHead(status, headers).end(odd.body ?? '')
      })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const own: MisbehavingServer = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    heard: [],
    answer: () => ({ status: 500 }),
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => {
          resolve()
        })
      }),
  }
  return own
}

const HTML = { 'content-type': 'text/html; charset=utf-8' }
const JSON_TYPE = { 'content-type': 'application/json' }
const PAGE =
  '<!doctype html><html><head><title>Sign in to Proxy</title></head><body>x</body></html>'

/** Answers that are wrong whatever was asked; none of them may pass when the call is made again. */
export const WRONG_WHATEVER: Readonly<Record<string, OddAnswer>> = {
  null: { body: 'null' },
  true: { body: 'true' },
  'a number': { body: '12' },
  'a text': { body: '"hello"' },
  'an empty list': { body: '[]' },
  'a list of numbers': { body: '[1,2]' },
  'a list of objects': { body: '[{}]' },
  'an empty object': { body: '{}' },
  'an object of others': { body: '{"message":"hello","constructor":1,"__proto__":{"a":1}}' },
  'torn JSON': { body: '{"ResourceDescriptions":[{"Identifier":"a"' },
  'two JSON values': { body: '{}{}' },
  'plain text': { body: 'upstream connect error or disconnect/reset before headers' },
  'plain text with control characters': { body: '\u001b[2J\u001b]0;owned\u0007 gotcha \u202e' },
  'a web page': { headers: HTML, body: PAGE },
  'a web page without its type': { body: PAGE },
  'a web page that refuses': { status: 403, headers: HTML, body: PAGE },
  'a web page that finds nothing': { status: 404, headers: HTML, body: PAGE },
  'invalid UTF-8': { body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]) },
  'packed with gzip': {
    headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
    body: gzipSync('{"ResourceDescriptions":[]}'),
  },
  'packed with what nobody knows': {
    headers: { ...JSON_TYPE, 'content-encoding': 'zstd-9' },
    body: 'xxxx',
  },
  'deep lists': { body: `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}` },
  'deep objects': { body: `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}` },
  'a redirect (302)': { status: 302, headers: { location: 'https://login.example.com/sso' } },
  'a redirect (307)': { status: 307, headers: { location: 'https://login.example.com/sso' } },
  'a redirect to nowhere': { status: 308 },
  'status 300': { status: 300, body: '{}' },
  'status 999': { status: 999, body: '{}' },
  'status 600': { status: 600 },
  'a refusal that is null': { status: 400, body: 'null' },
  'a refusal that is a list': { status: 400, body: '["no"]' },
  'a refusal that is torn': { status: 400, body: '{"__type":"Valid' },
  'a refusal that is text': { status: 403, body: 'Forbidden' },
  'a refusal without a body': { status: 400 },
  'a refusal whose code is an object': { status: 400, body: '{"code":{"a":1},"message":["x"]}' },
  'a refusal whose type is a list': { status: 400, body: '{"__type":["x"],"message":"odd"}' },
  'a refusal named __proto__': { status: 400, body: '{"__type":"__proto__","message":"odd"}' },
  'a refusal named constructor': { status: 400, body: '{"__type":"constructor"}' },
  'no HTTP at all': { raw: 'SSH-2.0-OpenSSH_9.6\r\n' },
  'more headers than fit': {
    raw: `HTTP/1.1 200 OK\r\nx-a: ${'a'.repeat(100_000)}\r\ncontent-length: 2\r\n\r\n{}`,
  },
  'a header that is none': { raw: 'HTTP/1.1 200 OK\r\nno colon here\r\n\r\n' },
}

/** Answers that may be others when the call is made again. */
export const PASSING: Readonly<Record<string, OddAnswer>> = {
  'a throttle with status 200': {
    body: '{"__type":"com.amazon.coral.availability#ThrottlingException","message":"Rate exceeded"}',
  },
  'a throttle': { status: 400, body: '{"__type":"ThrottlingException"}' },
  'a failure inside with status 200': { body: '{"__type":"InternalFailure"}' },
  'a failure inside': { status: 500, body: '{"__type":"InternalFailure"}' },
  'a service that is not available': { status: 503, body: '{"__type":"ServiceUnavailable"}' },
  'an error inside': { status: 500, body: '{"__type":"InternalServerError"}' },
  "a proxy's page": { status: 502, headers: HTML, body: PAGE },
  'nothing but a status': { status: 503 },
}

/** Values that a member of an answer may have in the place of its own. */
export const ODD_VALUES: Readonly<Record<string, unknown>> = {
  null: null,
  true: true,
  zero: 0,
  'a text': 'x',
  'an empty text': '',
  'an empty list': [],
  'a list of nulls': [null],
  'a list of lists': [[1]],
  'a list of texts': ['x'],
  'an empty object': {},
  'another object': { other: 1 },
}

/** Every answer that is `right` but for one member, which is another value or is not there. */
export function misshapenFrom(right: unknown): { readonly name: string; readonly body: string }[] {
  return pathsOf(right).flatMap((path) => [
    ...Object.entries(ODD_VALUES).map(([name, odd]) => ({
      name: `${path.join('.')} is ${name}`,
      body: JSON.stringify(replaced(right, path, odd)),
    })),
    {
      name: `${path.join('.')} is missing`,
      body: JSON.stringify(replaced(right, path, undefined)),
    },
  ])
}

type Path = readonly (string | number)[]

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => pathsOf(item, [...path, at]))
  if (typeof value !== 'object' || value === null) return path.length === 0 ? [] : [path]
  const inner = Object.entries(value).flatMap(([key, item]) => [
    ...(typeof item === 'object' ? [[...path, key]] : []),
    ...pathsOf(item, [...path, key]),
  ])
  return inner
}

function replaced(value: unknown, [step, ...rest]: Path, by: unknown): unknown {
  if (step === undefined) return by
  if (Array.isArray(value))
    return value.map((item, at) => (at === step ? replaced(item, rest, by) : (item as unknown)))
  const holder = value as Readonly<Record<string, unknown>>
  return { ...holder, [step]: replaced(holder[step], rest, by) }
}
