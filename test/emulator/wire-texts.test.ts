import { describe, expect, it } from 'vitest'
import { DOMAIN, INTEGRATION, TestCloud, said } from './plane.js'

const json = JSON.stringify

describe('what the service says', () => {
  it('of types and actions', async () => {
    const cloud = new TestCloud()
    expect(await cloud.fault('GetResource', { TypeName: 'AWS::No::Thing', Identifier: 'x' })).toBe(
      "TypeNotFoundException: The type 'AWS::No::Thing' cannot be found.",
    )
    // Before the patch is looked at.
    expect(
      await cloud.fault('UpdateResource', {
        TypeName: 'AWS::No::Thing',
        Identifier: 'x',
        PatchDocument: 'not json',
      }),
    ).toMatch(/^TypeNotFoundException/)
    expect(await cloud.fault('ListResources', { TypeName: 'AWS::IAM::Policy' })).toBe(
      'UnsupportedActionException: Resource type AWS::IAM::Policy does not support LIST action',
    )
  })

  it('of models', async () => {
    const cloud = new TestCloud()
    const create = (typeName: string, model: object): Promise<string> =>
      cloud.fault('CreateResource', { TypeName: typeName, DesiredState: json(model) })
    expect(await create('AWS::S3::Bucket', { BucketSomething: 'x' })).toBe(
      'ValidationException: Model validation failed (#: extraneous key [BucketSomething] is not permitted)',
    )
    expect(await create('AWS::S3::Bucket', { BucketName: true })).toBe(
      'ValidationException: Model validation failed (#/BucketName: expected type: String, found: Boolean)',
    )
    expect(await create('AWS::DataZone::Project', {})).toBe(
      'ValidationException: Model validation failed (#: required key [DomainIdentifier] not found\n' +
        '#: required key [Name] not found)',
    )
    expect(await create(INTEGRATION, { DomainName: 'a b', Scope: 'X', Uri: '' })).toBe(
      'ValidationException: Model validation failed (' +
        '#/DomainName: failed validation constraint for keyword [pattern]\n' +
        '#/Uri: expected minLength: 1, actual: 0\n' +
        '#/Scope: #: only 1 subschema matches out of 2\n' +
        '#/Scope: failed validation constraint for keyword [enum])',
    )
    expect(
      await create(INTEGRATION, { DomainName: 'd', EventTriggerNames: [], Tags: [{ Key: 1.5 }] }),
    ).toBe(
      'ValidationException: Model validation failed (' +
        '#/Tags/0: required key [Value] not found\n' +
        '#/Tags/0/Key: expected type: String, found: BigDecimal\n' +
        '#/EventTriggerNames: expected minimum item count: 1, found: 0)',
    )
  })

  it('of identifiers', async () => {
    const cloud = new TestCloud()
    const get = (identifier: string): Promise<string> =>
      cloud.fault('GetResource', { TypeName: INTEGRATION, Identifier: identifier })
    expect(await get('only-one')).toBe(
      'ValidationException: Identifier only-one is not valid for identifier [/properties/DomainName, /properties/Uri]',
    )
    const wanted =
      'ValidationException: When specifying the identifier as JSON, you must specify exactly one identifier from ' +
      '[[/properties/DomainName, /properties/Uri]], and no additional properties can be specified'
    expect(await get('{"DomainName":"d"}')).toBe(wanted)
    expect(await get('{"DomainName":"d","Uri":"u","Scope":"DOMAIN"}')).toBe(wanted)
    expect(await get('{broken|x')).toBe(wanted)
    expect(await get('d|u')).toBe(
      `ResourceNotFoundException: ${INTEGRATION} Handler returned status FAILED: Resource of type '${INTEGRATION}' ` +
        "with identifier 'd|u' was not found. (HandlerErrorCode: NotFound, RequestToken: token-1)",
    )
  })

  it('of list inputs', async () => {
    const cloud = new TestCloud()
    expect(await cloud.fault('ListResources', { TypeName: 'AWS::Lambda::Permission' })).toBe(
      'InvalidRequestException: Missing or invalid ResourceModel property in AWS::Lambda::Permission list handler ' +
        'request input.Required property:  (#: required key [FunctionName] not found)',
    )
    const listener = 'AWS::ElasticLoadBalancingV2::Listener'
    const text = await cloud.fault('ListResources', { TypeName: listener })
    expect(text).toContain('required key [LoadBalancerArn]')
    expect(text).toContain('required key [ListenerArns]')
    const both = json({ LoadBalancerArn: 'a', ListenerArns: ['b'] })
    expect(
      await cloud.fault('ListResources', { TypeName: listener, ResourceModel: both }),
    ).toContain('2 subschemas matched instead of one')
    // A parent that is not there is not an empty list.
    const model = json({ DomainName: 'nowhere' })
    expect(
      await cloud.fault('ListResources', { TypeName: INTEGRATION, ResourceModel: model }),
    ).toMatch(/^ResourceNotFoundException: .*'nowhere' was not found/)
    await cloud.create(DOMAIN, { DomainName: 'somewhere', DefaultExpirationDays: 1 })
    const answer = await cloud.call('ListResources', {
      TypeName: INTEGRATION,
      ResourceModel: json({ DomainName: 'somewhere' }),
    })
    expect(answer).toEqual({ TypeName: INTEGRATION, ResourceDescriptions: [] })
  })

  it('of members that break the service model', async () => {
    const cloud = new TestCloud()
    expect(await cloud.fault('GetResource', { Identifier: 'x' })).toBe(
      "ValidationException: 1 validation error detected: Value 'null' at 'typeName' failed to satisfy constraint: " +
        'Member must not be null',
    )
    expect(await cloud.fault('ListResourceRequests', { MaxResults: 101 })).toContain(
      "Value '101' at 'maxResults'",
    )
    const large = json({ DomainName: 'x'.repeat(262_144) })
    expect(
      await cloud.fault('CreateResource', { TypeName: DOMAIN, DesiredState: large }),
    ).toContain('less than or equal to 262144')
  })

  it('of updates that cannot be', async () => {
    const cloud = new TestCloud()
    expect(await said(() => cloud.update(INTEGRATION, 'd|u', []))).toMatch(
      /^ResourceNotFoundException/,
    )
    await cloud.create(INTEGRATION, { DomainName: 'd', Uri: 'u' })
    const update = (...patch: object[]): Promise<string> =>
      said(() => cloud.update(INTEGRATION, 'd|u', patch as never))
    expect(
      await update({ op: 'add', path: '/Uri', value: 'u' }, { op: 'remove', path: 'DomainName' }),
    ).toBe(
      'NotUpdatableException: Invalid patch update: createOnlyProperties ' +
        '[/properties/DomainName, /properties/Uri] cannot be updated',
    )
    expect(await update({ op: 'replace', path: '', value: { DomainName: 'x', Uri: 'u' } })).toBe(
      'NotUpdatableException: Invalid patch update: createOnlyProperties [/properties/DomainName] cannot be updated',
    )
    expect(await update({ op: 'test', path: '/Uri', value: 'other' })).toMatch(
      /^ValidationException/,
    )
    expect(await update({ op: 'remove', path: '/Tags' })).toMatch(/^ValidationException/)
    expect(await update({ op: 'become', path: '/Tags' })).toMatch(/^ValidationException/)
    expect(await update({ op: 'add', path: '/Tags', value: [{ Key: 'a' }] })).toBe(
      'ValidationException: Model validation failed (#/Tags/0: required key [Value] not found)',
    )
    // Nothing of all that has changed the resource.
    expect(await cloud.read(INTEGRATION, 'd|u')).toMatchObject({ DomainName: 'd', Uri: 'u' })
  })

  it('of ClientTokens', async () => {
    const cloud = new TestCloud()
    const model = { DomainName: 'd', Uri: 'u' }
    const first = await cloud.create(INTEGRATION, model, { ClientToken: 'abc' })
    const again = await cloud.create(INTEGRATION, model, { ClientToken: 'abc' })
    expect(again.RequestToken).toBe(first.RequestToken)
    expect(
      await said(() => cloud.create(INTEGRATION, { ...model, Uri: 'v' }, { ClientToken: 'abc' })),
    ).toBe(
      'ClientTokenConflictException: ClientToken abc is already associated with an existing operation with ' +
        `RequestToken ${first.RequestToken}`,
    )
    cloud.now += 36 * 3_600_000
    const later = await cloud.create(INTEGRATION, { ...model, Uri: 'v' }, { ClientToken: 'abc' })
    expect(later.RequestToken).not.toBe(first.RequestToken)
  })
})
