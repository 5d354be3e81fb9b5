import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createSession, type Session } from '../../src/session/index.js'
import { misbehavingServer, type MisbehavingServer } from '../support/misbehaving-server.js'
import { failureOf, rows } from './support.js'

const DOMAINS = 'awscc.customerprofiles.domains'
let server: MisbehavingServer
let session: Session
let notes: string[]
/** JSON of DefaultExpirationDays, an integer by its schema. */
let value: string

beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = '123456789012'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'secret'
  server = await misbehavingServer()
  const text = (): string => `{"DomainName":"a","DefaultExpirationDays":${value}}`
  server.answer = ({ target }) => {
    const description = JSON.stringify({ Identifier: 'a', Properties: text() })
    return target === 'ListResources'
      ? { body: `{"ResourceDescriptions":[${description}]}` }
      : { body: `{"ResourceDescription":${description}}` }
  }
  session = createSession({
    host: {
      notify: ({ level, text: told }) => {
        if (level === 'warning') notes.push(told)
      },
    },
    endpointUrl: server.url,
    regions: ['us-east-1'],
    yes: true,
  })
})
beforeEach(() => {
  notes = []
})
afterAll(async () => {
  await session.close()
  await server.stop()
})

test.each([
  ['7', 7],
  ['"7"', 7],
  ['9007199254740993', 9007199254740993n],
  ['-9223372036854775808', -9223372036854775808n],
])('%s fits an integer', async (json, expected) => {
  value = json
  expect(await rows(session, `SELECT default_expiration_days FROM ${DOMAINS}`)).toEqual([
    [expected],
  ])
  expect(notes).toEqual([])
})

test.each(['1.5', 'true', '"seven"', '[1]', '{"a":1}', '1E400', '9223372036854775808', '1e21'])(
  '%s is NULL, counted and told, and no ground for a write',
  async (json) => {
    value = json
    expect(await rows(session, `SELECT default_expiration_days FROM ${DOMAINS}`)).toEqual([[null]])
    expect(notes).toEqual([expect.stringContaining('a: default_expiration_days is ') as string])
    expect(await rows(session, 'SELECT note FROM skyql.coverage')).toEqual([
      ['1 values did not fit'],
    ])
    const error = await failureOf(
      rows(session, `DELETE FROM ${DOMAINS} WHERE default_expiration_days IS NULL`),
    )
    expect(error).toMatchObject({ code: 'SCAN_FAILED' })
  },
)
