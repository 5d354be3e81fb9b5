import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseFault, startEmulator } from '../../../src/emulator/index.js'
import type { Emulator } from '../../../src/emulator/index.js'
import { catalog } from '../plane.js'
import type { Credentials } from './aws-program.js'
import { AwsProgram, awsVersion, keyOf } from './aws-program.js'

const version = await awsVersion()

describe.skipIf(version === undefined)('the aws program', () => {
  let emulator: Emulator | undefined
  let aws = new AwsProgram('')
  beforeAll(async () => {
    const tags = [{ Key: 'team', Value: 'crm' }]
    emulator = await startEmulator({
      catalog,
      organization: [
        { id: '123456789012', name: 'root' },
        { id: '222222222222', name: 'prod' },
        { id: '333333333333', name: 'old & <gone>', status: 'SUSPENDED' },
      ],
      regions: ['us-east-1', 'eu-central-1', 'eu-south-1'],
      faults: [parseFault('access-denied:op=AssumeRole:account=999999999999')],
      estate: [
        {
          type: 'AWS::S3::Bucket',
          region: 'eu-central-1',
          properties: { BucketName: 'tagged', Tags: tags },
        },
        { type: 'AWS::S3::Bucket', region: 'eu-central-1', properties: { BucketName: 'bare' } },
        {
          type: 'AWS::EC2::VPC',
          region: 'eu-central-1',
          properties: { CidrBlock: '10.0.0.0/16', VpcId: 'vpc-1', Tags: tags },
        },
      ],
    })
    aws = new AwsProgram(emulator.url)
  })
  afterAll(() => emulator?.close())

  it('asks who it is', async () => {
    expect(await aws.run(['sts', 'get-caller-identity'])).toEqual({
      UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/) as string,
      Account: '123456789012',
      Arn: 'arn:aws:iam::123456789012:user/local',
    })
  })

  it('assumes a role and acts in its account', async () => {
    const assume = [
      ...['sts', 'assume-role', '--role-arn', 'arn:aws:iam::222222222222:role/team/inventory'],
      ...['--role-session-name', 'skyql', '--external-id', 'secret', '--duration-seconds', '900'],
    ]
    const asked = Date.now()
    const answer = await aws.run<{
      Credentials: Credentials & { Expiration: string }
      AssumedRoleUser: unknown
    }>(assume)
    const { Credentials: credentials } = answer
    expect(credentials.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/)
    const lifetime = Date.parse(credentials.Expiration) - asked
    expect(lifetime).toBeGreaterThan(890_000)
    expect(lifetime).toBeLessThan(960_000)
    const arn = 'arn:aws:sts::222222222222:assumed-role/inventory/skyql'
    expect(answer.AssumedRoleUser).toMatchObject({ Arn: arn })
    expect(await aws.run(['sts', 'get-caller-identity'], { credentials })).toEqual({
      UserId: expect.stringMatching(/^AROA[A-Z2-7]{17}:skyql$/) as string,
      Account: '222222222222',
      Arn: arn,
    })
    const create = ['cloudcontrol', 'create-resource', '--type-name', 'AWS::Logs::LogGroup']
    await aws.run([...create, '--desired-state', '{"LogGroupName":"g"}'], { credentials })
    const list = ['cloudcontrol', 'list-resources', '--type-name', 'AWS::Logs::LogGroup']
    const listed = { ResourceDescriptions: [{ Identifier: 'g' }] }
    expect(await aws.run(list, { credentials: keyOf('222222222222') })).toMatchObject(listed)
    expect(await aws.run(list)).toMatchObject({ ResourceDescriptions: [] })
  })

  it('is told why a role cannot be assumed', async () => {
    const assume = (role: string, ...more: string[]): Promise<unknown> =>
      aws.run(['sts', 'assume-role', '--role-session-name', 's1', '--role-arn', role, ...more])
    await expect(assume('arn:aws:iam::999999999999:role/r')).rejects.toThrow(
      'An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::123456789012:user/local is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::999999999999:role/r',
    )
    await expect(assume('arn:aws:s3:::not-a-role-at-all')).rejects.toThrow(
      /\(ValidationError\).*arn:aws:s3:::not-a-role-at-all is invalid/,
    )
  })

  it('lists regions with their status, page by page', async () => {
    const { Regions } = await aws.run<{
      Regions: { RegionName: string; RegionOptStatus: string }[]
    }>(['account', 'list-regions', '--page-size', '10'])
    const status = new Map(Regions.map((each) => [each.RegionName, each.RegionOptStatus]))
    expect(status.size).toBe(34)
    expect(Object.fromEntries(status)).toMatchObject({
      'us-east-1': 'ENABLED_BY_DEFAULT',
      'eu-south-1': 'ENABLED',
      'eu-west-1': 'DISABLED',
      'me-central-1': 'DISABLED',
    })
    const enabled = ['--region-opt-status-contains', 'ENABLED', 'ENABLED_BY_DEFAULT']
    expect(await aws.run(['account', 'list-regions', ...enabled])).toEqual({
      Regions: [
        { RegionName: 'eu-central-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' },
        { RegionName: 'eu-south-1', RegionOptStatus: 'ENABLED' },
        { RegionName: 'us-east-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' },
      ],
    })
  })

  it('is refused in a region that is not enabled', async () => {
    const here = { region: 'eu-west-1' }
    const cases: [string[], string, string][] = [
      [
        ['cloudcontrol', 'list-resources', '--type-name', 'AWS::S3::Bucket'],
        'UnrecognizedClientException',
        'ListResources',
      ],
      [
        ['resourcegroupstaggingapi', 'get-resources'],
        'UnrecognizedClientException',
        'GetResources',
      ],
      [['cloudformation', 'list-types'], 'InvalidClientTokenId', 'ListTypes'],
    ]
    for (const [args, code, operation] of cases) {
      await expect(aws.run(args, here)).rejects.toThrow(
        `An error occurred (${code}) when calling the ${operation} operation: The security token included in the request is invalid.`,
      )
    }
    // These have one endpoint for the world.
    await aws.run(['account', 'list-regions'], here)
    await aws.run(['organizations', 'describe-organization'], here)
  })

  it('lists the accounts of the organization', async () => {
    const { Accounts } = await aws.run<{ Accounts: { Id: string; Arn: string }[] }>([
      ...['organizations', 'list-accounts', '--page-size', '2'],
    ])
    expect(Accounts).toMatchObject([
      { Id: '123456789012', Name: 'root', Status: 'ACTIVE', State: 'ACTIVE' },
      { Id: '222222222222', Name: 'prod', Status: 'ACTIVE', JoinedMethod: 'CREATED' },
      { Id: '333333333333', Name: 'old & <gone>', Status: 'SUSPENDED' },
    ])
    const { Organization } = await aws.run<{ Organization: { Id: string } }>([
      ...['organizations', 'describe-organization'],
    ])
    expect(Organization).toMatchObject({ MasterAccountId: '123456789012', FeatureSet: 'ALL' })
    expect(Accounts[1]?.Arn).toBe(
      `arn:aws:organizations::123456789012:account/${Organization.Id}/222222222222`,
    )
    const list = ['organizations', 'list-accounts']
    await expect(aws.run(list, { credentials: keyOf('222222222222') })).rejects.toThrow(
      /\(AccessDeniedException\).*You don't have permissions/,
    )
    await expect(aws.run(list, { credentials: keyOf('444444444444') })).rejects.toThrow(
      /\(AWSOrganizationsNotInUseException\).*not a member of an organization/,
    )
  })

  it('finds resources by tag', async () => {
    const get = ['resourcegroupstaggingapi', 'get-resources']
    const tags = [{ Key: 'team', Value: 'crm' }]
    const bucket = { ResourceARN: 'arn:aws:s3:::tagged', Tags: tags }
    const vpc = { ResourceARN: 'arn:aws:ec2:eu-central-1:123456789012:vpc/vpc-1', Tags: tags }
    const found = (...args: string[]): Promise<unknown> => aws.run([...get, ...args])
    expect(await found('--page-size', '1')).toEqual({
      ResourceTagMappingList: [bucket, vpc],
    })
    expect(await found('--tag-filters', 'Key=team,Values=crm,web')).toMatchObject({
      ResourceTagMappingList: [bucket, vpc],
    })
    expect(await found('--tag-filters', 'Key=team,Values=web')).toMatchObject({
      ResourceTagMappingList: [],
    })
    expect(await found('--resource-type-filters', 'ec2:vpc')).toMatchObject({
      ResourceTagMappingList: [vpc],
    })
    expect(await aws.run(get, { region: 'us-east-1' })).toMatchObject({
      ResourceTagMappingList: [],
    })
    await expect(found('--resource-type-filters', 'a:b:c')).rejects.toThrow(
      /\(InvalidParameterException\)/,
    )
  })

  it('lists and describes types', async () => {
    const all = ['cloudformation', 'list-types', '--visibility', 'PUBLIC', '--type', 'RESOURCE']
    const prefix = ['--filters', 'Category=AWS_TYPES,TypeNamePrefix=AWS::S3::']
    const { TypeSummaries } = await aws.run<{ TypeSummaries: { TypeName: string }[] }>([
      ...[...all, ...prefix, '--provisioning-type', 'FULLY_MUTABLE', '--page-size', '3'],
    ])
    expect(TypeSummaries).toContainEqual({
      Type: 'RESOURCE',
      TypeName: 'AWS::S3::Bucket',
      DefaultVersionId: '00000001',
      TypeArn: 'arn:aws:cloudformation:eu-central-1::type/resource/AWS-S3-Bucket',
      Description: 'Resource Type definition for AWS::S3::Bucket',
    })
    expect(TypeSummaries.length).toBeGreaterThan(3)
    interface Described {
      readonly Schema: string
      readonly ProvisioningType: string
    }
    const describeType = (...args: string[]): Promise<Described> =>
      aws.run(['cloudformation', 'describe-type', ...args])
    const byName = await describeType('--type', 'RESOURCE', '--type-name', 'AWS::S3::Bucket')
    const arn = 'arn:aws:cloudformation:eu-central-1::type/resource/AWS-S3-Bucket'
    expect(await describeType('--arn', arn)).toEqual(byName)
    expect(byName.ProvisioningType).toBe('FULLY_MUTABLE')
    expect(JSON.parse(byName.Schema)).toMatchObject({
      typeName: 'AWS::S3::Bucket',
      primaryIdentifier: ['/properties/BucketName'],
    })
    await expect(
      describeType('--type', 'RESOURCE', '--type-name', 'AWS::No::Thing'),
    ).rejects.toThrow(
      "An error occurred (TypeNotFoundException) when calling the DescribeType operation: The type 'AWS::No::Thing' cannot be found.",
    )
    await expect(describeType()).rejects.toThrow(/\(CFNRegistryException\)/)
  })
})
