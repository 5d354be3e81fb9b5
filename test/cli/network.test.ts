import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import {
  createServer as createHttpServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emulator, skyql, type RunningEmulator } from '../support/skyql.js'

const hasOpenssl = ((): boolean => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    console.log('skipped: openssl is not installed, TLS is not tested')
    return false
  }
})()

const SQL =
  "SELECT domain_name FROM awscc.customerprofiles.domains_list_only WHERE region = 'us-east-1'"

let cloud: RunningEmulator
let folder: string
beforeAll(async () => {
  cloud = await emulator()
  folder = mkdtempSync(join(tmpdir(), 'skyql-net-'))
})
afterAll(async () => {
  await cloud.stop()
  rmSync(folder, { recursive: true })
})

/** Passes a request on to the local cloud. */
function forward(incoming: IncomingMessage, answer: ServerResponse): void {
  const { port } = new URL(cloud.url)
  const headers = { ...incoming.headers, host: `127.0.0.1:${port}` }
  const onward = request(
    { host: '127.0.0.1', port, method: 'POST', path: '/', headers },
    (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(answer)
    },
  )
  incoming.pipe(onward)
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

describe.skipIf(!hasOpenssl)('TLS', () => {
  let server: Server
  let url: string
  let certificate: string

  beforeAll(async () => {
    certificate = join(folder, 'cert.pem')
    const key = join(folder, 'key.pem')
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        key,
        '-out',
        certificate,
        '-days',
        '2',
        '-subj',
        '/CN=127.0.0.1',
        '-addext',
        'subjectAltName=IP:127.0.0.1',
      ],
      { stdio: 'ignore' },
    )
    server = createHttpsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, forward)
    url = `https://127.0.0.1:${String(await listening(server))}`
  })
  afterAll(() => server.close())

  test('a certificate that nobody vouches for ends the statement with a hint', async () => {
    const { code, stderr } = await skyql(['exec', '--endpoint-url', url, SQL])
    expect(code).toBe(4)
    expect(stderr).toContain('--ca-bundle')
  })

  test.each([
    'SELECT domain_name FROM aws.customer_profiles.domains',
    "INSERT INTO aws.customer_profiles.domains (domain_name, default_expiration_days) VALUES ('a', 1)",
  ])('so does one of an SDK client: %s', async (sql) => {
    const args = ['exec', '--no-journal', '--region', 'us-east-1', '--endpoint-url', url, sql]
    const { code, stderr } = await skyql(args, { cwd: folder })
    expect(stderr).toContain('UNREACHABLE')
    expect(stderr).toContain('--ca-bundle')
    expect(code).toBe(4)
  })

  test('--ca-bundle, AWS_CA_BUNDLE and --no-verify-ssl let it pass', async () => {
    const bundled = await skyql(['exec', '--endpoint-url', url, '--ca-bundle', certificate, SQL])
    expect([bundled.code, bundled.stderr]).toEqual([0, ''])
    expect(
      (await skyql(['exec', '--endpoint-url', url, SQL], { env: { AWS_CA_BUNDLE: certificate } }))
        .code,
    ).toBe(0)
    expect((await skyql(['exec', '--endpoint-url', url, '--no-verify-ssl', SQL])).code).toBe(0)
  })

  test('a bundle that cannot be read is named', async () => {
    const { code, stderr } = await skyql([
      'exec',
      '--endpoint-url',
      url,
      '--ca-bundle',
      'no-such.pem',
      SQL,
    ])
    expect(code).toBe(2)
    expect(stderr).toContain('no-such.pem')
  })
})

describe('the way to the service', () => {
  test('a proxy of the environment is used, and NO_PROXY goes past it', async () => {
    const seen: string[] = []
    const proxy = createHttpServer((incoming, answer) => {
      seen.push(incoming.url ?? '')
      forward(incoming, answer)
    })
    const HTTP_PROXY = `http://127.0.0.1:${String(await listening(proxy))}`
    try {
      const env = { HTTP_PROXY, NO_PROXY: '', no_proxy: '' }
      const proxied = await skyql(['exec', '--endpoint-url', cloud.url, SQL], { env })
      expect([proxied.code, proxied.stderr]).toEqual([0, ''])
      expect(seen).toEqual([`${cloud.url}/`])
      expect(
        (
          await skyql(['exec', '--endpoint-url', cloud.url, SQL], {
            env: { ...env, NO_PROXY: '127.0.0.1' },
          })
        ).code,
      ).toBe(0)
      expect(seen).toHaveLength(1)
    } finally {
      proxy.close()
    }
  })

  test('--no-sign-request sends no signature', async () => {
    const signatures: (string | undefined)[] = []
    const server = createHttpServer((incoming, answer) => {
      signatures.push(incoming.headers.authorization)
      forward(incoming, answer)
    })
    const url = `http://127.0.0.1:${String(await listening(server))}`
    try {
      expect((await skyql(['exec', '--endpoint-url', url, '--no-sign-request', SQL])).code).toBe(0)
      expect((await skyql(['exec', '--endpoint-url', url, SQL])).code).toBe(0)
      expect(signatures).toEqual([
        undefined,
        expect.stringContaining('/us-east-1/cloudcontrolapi/aws4_request'),
      ])
    } finally {
      server.close()
    }
  })

  test('--read-timeout gives up a service that does not answer', async () => {
    const silent = createHttpServer(() => undefined)
    const url = `http://127.0.0.1:${String(await listening(silent))}`
    try {
      const { code, stderr } = await skyql([
        'exec',
        '--endpoint-url',
        url,
        '--read-timeout',
        '0.2',
        SQL,
      ])
      expect(code).toBe(4)
      expect(stderr).toContain('UNREACHABLE')
    } finally {
      silent.closeAllConnections()
      silent.close()
    }
  })

  test('--debug prints the calls, and no secret', async () => {
    const { stderr } = await skyql(['exec', '--endpoint-url', cloud.url, '--debug', SQL])
    expect(stderr).toContain('ListResources AWS::CustomerProfiles::Domain us-east-1 -> 200')
    expect(stderr).not.toMatch(/secret|Signature=/i)
  })

  test('AWS_ENDPOINT_URL is taken, and --local beside --endpoint-url is refused', async () => {
    expect((await skyql(['exec', SQL], { env: { AWS_ENDPOINT_URL: cloud.url } })).code).toBe(0)
    expect((await skyql(['exec', '--local', '--endpoint-url', cloud.url, SQL])).code).toBe(2)
    expect((await skyql(['exec', '--endpoint-url', 'localhost:4577', SQL])).stderr).toContain(
      'http',
    )
  })
})
