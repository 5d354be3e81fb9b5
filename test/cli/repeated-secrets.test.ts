import fc from 'fast-check'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FORMS, secretText, shownParts } from '../support/secret-forms.js'
import { quoted } from '../support/secret-statements.js'
import { skyql } from '../support/skyql.js'

const RUNS = Number(process.env['SKYQL_SOAK_SECRETS'] ?? (process.env['SKYQL_SOAK'] ? 300 : 1))

/** What a server tells of a call: all that it was sent, written in every way that there is. */
function everything({ headers, url = '' }: IncomingMessage, body: string, form: string): string {
  const sent = [
    `Authorization: ${headers.authorization ?? ''}`,
    `X-Amz-Security-Token: ${String(headers['x-amz-security-token'] ?? '')}`,
    url,
    body,
  ]
  return sent.map((each) => FORMS[form]?.(each) ?? '').join(' | ')
}

/** A service that refuses all that is asked of it, and repeats it. */
const server = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    const body = Buffer.concat(parts).toString()
    const said = everything(request, body, form)
    const target = String(request.headers['x-amz-target'] ?? '')
    const json = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(value))
    }
    if (mode === 'no json') {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(said)
    } else if (mode === 'event' && /CreateResource$/.test(target)) {
      events.set('t', said)
      json(200, {
        ProgressEvent: { RequestToken: 't', OperationStatus: 'IN_PROGRESS', Operation: 'CREATE' },
      })
    } else if (mode === 'event' && /Status$/.test(target)) {
      const StatusMessage = events.get('t')
      const failed = { OperationStatus: 'FAILED', ErrorCode: 'InvalidRequest', StatusMessage }
      json(200, { ProgressEvent: { RequestToken: 't', Operation: 'CREATE', ...failed } })
    } else {
      json(400, { __type: 'ValidationException', message: said, Message: said, error: said })
    }
  })
})
const events = new Map<string, string>()
let form = 'plain'
let mode: 'refusal' | 'event' | 'no json' = 'refusal'
let url = ''
const folder = mkdtempSync(join(tmpdir(), 'skyql-repeated-'))

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

const one = (value: Record<string, unknown>): string => quoted(JSON.stringify(value))

/** Writes and calls that hold a secret, by the connector that carries them. */
const CALLS: Readonly<Record<string, (secret: string) => string>> = {
  'Cloud Control': (s) =>
    `INSERT INTO awscc.rds.db_instances (Engine, DBInstanceIdentifier, DBInstanceClass, MasterUserPassword) VALUES ('mysql', 'd', 'db.t3.micro', ${quoted(s)})`,
  'the SDK': (s) =>
    `INSERT INTO aws.customer_profiles.domains (DomainName, DefaultExpirationDays, Tags) VALUES ('d', 5, ${one({ password: s })})`,
  REST: (s) =>
    `INSERT INTO immuta.integrations.integrations (type, auto_bootstrap, config) VALUES ('Snowflake', true, ${one({ host: 'h', warehouse: 'w', database: 'd', authenticationType: 'userPassword', username: 'u', password: s, role: 'r' })})`,
  'a read': () => 'SELECT * FROM awscc.rds.db_instances',
  'a read by the SDK': () => 'SELECT * FROM aws.customer_profiles.domains',
  'a read by REST': () => 'SELECT id, status FROM immuta.integrations.integrations',
}

function filesOf(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name)
    return statSync(path).isDirectory() ? filesOf(path) : [readFileSync(path, 'utf8')]
  })
}

describe('a service that repeats what it was sent', () => {
  const cases = Object.keys(CALLS).flatMap((name) =>
    (['refusal', 'event', 'no json'] as const)
      .filter((each) => each !== 'event' || name === 'Cloud Control')
      .map((each) => [name, each] as const),
  )
  it.each(cases)('%s, %s', { timeout: 60_000 + RUNS * 10_000 }, async (name, how) => {
    for (const [at, secret] of fc.sample(secretText, { numRuns: RUNS, seed: 7 }).entries()) {
      mode = how
      form =
        Object.keys(FORMS)[
          (at * 7 + cases.findIndex(([each]) => each === name) * 5) % Object.keys(FORMS).length
        ] ?? 'plain'
      const key = `Qx7/${'k9Zt+B2vNw'.repeat(3)}aaZZ12`
      const token = `IQoJb3JpZ2lu${'X7yB2kQ9+/'.repeat(8)}==`
      const apiKey = 'imm-Kq93hdXv72LLspQz'
      const env = {
        ...{ AWS_ACCESS_KEY_ID: 'AKIAQ7XK2LMN3PQR4STU', AWS_SECRET_ACCESS_KEY: key },
        ...{ AWS_SESSION_TOKEN: token, IMMUTA_URL: url, IMMUTA_API_KEY: apiKey },
      }
      const { stdout, stderr, code } = await skyql(
        [
          'exec',
          '--endpoint-url',
          url,
          '--region',
          'us-east-1',
          '--debug',
          '--yes',
          CALLS[name]?.(secret) ?? '',
        ],
        { cwd: folder, env },
      )
      expect(code).not.toBe(0)
      const all = [stdout, stderr, ...filesOf(folder)].join('\n')
      for (const each of [secret, key, token, apiKey]) expect(shownParts(all, each)).toEqual([])
      expect(all).not.toMatch(/Signature=[0-9a-f]{16}/)
      expect(all).not.toContain('AKIAQ7XK2LMN3PQR4STU')
    }
  })
})
