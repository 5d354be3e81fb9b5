import { describe, expect, it } from 'vitest'
import type { Event } from './plane.js'
import { DOMAIN, HERE, INTEGRATION, TestCloud, said } from './plane.js'

const MODEL = { DomainName: 'd', Uri: 's3://b' }

describe('asynchronous requests', () => {
  it('go from PENDING over IN_PROGRESS to SUCCESS as the clock says', async () => {
    const cloud = new TestCloud({ pendingMs: 100, handlerMs: 1000 })
    const started = cloud.now
    const first = await cloud.create(INTEGRATION, MODEL)
    expect(first).toEqual({
      TypeName: INTEGRATION,
      Identifier: 'd|s3://b',
      RequestToken: 'token-1',
      Operation: 'CREATE',
      OperationStatus: 'PENDING',
      EventTime: started / 1000,
    })
    cloud.now += 150
    expect(await cloud.status('token-1')).toMatchObject({
      OperationStatus: 'IN_PROGRESS',
      RetryAfter: (started + 1100) / 1000,
    })
    expect(await said(() => cloud.read(INTEGRATION, 'd|s3://b'))).toMatch(/NotFound/)
    cloud.now += 950
    const done = await cloud.status('token-1')
    expect(done).toMatchObject({ OperationStatus: 'SUCCESS', EventTime: (started + 1100) / 1000 })
    expect(done).not.toHaveProperty('RetryAfter')
    expect(await cloud.read(INTEGRATION, 'd|s3://b')).toMatchObject(MODEL)
  })

  it('begin IN_PROGRESS with a fractional second in the time', async () => {
    const cloud = new TestCloud()
    cloud.now += 215
    const first = await cloud.create(INTEGRATION, MODEL)
    expect(first).toMatchObject({ OperationStatus: 'IN_PROGRESS', EventTime: cloud.now / 1000 })
    expect(String(first.EventTime)).toMatch(/\.215$/)
    expect(await cloud.status(first.RequestToken)).toMatchObject({ OperationStatus: 'SUCCESS' })
  })

  it('show an identifier that the service makes only when it is made', async () => {
    const cloud = new TestCloud({ handlerMs: 10 })
    const first = await cloud.create(INTEGRATION, { DomainName: 'd' })
    expect(first).not.toHaveProperty('Identifier')
    cloud.now += 10
    const done = await cloud.status(first.RequestToken)
    expect(done.Identifier).toMatch(/^d\|arn:aws:appflow:us-east-1:123456789012:flow\//)
    expect(await cloud.read(INTEGRATION, done.Identifier ?? '')).toMatchObject({ DomainName: 'd' })
  })

  it('of a second create end in AlreadyExists and name what was there', async () => {
    const cloud = new TestCloud()
    await cloud.create(INTEGRATION, MODEL)
    const second = await cloud.create(INTEGRATION, { ...MODEL, Scope: 'DOMAIN' })
    expect(second.OperationStatus).toBe('IN_PROGRESS')
    expect(await cloud.status(second.RequestToken)).toMatchObject({
      OperationStatus: 'FAILED',
      ErrorCode: 'AlreadyExists',
      StatusMessage: 'Integration s3://b already exists with domainName = d',
      Identifier: 'd|s3://b',
    })
    expect(await cloud.read(INTEGRATION, 'd|s3://b')).not.toHaveProperty('Scope')
  })

  it('of a delete of nothing are accepted and fail later', async () => {
    const cloud = new TestCloud()
    const first = await cloud.remove(INTEGRATION, 'd|gone')
    expect(first.OperationStatus).toBe('IN_PROGRESS')
    expect(await cloud.status(first.RequestToken)).toMatchObject({
      OperationStatus: 'FAILED',
      ErrorCode: 'NotFound',
      Identifier: 'd|gone',
    })
  })

  it('of an update carry the desired model without read-only values', async () => {
    const cloud = new TestCloud({ handlerMs: 10 })
    await cloud.create(INTEGRATION, MODEL)
    cloud.now += 10
    const patch = [{ op: 'add', path: 'ObjectTypeName', value: 'x' }]
    const event = await cloud.update(INTEGRATION, 'd|s3://b', patch)
    expect(JSON.parse(event.ResourceModel ?? '')).toEqual({ ...MODEL, ObjectTypeName: 'x' })
  })

  it('are one at a time for a resource', async () => {
    const cloud = new TestCloud({ handlerMs: 10 })
    await cloud.create(INTEGRATION, MODEL)
    expect(await said(() => cloud.remove(INTEGRATION, 'd|s3://b'))).toMatch(
      /^ConcurrentOperationException/,
    )
    const json = JSON.stringify(MODEL)
    expect(await said(() => cloud.remove(INTEGRATION, json))).toMatch(/^ConcurrentOperation/)
    // Another region has its own resource of the same name.
    const elsewhere = { ...HERE, region: 'eu-west-1' }
    const input = { TypeName: INTEGRATION, Identifier: 'd|s3://b' }
    await cloud.mutate('DeleteResource', input, elsewhere)
    cloud.now += 10
    await cloud.remove(INTEGRATION, 'd|s3://b')
  })

  it('can be cancelled, early without and late with the effect', async () => {
    const cancel = async (after: number): Promise<[string, string, string]> => {
      const cloud = new TestCloud({ handlerMs: 1000 })
      const { RequestToken } = await cloud.create(INTEGRATION, MODEL)
      cloud.now += after
      const cancelled = await cloud.mutate('CancelResourceRequest', { RequestToken })
      await cloud.mutate('CancelResourceRequest', { RequestToken })
      cloud.now += 1000
      const { OperationStatus } = await cloud.status(RequestToken)
      await cloud.mutate('CancelResourceRequest', { RequestToken })
      const there = cloud.read(INTEGRATION, 'd|s3://b').then(
        () => 'there',
        () => 'not there',
      )
      return [cancelled.OperationStatus, OperationStatus, await there]
    }
    expect(await cancel(100)).toEqual(['CANCEL_IN_PROGRESS', 'CANCEL_COMPLETE', 'not there'])
    expect(await cancel(900)).toEqual(['CANCEL_IN_PROGRESS', 'CANCEL_COMPLETE', 'there'])
  })

  it('cannot be cancelled at their end, nor found past seven days', async () => {
    const cloud = new TestCloud()
    const { RequestToken } = await cloud.create(INTEGRATION, MODEL)
    const input = { RequestToken }
    expect(await cloud.fault('CancelResourceRequest', input)).toBe(
      `ValidationException: Request ${RequestToken} is already in status SUCCESS`,
    )
    const unknown = `RequestTokenNotFoundException: Request with token ${RequestToken} was not found`
    const elsewhere = { ...HERE, account: '210987654321' }
    expect(await cloud.fault('GetResourceRequestStatus', input, elsewhere)).toBe(unknown)
    cloud.now += 7 * 24 * 3_600_000 - 1
    expect(await cloud.status(RequestToken)).toMatchObject({ OperationStatus: 'SUCCESS' })
    cloud.now += 1
    expect(await cloud.fault('GetResourceRequestStatus', input)).toBe(unknown)
  })

  it('are listed 20 at a time, newest first, by operation and status', async () => {
    const cloud = new TestCloud({ handlerMs: 1000 })
    for (let i = 0; i < 25; i++) await cloud.create(INTEGRATION, { ...MODEL, Uri: `u${i}` })
    cloud.now += 1000
    await cloud.remove(INTEGRATION, 'd|u0')
    const list = async (input: object): Promise<[Event[], string | undefined]> => {
      const answer = await cloud.call('ListResourceRequests', input as never)
      const events = answer['ResourceRequestStatusSummaries'] as unknown as Event[]
      return [events, answer['NextToken'] as string | undefined]
    }
    const [page, next] = await list({})
    expect(page).toHaveLength(20)
    expect(page[0]).toMatchObject({ Operation: 'DELETE', OperationStatus: 'IN_PROGRESS' })
    expect(page[0]?.RetryAfter).toBe((cloud.now + 1000) / 1000)
    const [rest, end] = await list({ NextToken: next })
    expect(rest).toHaveLength(6)
    expect(end).toBeUndefined()
    const deletes = { ResourceRequestStatusFilter: { Operations: ['DELETE'] } }
    expect((await list(deletes))[0]).toHaveLength(1)
    const running = { ResourceRequestStatusFilter: { OperationStatuses: ['IN_PROGRESS'] } }
    expect((await list(running))[0]).toHaveLength(1)
    expect((await list({ MaxResults: 3 }))[0]).toHaveLength(3)
  })
})

describe('lists', () => {
  it('page by themselves, whatever MaxResults says, and carry a part of the properties', async () => {
    const cloud = new TestCloud({ pageSize: 2 })
    await cloud.create(DOMAIN, { DomainName: 'd', DefaultExpirationDays: 1 })
    const flow = {
      FlowName: 'f1',
      KmsArn: 'arn:aws:kms:us-east-1:123456789012:key/1',
      Tasks: [],
      TriggerConfig: { TriggerType: 'OnDemand' },
      SourceFlowConfig: { ConnectorType: 'S3', SourceConnectorProperties: {} },
    }
    for (let i = 0; i < 5; i++) {
      await cloud.create(INTEGRATION, {
        ...MODEL,
        Uri: `u${i}`,
        Scope: 'DOMAIN',
        FlowDefinition: flow,
      })
    }
    await cloud.create(INTEGRATION, { DomainName: 'other', Uri: 'u9' })
    const identifiers: string[] = []
    let NextToken: string | undefined
    do {
      const answer = await cloud.call('ListResources', {
        TypeName: INTEGRATION,
        ResourceModel: '{"DomainName":"d"}',
        MaxResults: 100,
        ...(NextToken === undefined ? {} : { NextToken }),
      })
      const rows = answer['ResourceDescriptions'] as { Identifier: string; Properties: string }[]
      expect(rows.length).toBeLessThanOrEqual(2)
      for (const row of rows) {
        identifiers.push(row.Identifier)
        const names = Object.keys(JSON.parse(row.Properties) as object).sort()
        expect(names).toEqual(['CreatedAt', 'DomainName', 'LastUpdatedAt', 'Uri'])
      }
      NextToken = answer['NextToken'] as string | undefined
      // A deletion between two pages neither repeats nor skips a row.
      if (identifiers.length === 2) await cloud.remove(INTEGRATION, 'd|u0')
    } while (NextToken !== undefined)
    expect(identifiers).toEqual([0, 1, 2, 3, 4].map((i) => `d|u${i}`))
    expect(
      await cloud.fault('ListResources', {
        TypeName: INTEGRATION,
        ResourceModel: '{"DomainName":"d"}',
        NextToken: 'forged',
      }),
    ).toMatch(/^InvalidRequestException/)
  })
})
