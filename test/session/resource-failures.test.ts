import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { silentHost } from '../../src/io/index.js'
import { createSession, type Session, type StatementResult } from '../../src/session/index.js'
import { readStatement } from '../../src/sql/index.js'
import {
  misbehavingServer,
  type MisbehavingServer,
  type OddAnswer,
} from '../support/misbehaving-server.js'
import { failureOf, objects, rows } from './support.js'

const DOMAINS = 'awscc.customerprofiles.domains'
const DENIED: OddAnswer = {
  status: 400,
  body: JSON.stringify({ __type: 'AccessDeniedException', Message: 'an SCP says no' }),
}
/** What becomes of one resource while the others are well. */
const FAILURES: Readonly<Record<string, OddAnswer>> = {
  denied: DENIED,
  refused: {
    status: 400,
    body: '{"__type":"GeneralServiceException","message":"does not belong to a subnet"}',
  },
  'a web page': { headers: { 'content-type': 'text/html' }, body: '<html>x</html>' },
  'properties that are a list': {
    body: '{"ResourceDescription":{"Identifier":"x","Properties":"[1]"}}',
  },
  null: { body: 'null' },
}

let server: MisbehavingServer
let session: Session
let strict: Session
/** By name: what GetResource does; `undefined` where it is well. */
let estate: Map<string, OddAnswer | undefined>

beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = '123456789012'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'secret'
  server = await misbehavingServer()
})
afterAll(() => server.stop())

beforeEach(() => {
  estate = new Map([
    ['a', undefined],
    ['b', DENIED],
    ['c', undefined],
  ])
  server.heard.length = 0
  server.answer = ({ body, target }) => {
    const { Identifier: name = '', TypeName: type = '' } = JSON.parse(body) as Record<
      string,
      string
    >
    if (target === 'ListResources') {
      const isDomain = type === 'AWS::CustomerProfiles::Domain'
      const listed = [...estate.keys()].map((each) => ({
        Identifier: each,
        Properties: JSON.stringify({ DomainName: each }),
      }))
      return { body: JSON.stringify({ ResourceDescriptions: isDomain ? listed : [] }) }
    }
    if (target !== 'GetResource') return { status: 500, body: '{"__type":"nobody should write"}' }
    const odd = estate.get(name)
    if (odd !== undefined) return odd
    const properties = { DomainName: name, DefaultExpirationDays: 366 }
    const description = { Identifier: name, Properties: JSON.stringify(properties) }
    return { body: JSON.stringify({ ResourceDescription: description }) }
  }
  const options = { host: silentHost, endpointUrl: server.url, regions: ['us-east-1'], yes: true }
  session = createSession(options)
  strict = createSession({ ...options, strict: true })
})
afterEach(async () => {
  await session.close()
  await strict.close()
})

async function resultOf(sql: string): Promise<{ rows: unknown[]; result: StatementResult }> {
  const result = await session.run(readStatement(sql))
  const all: unknown[] = []
  for await (const batch of result.batches) all.push(...batch)
  return { rows: all, result }
}

test('a resource that cannot be read keeps what the list brought, beside the others', async () => {
  const sql = `SELECT "Identifier", region, default_expiration_days FROM ${DOMAINS} ORDER BY 1`
  const { rows: found, result } = await resultOf(sql)
  expect(found).toEqual([
    ['a', 'us-east-1', 366],
    ['b', 'us-east-1', null],
    ['c', 'us-east-1', 366],
  ])
  expect(result.coverage).toMatchObject([{ status: 'incomplete', rows: 3, failedResources: 1 }])
  expect(result.coverage[0]?.error?.message).toMatch(
    /1 resource could not be read: b: .*an SCP says no/,
  )
  expect(await objects(session, 'SELECT status, error FROM skyql.coverage')).toMatchObject([
    { status: 'incomplete', error: expect.stringContaining('b: ') as string },
  ])
  const error = await failureOf(rows(strict, sql))
  expect(error).toMatchObject({ code: 'SCAN_FAILED' })
  expect(error.message).toContain('b: ')
})

test('whatever fails for whichever resources, the others are whole and the failures counted', async () => {
  const kinds = Object.values(FAILURES)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(fc.constantFrom(...kinds), { nil: undefined }), {
        minLength: 1,
        maxLength: 6,
      }),
      async (becomes) => {
        estate = new Map(becomes.map((odd, at) => [`d${String(at)}`, odd]))
        const sql = `SELECT domain_name, default_expiration_days FROM ${DOMAINS} ORDER BY 1`
        const { rows: found, result } = await resultOf(sql)
        expect(found).toEqual(
          becomes.map((odd, at) => [`d${String(at)}`, odd === undefined ? 366 : null]),
        )
        const failed = becomes.filter((odd) => odd !== undefined).length
        expect(result.coverage).toMatchObject([
          failed === 0 ? { status: 'done' } : { status: 'incomplete', failedResources: failed },
        ])
      },
    ),
    { numRuns: 40 },
  )
})

test('of resources that are named, those that can be read are shown', async () => {
  const sql = (names: string): string =>
    `SELECT domain_name, default_expiration_days FROM ${DOMAINS} WHERE domain_name IN (${names}) ORDER BY 1`
  const { rows: found, result } = await resultOf(sql("'a', 'b'"))
  expect(found).toEqual([['a', 366]])
  expect(result.coverage).toMatchObject([{ status: 'incomplete', failedResources: 1 }])
  // Where nothing came there is nothing to tell but why.
  expect(await failureOf(rows(session, sql("'b'")))).toMatchObject({ code: 'ACCESS_DENIED' })
})

test('keys of other tables find what can be read', async () => {
  const { rows: found, result } = await resultOf(
    `SELECT d.domain_name, d.default_expiration_days FROM (VALUES ('a'), ('b'), ('c')) AS k(n)
     JOIN ${DOMAINS} d ON d.domain_name = k.n ORDER BY 1`,
  )
  expect(found).toEqual([
    ['a', 366],
    ['c', 366],
  ])
  expect(result.coverage).toMatchObject([{ status: 'incomplete', rows: 2, failedResources: 1 }])
})

test('an entry of a list that cannot be read is that resource', async () => {
  server.answer = () => ({
    body: JSON.stringify({
      ResourceDescriptions: [
        { Identifier: 'a', Properties: '{"DomainName":"a"}' },
        { Properties: '{"DomainName":"b"}' },
        { Identifier: 'c', Properties: 'no JSON' },
        null,
      ],
    }),
  })
  const { rows: found, result } = await resultOf(`SELECT "Identifier" FROM ${DOMAINS} ORDER BY 1`)
  expect(found).toEqual([['a'], ['c']])
  expect(result.coverage).toMatchObject([{ status: 'incomplete', failedResources: 3 }])
})

test.each([
  `DELETE FROM ${DOMAINS} WHERE default_expiration_days IS NULL`,
  `DELETE FROM ${DOMAINS} WHERE coalesce(default_expiration_days, 1) < 100`,
  `UPDATE ${DOMAINS} SET default_expiration_days = 7 WHERE default_expiration_days IS DISTINCT FROM 366`,
  `DELETE FROM ${DOMAINS} WHERE domain_name NOT IN (SELECT domain_name FROM ${DOMAINS} WHERE default_expiration_days > 1)`,
])('nothing is written by a condition on what nobody could read: %s', async (sql) => {
  const error = await failureOf(rows(session, sql))
  expect(error).toMatchObject({ code: 'SCAN_FAILED' })
  expect(error.message).toMatch(/nothing was sent: .*b: /)
  const targets = server.heard.map(({ headers }) => String(headers['x-amz-target']))
  expect(targets.filter((each) => !/List|Get/.test(each))).toEqual([])
})

test('what could not be read is not kept as an answer', async () => {
  const cached = createSession({
    host: silentHost,
    endpointUrl: server.url,
    regions: ['us-east-1'],
    cacheTtl: 60,
  })
  try {
    const sql = `SELECT domain_name, default_expiration_days FROM ${DOMAINS} ORDER BY 1`
    expect(await rows(cached, sql)).toContainEqual(['b', null])
    estate.set('b', undefined)
    expect(await rows(cached, sql)).toContainEqual(['b', 366])
  } finally {
    await cached.close()
  }
})
