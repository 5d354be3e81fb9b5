import { afterEach, describe, expect, it } from 'vitest'
import type { EmulatorBehaviour } from '../../../src/emulator/index.js'
import { parseFault } from '../../../src/emulator/index.js'
import type { Signer } from './service-client.js'
import { ServiceClient, element } from './service-client.js'

const running: ServiceClient[] = []
afterEach(async () => {
  for (const client of running.splice(0)) await client.emulator.close()
})

async function cloud(
  options: EmulatorBehaviour & { clock?: () => number } = {},
): Promise<ServiceClient> {
  const client = await ServiceClient.start(options)
  running.push(client)
  return client
}

const STS = { Version: '2011-06-15' }
const CFN = { Version: '2010-05-15' }
const WHO = { Action: 'GetCallerIdentity', ...STS }
const ASSUME = {
  Action: 'AssumeRole',
  RoleArn: 'arn:aws:iam::000000000042:role/r',
  RoleSessionName: 'name',
  ...STS,
}
const TAGGING = 'ResourceGroupsTaggingAPI_20170126.GetResources'
const ACCOUNTS = 'AWSOrganizationsV20161128.ListAccounts'

describe('the query protocol', () => {
  it('answers in the namespace of the service, errors too', async () => {
    const client = await cloud()
    const good = await client.form('sts', WHO)
    expect(good.status).toBe(200)
    expect(good.headers.get('content-type')).toBe('text/xml')
    expect(good.body).toMatch(
      /^<GetCallerIdentityResponse xmlns="https:\/\/sts.amazonaws.com\/doc\/2011-06-15\/"><GetCallerIdentityResult>/,
    )
    expect(element(good.body, 'RequestId')).toBe(good.headers.get('x-amzn-requestid'))
    const bad = await client.form('sts', { Action: 'Dance', ...STS })
    expect(bad.status).toBe(400)
    expect(bad.body).toMatch(/^<ErrorResponse xmlns="https:\/\/sts.amazonaws.com/)
    expect(element(bad.body, 'Type')).toBe('Sender')
    expect(element(bad.body, 'Code')).toBe('InvalidAction')
    // An operation of another service is none of this one.
    const other = await client.form('sts', { Action: 'ListTypes', ...STS })
    expect(element(other.body, 'Code')).toBe('InvalidAction')
  })

  it('escapes what is text', async () => {
    const client = await cloud()
    const name = `a<b>&"c'\u0001\r`
    const { body } = await client.form('sts', { ...ASSUME, RoleArn: name })
    expect(element(body, 'Message')).toBe(`a&lt;b&gt;&amp;"c'&#xD; is invalid`)
  })

  it('checks the members of AssumeRole', async () => {
    const client = await cloud()
    const problem = async (form: Record<string, string>): Promise<string> => {
      const { body } = await client.form('sts', { ...ASSUME, ...form })
      return `${element(body, 'Code')}: ${element(body, 'Message')}`
    }
    expect(await problem({ RoleSessionName: 'a b' })).toMatch(
      /^ValidationError: .*'a b' at 'roleSessionName'.*regular expression/,
    )
    expect(await problem({ RoleSessionName: '' })).toMatch(/'roleSessionName'.*must not be null/)
    expect(await problem({ ExternalId: 'x' })).toMatch(/'externalId'.*greater than or equal to 2/)
    expect(await problem({ DurationSeconds: '899' })).toMatch(/'durationSeconds'.*equal to 900/)
    expect(await problem({ DurationSeconds: '43201' })).toMatch(/'durationSeconds'.*equal to 43200/)
    expect(await problem({ DurationSeconds: 'x' })).toMatch(/^MalformedInput/)
  })
})

describe('temporary credentials', () => {
  async function assume(client: ServiceClient, signer?: Signer): Promise<Signer> {
    const { body } = await client.form('sts', ASSUME, signer)
    const accessKey = element(body, 'AccessKeyId')
    return { accessKey, token: element(body, 'SessionToken'), region: 'us-east-1' }
  }

  it('outlive a restart, and expire', async () => {
    let now = Date.UTC(2026, 0, 1)
    const clock = (): number => now
    const first = await cloud({ clock })
    const signer = await assume(first)
    const second = await cloud({ clock })
    const who = await second.form('sts', WHO, signer)
    expect(element(who.body, 'Account')).toBe('000000000042')
    expect(element(who.body, 'Arn')).toBe('arn:aws:sts::000000000042:assumed-role/r/name')
    now += 3_600_000
    const late = await second.form('sts', WHO, signer)
    expect(late.status).toBe(403)
    expect(element(late.body, 'Code')).toBe('ExpiredToken')
    const call = await second.json(
      'CloudApiService.ListResources',
      { TypeName: 'AWS::S3::Bucket' },
      signer,
    )
    expect(call).toEqual({
      __type: 'com.amazon.coral.service#ExpiredTokenException',
      Message: 'The security token included in the request is expired',
    })
  })

  it('chain for an hour at most', async () => {
    const client = await cloud()
    const signer = await assume(client)
    const long = { ...ASSUME, DurationSeconds: '7200' }
    expect((await client.form('sts', long)).status).toBe(200)
    const { body } = await client.form('sts', long, signer)
    expect(element(body, 'Message')).toMatch(/exceeds the 1 hour session limit/)
  })

  it('are plain keys where the token is not ours', async () => {
    const client = await cloud()
    const token = Buffer.from('{}').toString('base64')
    const { body } = await client.form('sts', WHO, { token: `SKYQL${token}` })
    expect(element(body, 'Arn')).toBe('arn:aws:iam::123456789012:user/local')
  })
})

describe('pages', () => {
  it('of accounts hold twenty and end', async () => {
    const organization = Array.from({ length: 44 }, (_, index) => ({
      id: String(index).padStart(12, '0'),
      name: `n${index}`,
    }))
    const client = await cloud({ organization })
    const seen: string[] = []
    let next: unknown = undefined
    let pages = 0
    do {
      const answer = await client.json(ACCOUNTS, next === undefined ? {} : { NextToken: next })
      seen.push(...(answer['Accounts'] as { Id: string }[]).map(({ Id }) => Id))
      next = answer['NextToken']
      pages++
    } while (next !== undefined)
    // The management account is there without being named.
    expect(seen).toEqual(['123456789012', ...organization.map(({ id }) => id)])
    expect(pages).toBe(3)
    const bad = await client.json(ACCOUNTS, { NextToken: 'x' })
    expect(bad['__type']).toBe('InvalidInputException')
    expect((await client.json(ACCOUNTS, { MaxResults: 21 }))['__type']).toBe(
      'InvalidInputException',
    )
  })

  it('of regions and types refuse tokens that are not theirs', async () => {
    const client = await cloud()
    const regions = await client.send('account', {}, '{"MaxResults":1}', { path: '/listRegions' })
    const { NextToken } = JSON.parse(regions.body) as { NextToken: string }
    const list = { Action: 'ListTypes', Visibility: 'PUBLIC', ...CFN }
    const mixed = await client.form('cloudformation', { ...list, NextToken })
    expect(element(mixed.body, 'Code')).toBe('CFNRegistryException')
    const none = await client.send('account', {}, '{"MaxResults":51}', { path: '/listRegions' })
    expect(none.status).toBe(400)
    expect(none.headers.get('x-amzn-errortype')).toBe('ValidationException')
    const gone = await client.json(TAGGING, { PaginationToken: NextToken })
    expect(gone['__type']).toBe('PaginationTokenExpiredException')
  })
})

describe('regions', () => {
  it('are those of the partition that is asked in', async () => {
    const client = await cloud()
    const answer = await client.send('account', {}, '{}', {
      region: 'us-gov-west-1',
      path: '/listRegions',
    })
    expect(JSON.parse(answer.body)).toEqual({
      Regions: [
        { RegionName: 'us-gov-east-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' },
        { RegionName: 'us-gov-west-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' },
      ],
    })
  })

  it('and accounts are checked before anything starts', async () => {
    await expect(cloud({ regions: ['everywhere'] })).rejects.toMatchObject({ code: 'USAGE' })
    await expect(cloud({ regions: [] })).rejects.toMatchObject({ code: 'USAGE' })
    await expect(cloud({ organization: [{ id: '1', name: 'x' }] })).rejects.toMatchObject({
      code: 'USAGE',
    })
  })
})

describe('list-types', () => {
  it('leaves out what the filters leave out', async () => {
    const client = await cloud()
    const count = async (form: Record<string, string>): Promise<number> => {
      const { body } = await client.form('cloudformation', { Action: 'ListTypes', ...form, ...CFN })
      return body.split('<TypeName>').length - 1
    }
    expect(await count({ Visibility: 'PUBLIC' })).toBe(100)
    expect(await count({ Visibility: 'PUBLIC', MaxResults: '7' })).toBe(7)
    expect(await count({})).toBe(0)
    expect(await count({ Visibility: 'PUBLIC', Type: 'HOOK' })).toBe(0)
    expect(await count({ Visibility: 'PUBLIC', DeprecatedStatus: 'DEPRECATED' })).toBe(0)
    expect(await count({ Visibility: 'PUBLIC', 'Filters.Category': 'THIRD_PARTY' })).toBe(0)
    expect(await count({ Visibility: 'PUBLIC', 'Filters.TypeNamePrefix': 'AWS::SQS::' })).toBe(3)
    const bad = await client.form('cloudformation', { Action: 'ListTypes', Type: 'X', ...CFN })
    expect(element(bad.body, 'Code')).toBe('ValidationError')
  })
})

describe('resources by tag', () => {
  it('follow updates, and maps are tags too', async () => {
    const client = await cloud()
    const create = (TypeName: string, model: object): Promise<unknown> =>
      client.json('CloudApiService.CreateResource', {
        TypeName,
        DesiredState: JSON.stringify(model),
      })
    await create('AWS::SSM::Parameter', { Name: 'p', Type: 'String', Value: 'v', Tags: { a: '1' } })
    const bucket = 'AWS::S3::Bucket'
    await create(bucket, { BucketName: 'tagged', Tags: [{ Key: 'a', Value: '2' }] })
    await create(bucket, { BucketName: 'bare' })
    const found = async (input: object = {}): Promise<unknown> =>
      (await client.json(TAGGING, input))['ResourceTagMappingList']
    const tagged = (tags: object): object => ({
      ResourceARN: 'arn:aws:s3:::tagged',
      Tags: tags,
    })
    expect(await found()).toEqual([
      {
        ResourceARN: expect.stringMatching(/^arn:aws:ssm:us-east-1:/) as string,
        Tags: [{ Key: 'a', Value: '1' }],
      },
      tagged([{ Key: 'a', Value: '2' }]),
    ])
    const filters = [{ Key: 'a', Values: ['2', '3'] }]
    expect(await found({ TagFilters: filters })).toEqual([tagged([{ Key: 'a', Value: '2' }])])
    const both = [...filters, { Key: 'b' }]
    expect(await found({ TagFilters: both })).toEqual([])
    expect(await found({ ResourceARNList: ['arn:aws:s3:::tagged'] })).toHaveLength(1)
    await client.json('CloudApiService.UpdateResource', {
      TypeName: bucket,
      Identifier: 'tagged',
      PatchDocument: '[{"op":"add","path":"/Tags/-","value":{"Key":"b","Value":""}}]',
    })
    expect(await found({ TagFilters: both })).toHaveLength(1)
    const wrong = await client.json(TAGGING, { ResourceARNList: ['x'], TagFilters: filters })
    expect(wrong['__type']).toBe('InvalidParameterException')
    expect((await client.json(TAGGING, { ResourcesPerPage: 0 }))['__type']).toBe(
      'InvalidParameterException',
    )
  })
})

describe('faults', () => {
  const faulty = (...specs: string[]): Promise<ServiceClient> =>
    cloud({ faults: specs.map(parseFault) })

  it('throttle each service in its own words', async () => {
    const client = await faulty('throttle')
    const sts = await client.form('sts', WHO)
    expect([sts.status, element(sts.body, 'Code')]).toEqual([400, 'Throttling'])
    const account = await client.send('account', {}, '{}', { path: '/listRegions' })
    expect(account.status).toBe(429)
    expect(account.headers.get('x-amzn-errortype')).toBe('TooManyRequestsException')
    expect((await client.json(ACCOUNTS, {}))['__type']).toBe('TooManyRequestsException')
    expect((await client.json(TAGGING, {}))['__type']).toBe('ThrottledException')
  })

  it('of permission strike the services only by name', async () => {
    const broad = await faulty('access-denied', 'expired-token')
    expect((await broad.form('sts', WHO)).status).toBe(200)
    expect(await broad.json(TAGGING, {})).toHaveProperty('ResourceTagMappingList')
    const named = await faulty('access-denied:op=GetResources', 'expired-token:op=ListAccounts')
    expect(await named.json(TAGGING, {})).toEqual({
      __type: 'AccessDeniedException',
      Message:
        'User: arn:aws:iam::123456789012:user/local is not authorized to perform: tag:GetResources',
    })
    expect((await named.json(ACCOUNTS, {}))['__type']).toBe('ExpiredTokenException')
    const types = { TypeName: 'AWS::S3::Bucket' }
    expect((await broad.json('CloudApiService.ListResources', types))['__type']).toMatch(/Expired/)
  })

  it('have ARNs of their own service, not of one that their handlers call', async () => {
    const properties = {
      DomainName: 'shop',
      DefaultExpirationDays: 1,
      Tags: [{ Key: 'a', Value: '1' }],
    }
    const estate = [{ type: 'AWS::CustomerProfiles::Domain', region: 'us-east-1', properties }]
    const client = await cloud({ estate })
    expect((await client.json(TAGGING, {}))['ResourceTagMappingList']).toEqual([
      {
        ResourceARN: 'arn:aws:profile:us-east-1:123456789012:domains/shop',
        Tags: [{ Key: 'a', Value: '1' }],
      },
    ])
  })

  it('hide fresh resources from the tagging API', async () => {
    let now = 0
    const estate = [
      {
        type: 'AWS::S3::Bucket',
        region: 'us-east-1',
        properties: { BucketName: 'b', Tags: [{ Key: 'a', Value: '1' }] },
      },
    ]
    const faults = [parseFault('stale-list:1:3000')]
    const client = await cloud({ estate, faults, clock: () => now })
    const found = async (): Promise<unknown> =>
      (await client.json(TAGGING, {}))['ResourceTagMappingList']
    expect(await found()).toEqual([])
    now = 3_000
    expect(await found()).toHaveLength(1)
  })

  it('of AssumeRole are told apart by the account of the role', async () => {
    const client = await faulty('access-denied:op=AssumeRole:account=000000000042')
    expect((await client.form('sts', ASSUME)).status).toBe(403)
    const other = { ...ASSUME, RoleArn: 'arn:aws:iam::000000000043:role/r' }
    expect((await client.form('sts', other)).status).toBe(200)
  })

  it('drop and break calls', async () => {
    const broken = await faulty('http500:op=AssumeRole', 'drop:op=GetCallerIdentity')
    const { status, body } = await broken.form('sts', ASSUME)
    expect([status, body]).toEqual([500, ''])
    await expect(broken.form('sts', WHO)).rejects.toThrow('fetch failed')
  })

  it('have names of operations that exist', () => {
    expect(() => parseFault('throttle:op=ListAccount')).toThrow(/unknown operation 'ListAccount'/)
  })

  it('leave a service its own rate', async () => {
    const client = await cloud({ rate: 1, clock: () => 0 })
    const list = { TypeName: 'AWS::S3::Bucket' }
    expect(await client.json('CloudApiService.ListResources', list)).toHaveProperty('TypeName')
    expect((await client.form('sts', WHO)).status).toBe(200)
    expect(element((await client.form('sts', WHO)).body, 'Message')).toBe('Rate exceeded')
  })
})

describe('strangers', () => {
  it('are told what there is, in words that they understand', async () => {
    const client = await cloud()
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const ec2 = await client.send('ec2', form, 'Action=DescribeVpcs&Version=2016-11-15')
    expect(ec2.status).toBe(400)
    expect(element(ec2.body, 'Code')).toBe('InvalidAction')
    expect(element(ec2.body, 'Message')).toMatch(/ec2.*answers cloudcontrol, sts, account/)
    const other = await client.send('dynamodb', { 'x-amz-target': 'DynamoDB.GetItem' }, '{}')
    expect((JSON.parse(other.body) as { __type: string }).__type).toBe('UnknownOperationException')
  })

  it('need no signature', async () => {
    const client = await cloud()
    const response = await fetch(client.emulator.url, {
      method: 'POST',
      body: new URLSearchParams(WHO),
    })
    expect(element(await response.text(), 'Account')).toBe('123456789012')
  })
})
