import { afterEach, describe, expect, test } from 'vitest'
import { readStatement } from '../../src/sql/index.js'
import { readProgressEvent } from '../../src/connectors/cloudcontrol/progress-event.js'
import { followRequest } from '../../src/execution/mutation/follow-request.js'
import { failedMutation } from '../../src/execution/mutation/mutation-error.js'
import {
  domain,
  DOMAIN,
  failureOf,
  integration,
  objects,
  rows,
  TestBed,
} from '../session/support.js'
import { WireTap } from '../session/wire-tap.js'

const T = 'awscc.customerprofiles.integrations'
const D = 'awscc.customerprofiles.domains'
const INSERT = `INSERT INTO ${D} (DomainName, DefaultExpirationDays) VALUES`

let bed: TestBed
let tap: WireTap | undefined

afterEach(async () => {
  tap?.close()
  tap = undefined
  await bed.close()
})

test('a dropped connection is retried with its token: one resource', async () => {
  bed = await TestBed.start({ faults: ['drop:0.4:after:op=CreateResource'], faultSeed: 3 })
  tap = await WireTap.to(bed.emulator.url)
  const session = bed.open({ endpointUrl: tap.url })
  const names = Array.from({ length: 12 }, (_, index) => `d${String(index)}`)
  const outcomes = await objects(
    session,
    `${INSERT} ${names.map((name) => `('${name}', 1)`).join(', ')}`,
  )
  expect(outcomes.map(({ status }) => status)).toEqual(names.map(() => 'SUCCESS'))
  const creates = tap.of('CreateResource')
  expect(creates.length).toBeGreaterThan(12)
  expect(new Set(creates.map(({ body }) => body['ClientToken'])).size).toBe(12)
  expect(await rows(session, `SELECT count(*) FROM ${D}`)).toEqual([[12]])
})

test('a throttle that comes as an event is sent again with a new token', async () => {
  bed = await TestBed.start({ faults: ['failed-throttling:0.3:op=CreateResource'], faultSeed: 5 })
  tap = await WireTap.to(bed.emulator.url)
  const session = bed.open({ endpointUrl: tap.url })
  const outcomes = await objects(session, `${INSERT} ('a', 1), ('b', 1), ('c', 1), ('d', 1)`)
  expect(outcomes.map(({ status }) => status)).toEqual(Array(4).fill('SUCCESS'))
  const tokens = tap.of('CreateResource').map(({ body }) => body['ClientToken'])
  expect(tokens.length).toBeGreaterThan(4)
  expect(new Set(tokens).size).toBe(tokens.length)
  expect(bed.messages).toContainEqual(expect.objectContaining({ code: '2103' }))
})

test('a write is followed until it ends, not faster than the service asks', async () => {
  bed = await TestBed.start({ handlerMs: 400, pendingMs: 100 })
  tap = await WireTap.to(bed.emulator.url)
  const session = bed.open({ endpointUrl: tap.url })
  expect(await objects(session, `${INSERT} ('a', 1)`)).toMatchObject([
    { status: 'SUCCESS', identifier: 'a' },
  ])
  expect(tap.of('GetResourceRequestStatus').length).toBeGreaterThan(0)
  expect(tap.of('GetResourceRequestStatus').length).toBeLessThan(8)
})

test('without waiting the token is the answer', async () => {
  bed = await TestBed.start({ handlerMs: 60_000 })
  const session = bed.open({ wait: false })
  const [outcome] = await objects(session, `${INSERT} ('a', 1)`)
  expect(outcome).toMatchObject({
    status: 'IN_PROGRESS',
    request_token: expect.stringMatching(/./) as string,
  })
  expect(await failureOf(rows(session, `${INSERT} ('b', 1) RETURNING *`))).toMatchObject({
    code: 'USAGE',
  })
})

test('the wait can be cancelled; the token says what goes on', async () => {
  bed = await TestBed.start({ handlerMs: 60_000 })
  const controller = new AbortController()
  // Once it is known that the service took the write.
  const watch = setInterval(() => {
    if (bed.messages.some(({ code }) => code === '2101')) controller.abort()
  }, 20)
  const failure = await failureOf(rows(bed.session, `${INSERT} ('a', 1)`, controller.signal))
  clearInterval(watch)
  expect(failure.code).toBe('CANCELLED')
  expect(failure.message).toMatch(/goes on/)
  expect(failure.details.requestToken).toMatch(/^[0-9a-f-]{36}$/)
  expect(failure.details.hint).toContain(failure.details.requestToken)
})

test('a status that cannot be asked for leaves the token, too', async () => {
  bed = await TestBed.start({
    handlerMs: 200,
    faults: ['access-denied:op=GetResourceRequestStatus'],
  })
  const failure = await failureOf(rows(bed.session, `${INSERT} ('a', 1)`))
  expect(failure.code).toBe('ACCESS_DENIED')
  expect(failure.details.requestToken).toMatch(/^[0-9a-f-]{36}$/)
})

test('what exists already is named', async () => {
  bed = await TestBed.start({ estate: [domain('a')] })
  const failure = await failureOf(rows(bed.session, `${INSERT} ('a', 1)`))
  expect(failure).toMatchObject({
    code: 'ALREADY_EXISTS',
    details: { identifier: 'a', hint: expect.stringContaining('UPDATE') as string },
  })
})

test('one row that fails fails alone', async () => {
  bed = await TestBed.start({ estate: [domain('b')] })
  const result = await bed.session.run(readStatement(`${INSERT} ('a', 1), ('b', 1), ('c', 1)`))
  const found: unknown[][] = []
  for await (const batch of result.batches) found.push(...batch.map((row) => [...row]))
  expect(found.map((row) => row[4])).toEqual(['SUCCESS', 'FAILED', 'SUCCESS'])
  expect(result.failures).toMatchObject([{ code: 'ALREADY_EXISTS' }])
})

test('a DELETE of what is not there says so and goes well', async () => {
  bed = await TestBed.start()
  expect(await objects(bed.session, `DELETE FROM ${D} WHERE Identifier = 'none'`)).toMatchObject([
    { status: 'UNCHANGED' },
  ])
  expect(bed.messages).toContainEqual(expect.objectContaining({ code: '2102', level: 'warning' }))
})

test('one resource in two spellings is one write', async () => {
  bed = await TestBed.start({ estate: [domain('d'), integration('d', 'u')] })
  expect(
    await objects(
      bed.session,
      `DELETE FROM ${T} WHERE Identifier IN ('d|u', '{"DomainName":"d","Uri":"u"}')`,
    ),
  ).toMatchObject([{ status: 'SUCCESS', identifier: 'd|u' }])
})

test('a write without a region needs a session of one', async () => {
  bed = await TestBed.start({ estate: [domain('d')] })
  const session = bed.open({ regions: ['us-east-1', 'eu-west-1'] })
  for (const sql of [
    `DELETE FROM ${D} WHERE Identifier = 'd'`,
    `UPDATE ${D} SET default_expiration_days = 2 WHERE Identifier = 'd'`,
    `${INSERT} ('e', 1)`,
  ]) {
    expect(await failureOf(rows(session, sql))).toMatchObject({ code: 'NO_REGION' })
  }
  expect(session.statistics.calls).toEqual({})
})

describe('RETURNING', () => {
  test('of an INSERT, with what the service made', async () => {
    bed = await TestBed.start({ faults: ['notfound-after-create:1:700'] })
    const found = await objects(
      bed.session,
      `INSERT INTO ${D} (DomainName, DefaultExpirationDays) VALUES ('a', 1), ('b', 2)
RETURNING Identifier, domain_name AS name, default_expiration_days + 1 AS days, created_at IS NOT NULL AS made, region -- all of it`,
    )
    expect(found).toEqual([
      { Identifier: 'a', name: 'a', days: 2, made: true, region: 'us-east-1' },
      { Identifier: 'b', name: 'b', days: 3, made: true, region: 'us-east-1' },
    ])
  })

  test('rows that failed are not in it, but are told', async () => {
    bed = await TestBed.start({ estate: [domain('b')] })
    const result = await bed.session.run(
      readStatement(`${INSERT} ('a', 1), ('b', 2) RETURNING domain_name`),
    )
    const found: unknown[] = []
    for await (const batch of result.batches) found.push(...batch)
    expect(found).toEqual([['a']])
    expect(result.failures).toMatchObject([{ code: 'ALREADY_EXISTS' }])
  })

  test('of an UPDATE is the state after it, of a DELETE the one before', async () => {
    bed = await TestBed.start({
      estate: [domain('d'), integration('d', 'u', { ObjectTypeName: 'Old' })],
    })
    const where = `WHERE Identifier = 'd|u'`
    expect(
      await rows(
        bed.session,
        `UPDATE ${T} SET object_type_name = 'New' ${where} RETURNING object_type_name`,
      ),
    ).toEqual([['New']])
    const [whole] = await objects(
      bed.session,
      `UPDATE ${T} SET object_type_name = 'New' ${where} RETURNING *`,
    )
    expect(Object.keys(whole ?? {})).toEqual([
      'region',
      'domain_name',
      'uri',
      'flow_definition',
      'object_type_name',
      'created_at',
      'last_updated_at',
      'tags',
      'object_type_names',
      'event_trigger_names',
      'scope',
    ])
    expect(
      await rows(bed.session, `DELETE FROM ${T} ${where} RETURNING uri, object_type_name`),
    ).toEqual([['u', 'New']])
    expect(await rows(bed.session, `DELETE FROM ${T} ${where} RETURNING uri`)).toEqual([])
  })

  test('a list that cannot be is refused before anything is sent', async () => {
    bed = await TestBed.start({ estate: [domain('d')] })
    const { session } = bed
    const sql = `DELETE FROM ${D} WHERE Identifier = 'd' RETURNING nope`
    expect(await failureOf(rows(session, sql))).toMatchObject({
      code: 'UNKNOWN_COLUMN',
      details: { position: { line: 1, column: sql.indexOf('nope') + 1 }, source: sql },
    })
    expect(
      await failureOf(
        rows(session, `DELETE FROM ${D} WHERE Identifier = 'd' RETURNING (SELECT 1 FROM ${T})`),
      ),
    ).toMatchObject({ code: 'UNSUPPORTED_STATEMENT' })
    expect(session.statistics.calls).toEqual({})
  })
})

describe('values', () => {
  test('come to the service as the schema types them', async () => {
    bed = await TestBed.start({ estate: [domain('d')] })
    tap = await WireTap.to(bed.emulator.url)
    const session = bed.open({ endpointUrl: tap.url })
    const sent = async (columns: string, values: string): Promise<unknown> => {
      await rows(session, `INSERT INTO ${columns} VALUES (${values})`).catch(() => undefined)
      const call = tap?.of('CreateResource').at(-1)
      return JSON.parse(String(call?.body['DesiredState'])) as unknown
    }
    const domainDays = `${D} (DomainName, DefaultExpirationDays)`
    expect(await sent(domainDays, `'a', '7'`)).toEqual({
      DomainName: 'a',
      DefaultExpirationDays: 7,
    })
    expect(await sent(domainDays, `'b', 7.0`)).toMatchObject({ DefaultExpirationDays: 7 })
    expect(await sent(domainDays, `1.10, 7::HUGEINT`)).toMatchObject({ DomainName: '1.10' })
    expect(await sent(domainDays, `'1.10', 3 + 4`)).toMatchObject({ DomainName: '1.10' })
    expect(await sent(domainDays, `9007199254740993, 1`)).toMatchObject({
      DomainName: '9007199254740993',
    })
    expect(await sent(domainDays, `DATE '2024-01-02', 1`)).toMatchObject({
      DomainName: '2024-01-02',
    })
    expect(await sent(domainDays, `true, 1`)).toMatchObject({ DomainName: 'true' })
    expect(
      await sent(
        `${T} (DomainName, Uri, Tags, EventTriggerNames)`,
        `'d', 'u', [{'Key': 'k', 'Value': 'it''s "so"'}], json('["x"]')`,
      ),
    ).toEqual({
      DomainName: 'd',
      Uri: 'u',
      Tags: [{ Key: 'k', Value: 'it\'s "so"' }],
      EventTriggerNames: ['x'],
    })
  })

  test('SET x = NULL takes a property away', async () => {
    bed = await TestBed.start({
      estate: [domain('d'), integration('d', 'u', { ObjectTypeName: 'Old' })],
    })
    tap = await WireTap.to(bed.emulator.url)
    const session = bed.open({ endpointUrl: tap.url })
    await rows(session, `UPDATE ${T} SET object_type_name = NULL WHERE Identifier = 'd|u'`)
    const [call] = tap.of('UpdateResource')
    expect(JSON.parse(String(call?.body['PatchDocument']))).toEqual([
      { op: 'remove', path: '/ObjectTypeName' },
    ])
  })

  test('SET may speak of what is there', async () => {
    bed = await TestBed.start({
      estate: [domain('d'), integration('d', 'u', { ObjectTypeName: 'old' })],
    })
    expect(
      await rows(
        bed.session,
        `UPDATE ${T} SET object_type_name = upper(object_type_name) || '_2' WHERE Identifier = 'd|u' RETURNING object_type_name`,
      ),
    ).toEqual([['OLD_2']])
  })
})

describe('failures that pass', () => {
  const creates = (): unknown[] =>
    (tap?.of('CreateResource') ?? []).map(({ body }) => body['ClientToken'])

  test('NotStabilized is asked about again until it is taken back', async () => {
    bed = await TestBed.start({ faults: ['not-stabilized:1:1200:op=CreateResource'] })
    tap = await WireTap.to(bed.emulator.url)
    const session = bed.open({ endpointUrl: tap.url })
    expect(await objects(session, `${INSERT} ('a', 1)`)).toMatchObject([
      { status: 'SUCCESS', identifier: 'a' },
    ])
    expect(creates()).toHaveLength(1)
    const statuses = bed.messages
      .filter(({ code }) => code === '2101')
      .map(({ data }) => data?.['status'])
    expect(statuses.filter((status) => status === 'FAILED').length).toBeGreaterThan(1)
    expect(statuses.at(-1)).toBe('SUCCESS')
  })

  test('NotStabilized that stays so is the end after half a minute, with what to look at', async () => {
    let now = 0
    const clock = {
      now: () => now,
      sleep: (ms: number) => {
        now += ms
        return Promise.resolve()
      },
    }
    const event = {
      operation: 'CREATE',
      status: 'FAILED',
      errorCode: 'NotStabilized',
      requestToken: 't',
      identifier: 'a',
    } as const
    bed = await TestBed.start()
    const plumbing = await bed.session.plumbing()
    const connector = { ...plumbing.connector, status: () => Promise.resolve(event) }
    const schema = plumbing.catalog.schema(plumbing.catalog.findType(DOMAIN)!)
    const body = {
      operation: 'CREATE',
      typeName: DOMAIN,
      connection: 'default',
      region: 'us-east-1',
      desiredState: '{"DomainName":"a"}',
    } as const
    const mutation = { body, schema, row: 0 }
    const last = await followRequest(event, mutation, { ...plumbing, connector, clock })
    expect(last).toBe(event)
    expect(now).toBeGreaterThan(30_000)
    expect(now).toBeLessThan(60_000)
    const error = failedMutation(last, mutation, (text) => text)
    expect(error.details.hint).toContain('may be there as a and not ready yet')
  })

  test("a fault of the service is sent again with a new token, where the name is the user's", async () => {
    bed = await TestBed.start({
      faults: ['failed-internal:0.35:op=CreateResource', 'failed-internal:0.35:op=DeleteResource'],
      faultSeed: 9,
    })
    tap = await WireTap.to(bed.emulator.url)
    const session = bed.open({ endpointUrl: tap.url })
    const outcomes = await objects(session, `${INSERT} ('a', 1), ('b', 1)`)
    expect(outcomes.map(({ status }) => status)).toEqual(Array(2).fill('SUCCESS'))
    expect(creates().length).toBeGreaterThan(2)
    expect(new Set(creates()).size).toBe(creates().length)
    const deleted = await objects(session, `DELETE FROM ${D}`)
    expect(deleted.map(({ status }) => status)).toEqual(Array(2).fill('SUCCESS'))
    expect(tap.of('DeleteResource').length).toBeGreaterThan(2)
    expect(bed.messages).toContainEqual(
      expect.objectContaining({
        code: '2103',
        text: expect.stringContaining('ServiceInternalError downstream, sending again') as string,
      }),
    )
  })

  test('a service that names resources itself is asked once: there could be a second one', async () => {
    bed = await TestBed.start({ faults: ['failed-internal:1:op=CreateResource'] })
    tap = await WireTap.to(bed.emulator.url)
    const session = bed.open({ endpointUrl: tap.url })
    const failure = await failureOf(
      rows(session, `INSERT INTO awscc.ec2.vpcs (CidrBlock) VALUES ('10.0.0.0/16')`),
    )
    expect(failure).toMatchObject({ code: 'REQUEST_FAILED' })
    expect(failure.message).toContain('Internal error')
    expect(creates()).toHaveLength(1)
  })
})

test('a hook that refuses is named, with its own words', async () => {
  bed = await TestBed.start({ faults: ['hook-failure'] })
  tap = await WireTap.to(bed.emulator.url)
  const session = bed.open({ endpointUrl: tap.url })
  const failure = await failureOf(rows(session, `${INSERT} ('a', 1)`))
  expect(failure.message).toContain(
    'the hook Skyql::Local::Hook (asked before anything was done) says: The local hook refused this resource.',
  )
  // The status message is but a token.
  expect(failure.message).not.toContain(failure.details.requestToken)
  expect(failure.details.hint).toContain('hook')
  expect(tap.of('CreateResource')).toHaveLength(1)
})

test('hooks that only warn, and one that is waited for, are told of', () => {
  const hook = (name: string, status: 'HOOK_COMPLETE_FAILED' | 'HOOK_IN_PROGRESS') => ({
    HookTypeName: name,
    HookStatus: status,
    HookStatusMessage: 'no tags',
    FailureMode: 'WARN',
  })
  const event = readProgressEvent({
    ProgressEvent: { OperationStatus: 'IN_PROGRESS', RequestToken: 't' },
    HooksProgressEvent: [
      hook('Mine::Tags::Hook', 'HOOK_COMPLETE_FAILED'),
      hook('Mine::Slow::Hook', 'HOOK_IN_PROGRESS'),
    ],
  })
  expect(event.hookMessages).toBeUndefined()
  expect(event.hookWarnings).toEqual(['the hook Mine::Tags::Hook says: no tags'])
  expect(event.waitingForHook).toBe('Mine::Slow::Hook')
})

test('RETURNING may name columns of the request, also of one that is not awaited', async () => {
  bed = await TestBed.start({ handlerMs: 300 })
  const list = 'RETURNING Identifier, RequestToken, operation_status, ErrorCode'
  const [done] = await objects(bed.session, `${INSERT} ('a', 1) ${list}`)
  expect(done).toMatchObject({ Identifier: 'a', operation_status: 'SUCCESS', ErrorCode: null })
  expect(done?.['RequestToken']).toMatch(/^[0-9a-f-]{36}$/)
  expect(bed.session.statistics.calls['GetResource']).toBeUndefined()
  const unawaited = bed.open({ wait: false })
  expect(await objects(unawaited, `${INSERT} ('b', 1) ${list}`)).toMatchObject([
    { Identifier: 'b', operation_status: 'IN_PROGRESS' },
  ])
  expect(await failureOf(rows(unawaited, `${INSERT} ('c', 1) ${list}, domain_name`))).toMatchObject(
    { code: 'USAGE' },
  )
})

test('a word in a hint that nothing takes is refused where it stands', async () => {
  bed = await TestBed.start()
  const sql = `UPDATE /*+ nowai */ awscc.customerprofiles.domains SET default_expiration_days = 9 WHERE Identifier = 'a'`
  expect(await failureOf(rows(bed.session, sql))).toMatchObject({
    code: 'UNSUPPORTED_STATEMENT',
    details: {
      position: { line: 1, column: 8 },
      hint: expect.stringContaining('nowait') as string,
    },
  })
})
