import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AwsConnections } from '../../src/connectors/accounts/index.js'
import type { Connector, ResourceDescription } from '../../src/connectors/index.js'
import { AppError } from '../../src/errors/index.js'
import { createSession, type Session } from '../../src/session/index.js'
import { silentHost } from '../../src/io/index.js'
import { ITEMS_DOCUMENT } from '../support/item-service.js'
import {
  misbehavingServer,
  misshapenFrom,
  PASSING,
  WRONG_WHATEVER,
  type MisbehavingServer,
  type OddAnswer,
} from '../support/misbehaving-server.js'

const PLACE = { connection: 'default', region: 'us-east-1' }
const DOMAIN = { ...PLACE, typeName: 'AWS::CustomerProfiles::Domain' }
const PROFILES = { ...PLACE, typeName: 'aws.customer_profiles.domains' }
const ITEMS = { ...PLACE, typeName: 'shop.store.items' }
const JSON_TYPE = { 'content-type': 'application/json' }
const XML_TYPE = { 'content-type': 'text/xml' }

let server: MisbehavingServer
let session: Session
let connector: Connector
const folder = mkdtempSync(join(tmpdir(), 'skyql-bad-answers-'))

beforeAll(async () => {
  server = await misbehavingServer()
  process.env['SKYQL_TEST_SHOP_URL'] = server.url
  process.env['AWS_ACCESS_KEY_ID'] = '123456789012'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'secret'
  writeFileSync(join(folder, 'shop.yaml'), ITEMS_DOCUMENT)
  session = createSession({
    host: silentHost,
    endpointUrl: server.url,
    regions: ['us-east-1'],
    providerFolders: [folder],
  })
  await session.readDocuments('SELECT * FROM shop.store.items')
  connector = (await session.plumbing()).connector
})

beforeEach(() => {
  server.heard.length = 0
})

afterAll(async () => {
  await session.close()
  await server.stop()
  rmSync(folder, { recursive: true })
})

interface Question {
  readonly ask: () => Promise<unknown>
  /** What the service should answer. */
  readonly right: OddAnswer
  /** True: a list, whose resources may fail one by one. */
  readonly isList?: boolean
}

const listed = async (
  request: Parameters<Connector['list']>[0],
): Promise<ResourceDescription[]> => {
  const all: ResourceDescription[] = []
  for await (const page of connector.list(request)) all.push(...page)
  return all
}
const json = (value: unknown): OddAnswer => ({ headers: JSON_TYPE, body: JSON.stringify(value) })
const properties = JSON.stringify({ DomainName: 'a' })
const event = {
  TypeName: 'AWS::CustomerProfiles::Domain',
  Identifier: 'a',
  RequestToken: 'token',
  Operation: 'CREATE',
  OperationStatus: 'IN_PROGRESS',
  EventTime: 1_700_000_000,
}
const neverAborted = new AbortController().signal

const QUESTIONS: Readonly<Record<string, Question>> = {
  'Cloud Control lists': {
    ask: () => listed(DOMAIN),
    right: json({ ResourceDescriptions: [{ Identifier: 'a', Properties: properties }] }),
    isList: true,
  },
  'Cloud Control gets': {
    ask: () => connector.get({ ...DOMAIN, identifier: 'a' }),
    right: json({ ResourceDescription: { Identifier: 'a', Properties: properties } }),
  },
  'Cloud Control creates': {
    ask: () =>
      connector.mutate({ ...DOMAIN, operation: 'CREATE', clientToken: 't', desiredState: '{}' }),
    right: json({ ProgressEvent: event }),
  },
  'Cloud Control says how a request stands': {
    ask: () => connector.status({ ...PLACE, requestToken: 'token' }),
    right: json({ ProgressEvent: event }),
  },
  'Cloud Control lists requests': {
    ask: () => listed({ ...PLACE, typeName: 'awscc.cloud_control.resource_requests' }),
    right: json({ ResourceRequestStatusSummaries: [event] }),
    isList: true,
  },
  'the tagging service lists': {
    ask: () => listed({ ...PLACE, typeName: 'awscc.tagging.tagged_resources' }),
    right: json({ ResourceTagMappingList: [{ ResourceARN: 'arn:aws:s3:::b', Tags: [] }] }),
    isList: true,
  },
  'a client of the SDK lists': {
    ask: () => listed(PROFILES),
    right: json({ Items: [{ DomainName: 'a', CreatedAt: 1_700_000_000 }] }),
    isList: true,
  },
  'a client of the SDK gets': {
    ask: () => connector.get({ ...PROFILES, identifier: 'a' }),
    right: json({ DomainName: 'a', CreatedAt: 1_700_000_000 }),
  },
  'a REST service lists': {
    ask: () => listed(ITEMS),
    right: json({ data: [{ id: 1, name: 'cup' }] }),
    isList: true,
  },
  'a REST service gets': {
    ask: () => connector.get({ ...ITEMS, identifier: '1' }),
    right: json({ id: 1, name: 'cup' }),
  },
  'STS names the caller': {
    ask: () => ofAccounts((accounts) => accounts.accountOf('default', neverAborted)),
    right: {
      headers: XML_TYPE,
      body: '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
    },
  },
  'an account names its regions': {
    ask: () => ofAccounts((accounts) => accounts.regionsOf('default', neverAborted)),
    right: json({ Regions: [{ RegionName: 'us-east-1', RegionOptStatus: 'ENABLED' }] }),
  },
  'an organization names its accounts': {
    ask: () => ofAccounts((accounts) => accounts.membersOf('default')),
    right: json({ Accounts: [{ Id: '123456789012', Status: 'ACTIVE' }] }),
  },
}

async function ofAccounts(work: (accounts: AwsConnections) => Promise<unknown>): Promise<void> {
  const accounts = await AwsConnections.open({
    specOf: (name) => ({ name, fixed: { accessKeyId: 'a', secretAccessKey: 'b' } }),
    regionOf: () => Promise.resolve('us-east-1'),
    endpoint: () => Promise.resolve(server.url),
    statistics: { calls: {}, throttles: 0, retries: 0 },
    callsInFlight: 10,
  })
  try {
    await work(accounts)
  } finally {
    accounts.close()
  }
}

/** Codes that say what a service answered; none of ours, and none of a connection. */
const TOLD = new Set(['BAD_ANSWER', 'SERVICE_REJECTED', 'ACCESS_DENIED', 'NOT_FOUND'])

/** What came of a question: resources that can be used, or failures that are told. */
async function outcomeOf({ ask, isList }: Question): Promise<readonly AppError[] | 'fine'> {
  try {
    const answer = await ask()
    if (isList !== true) return 'fine'
    const failures = (answer as ResourceDescription[]).flatMap(({ failure, identifier }) => {
      if (failure === undefined) expect(identifier).not.toBe('')
      return failure === undefined ? [] : [failure]
    })
    return failures.length === 0 ? 'fine' : failures
  } catch (error) {
    return [AppError.from(error)]
  }
}

function expectTold(
  outcome: readonly AppError[] | 'fine',
  codes: ReadonlySet<string> = TOLD,
): void {
  expect(outcome).not.toBe('fine')
  for (const { code, message } of outcome as readonly AppError[]) {
    expect([code, message]).toEqual([
      expect.toSatisfy((each: string) => codes.has(each)),

      expect.not.stringMatching(
        /[\u0000-\u001f\u007f-\u009f\u202e]|\$response|Cannot read|undefined/,
      ),
    ])
    expect(message.length).toBeLessThan(500)
  }
}

describe.each(Object.entries(QUESTIONS))('%s', (name, question) => {
  test('and takes what is right', async () => {
    server.answer = () => question.right
    expect(await outcomeOf(question)).toBe('fine')
  })

  test.each(Object.entries(WRONG_WHATEVER))('and is told of %s', async (_shape, odd) => {
    server.answer = () => odd
    const outcome = await outcomeOf(question)
    expectTold(outcome)
    expect(server.heard).toHaveLength(1)
    if (name.endsWith('creates') && (odd.status ?? 200) < 400) {
      expect(outcome).toMatchObject([{ code: 'BAD_ANSWER', details: { unanswered: true } }])
    }
  })

  test.each(Object.entries(PASSING))('and asks again after %s', async (_shape, odd) => {
    // XML says by its root that it is an error, and JSON that it is not asked for.
    if (question.right.headers === XML_TYPE && odd.headers === undefined && odd.body !== undefined)
      return
    server.answer = (_request, before) => (before === 0 ? odd : question.right)
    expect(await outcomeOf(question)).toBe('fine')
    expect(server.heard).toHaveLength(2)
  })
})

describe.each([
  'Cloud Control lists',
  'Cloud Control gets',
  'Cloud Control creates',
  'the tagging service lists',
])('%s members that are something else', (name) => {
  const question = QUESTIONS[name] as Question
  const right = JSON.parse(String(question.right.body)) as unknown
  test.each(misshapenFrom(right))('$name', async ({ body }) => {
    server.answer = () => ({ headers: JSON_TYPE, body })
    const outcome = await outcomeOf(question)
    // Members that only inform may be anything.
    if (outcome !== 'fine') expectTold(outcome, new Set(['BAD_ANSWER']))
    expect(server.heard).toHaveLength(1)
  })
})
