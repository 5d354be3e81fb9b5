import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { PLAN_RULES } from '../../src/plan/index.js'
import type { Message } from '../../src/io/index.js'
import { createSession, type Session } from '../../src/session/index.js'
import { catalogRoots, rows } from '../session/support.js'

/*
 * Lists that no local cloud gives: resources twice, of other regions and other accounts. What they come to says the
 * ARN of each.
 */

type Listed = Readonly<Record<string, string>>

let listed: Readonly<Record<string, readonly Listed[]>> = {}
let server: Server
const sessions: Session[] = []
let messages: Message[] = []

beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = '123456789012'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local'
  server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const text = Buffer.concat(parts).toString()
      if (text.startsWith('Action=')) {
        response.end(
          '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>123456789012</Account><Arn>arn:aws:iam::123456789012:root</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>',
        )
        return
      }
      const operation = String(request.headers['x-amz-target']).split('.').at(-1)
      const { TypeName, Identifier, NextToken } = JSON.parse(text) as {
        TypeName: string
        Identifier: string
        NextToken?: string
      }
      const region = /\/(\w+-\w+-\d)\//.exec(request.headers.authorization ?? '')?.[1] ?? ''
      const own = listed[region] ?? []
      const described = (each: Listed): object => ({
        Identifier: each['id'],
        Properties: JSON.stringify(
          Object.fromEntries(Object.entries(each).filter(([name]) => name !== 'id')),
        ),
      })
      const found = own.find(({ id }) => id === Identifier)
      if (operation === 'GetResource' && found === undefined) {
        response
          .writeHead(400)
          .end(JSON.stringify({ __type: 'ResourceNotFoundException', Message: `no ${Identifier}` }))
        return
      }
      const page = NextToken === undefined ? own.slice(0, 2) : own.slice(2)
      const body =
        operation === 'GetResource' && found !== undefined
          ? { TypeName, ResourceDescription: described(found) }
          : {
              TypeName,
              ResourceDescriptions: page.map(described),
              ...(NextToken === undefined && own.length > 2 ? { NextToken: 'more' } : {}),
            }
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
      response.end(JSON.stringify(body))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterAll(async () => {
  for (const session of sessions) await session.close()
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
})

beforeEach(() => {
  messages = []
})

function open(regions: readonly string[], bare = false): Session {
  const session = createSession({
    host: { notify: (message) => messages.push(message) },
    catalogRoots,
    endpointUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    regions,
    ...(bare ? { disabledRules: PLAN_RULES } : {}),
  })
  sessions.push(session)
  return session
}

function arn(region: string, name: string, account = '123456789012'): string {
  return `arn:aws:sns:${region}:${account}:${name}`
}

function topic(region: string, name: string, account?: string): Listed {
  const TopicArn = arn(region, name, account)
  return { id: TopicArn, TopicArn, TopicName: name }
}

const TOPICS = 'awscc.sns.topics'
const SEEN = `SELECT region, "Identifier" FROM ${TOPICS} ORDER BY ALL`

for (const bare of [false, true]) {
  const rules = bare ? 'without rules' : 'with rules'

  test(`what a list gives twice is one resource, and that is told, ${rules}`, async () => {
    const one = topic('us-east-1', 'one')
    listed = { 'us-east-1': [one, topic('us-east-1', 'two'), one, one] }
    const session = open(['us-east-1'], bare)
    expect(await rows(session, SEEN)).toEqual([
      ['us-east-1', arn('us-east-1', 'one')],
      ['us-east-1', arn('us-east-1', 'two')],
    ])
    expect(await rows(session, `SELECT count(*) FROM ${TOPICS}`)).toEqual([[2]])
    const told = messages.filter(({ code }) => code === '1106')
    expect(told[0]?.text).toBe(
      'AWS::SNS::Topic in us-east-1: the list gave 2 resources more than once; each is shown once',
    )
  })

  test(`a resource of another region is never shown under the one that was asked, ${rules}`, async () => {
    const west = topic('eu-west-1', 'west')
    listed = { 'us-east-1': [topic('us-east-1', 'east'), west], 'eu-west-1': [west] }
    expect(await rows(open(['us-east-1', 'eu-west-1'], bare), SEEN)).toEqual([
      ['eu-west-1', arn('eu-west-1', 'west')],
      ['us-east-1', arn('us-east-1', 'east')],
    ])
    expect(messages.map(({ text }) => text)).toContain(
      `AWS::SNS::Topic in us-east-1: there is 1 resource of eu-west-1, left out here: ask for region = 'eu-west-1'`,
    )
    const alone = open(['us-east-1'], bare)
    expect(await rows(alone, SEEN)).toEqual([['us-east-1', arn('us-east-1', 'east')]])
    const named = `SELECT region, topic_name FROM ${TOPICS} WHERE topic_arn = '${arn('eu-west-1', 'west')}'`
    expect(await rows(alone, named)).toEqual([])
    const found = `SELECT region, topic_name FROM ${TOPICS} WHERE "Identifier" = '${arn('eu-west-1', 'west')}'`
    expect(await rows(alone, found)).toEqual([])
    expect(await rows(alone, `SELECT count(topic_name) FROM ${TOPICS}`)).toEqual([[1]])
  })

  test(`a resource of another account is kept, and that is told, ${rules}`, async () => {
    listed = {
      'us-east-1': [topic('us-east-1', 'mine'), topic('us-east-1', 'theirs', '999999999999')],
    }
    const session = open(['us-east-1'], bare)
    const sql = `SELECT topic_name, account_id FROM ${TOPICS} ORDER BY 1`
    expect((await rows(session, sql)).map(([name]) => name)).toEqual(['mine', 'theirs'])
    expect(messages.map(({ text }) => text)).toContain(
      'AWS::SNS::Topic in us-east-1: there is 1 resource of account 999999999999, which is shown with the others',
    )
  })
}

test.each([
  ['d2|s3://p|q', 'd2|s3://p|q'],
  ['{"DomainName":"d2","Uri":"s3://p|q"}', 'd2|s3://p|q'],
])('an Identifier is one text, whether listed as %s or got', async (identifier, text) => {
  listed = { 'us-east-1': [{ id: identifier, DomainName: 'd2', Uri: 's3://p|q' }] }
  const T = 'awscc.customerprofiles.integrations'
  const D = `domain_name = 'd2'`
  const session = open(['us-east-1'])
  expect(await rows(session, `SELECT "Identifier" FROM ${T} WHERE ${D}`)).toEqual([[text]])
  const joined = `SELECT count(*) FROM ${T} a JOIN ${T} b ON a."Identifier" = b."Identifier" WHERE a.${D} AND a.uri = 's3://p|q' AND b.${D}`
  listed = {
    'us-east-1': [
      ...(listed['us-east-1'] ?? []),
      { id: '{"DomainName":"d2","Uri":"s3://p|q"}', DomainName: 'd2', Uri: 's3://p|q' },
    ],
  }
  expect(await rows(session, joined)).toEqual([[1]])
})
