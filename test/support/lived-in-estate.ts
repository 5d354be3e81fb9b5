import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'

/* An account as accounts are: default VPCs, what others have made, and what other tools call theirs. */

/** Regions that every account has. */
export const REGIONS = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-north-1'],
  ...['ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3'],
]

/** A region in which nothing is allowed. */
export const DENIED_REGION = 'ap-northeast-3'

/** One resource, as a `--seed` file of the local cloud has it. */
export interface EstateEntry {
  readonly type: string
  readonly region: string
  readonly properties: Readonly<Record<string, unknown>>
}

export interface EstateOptions {
  /** The stack beside which all of it is: what is tagged by others carries its name, or nearly so. Default: `soak`. */
  readonly stack?: string
  /** How many resources others have made, beside the default VPCs. Default: 200. */
  readonly foreign?: number
}

/** All of it, the same for the same options. */
export function estateEntries({
  stack = 'soak',
  foreign = 200,
}: EstateOptions = {}): EstateEntry[] {
  return [...REGIONS.flatMap(defaultVpc), ...foreignResources(stack, foreign)]
}

/**
 * Flags of `skyql emulator` for a cloud with it in.
 * @param dir where its seed file is written
 */
export function livedIn(dir: string, options: EstateOptions = {}): string[] {
  const file = join(dir, 'estate.json')
  writeFileSync(file, JSON.stringify(estateEntries(options)))
  return ['--seed', file, '--fault', `access-denied:region=${DENIED_REGION}`]
}

function tagged(tags: Readonly<Record<string, string>>): { Tags: unknown[] } {
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }
}

/** What AWS puts into each region of a new account, with what people attach to it. */
function defaultVpc(region: string, index: number): EstateEntry[] {
  const id = (kind: string, number = 0): string =>
    `${kind}-${(0xde_fa_00_00 + index * 16 + number).toString(16).padStart(17, '0')}`
  const [vpc, gateway, table, group] = [id('vpc'), id('igw'), id('rtb'), id('sg')]
  const of = (type: string, properties: EstateEntry['properties']): EstateEntry => ({
    ...{ type: `AWS::EC2::${type}`, region, properties },
  })
  const subnets = [0, 1].map((number) => id('subnet', number))
  return [
    of('VPC', { CidrBlock: '172.31.0.0/16', VpcId: vpc }),
    of('InternetGateway', { InternetGatewayId: gateway }),
    of('VPCGatewayAttachment', {
      ...{ VpcId: vpc, InternetGatewayId: gateway, AttachmentType: 'IGW' },
    }),
    of('RouteTable', { VpcId: vpc, RouteTableId: table }),
    ...subnets.flatMap((subnet, number) => [
      of('Subnet', {
        ...{ VpcId: vpc, SubnetId: subnet, CidrBlock: `172.31.${String(number * 16)}.0/20` },
      }),
      of('SubnetRouteTableAssociation', {
        ...{ SubnetId: subnet, RouteTableId: table, Id: id('rtbassoc', number) },
      }),
    ]),
    of('SecurityGroup', {
      ...{ GroupDescription: 'default VPC security group', GroupName: 'default' },
      ...{ VpcId: vpc, Id: group, GroupId: group },
    }),
    of('SecurityGroupIngress', { GroupId: group, IpProtocol: '-1', CidrIp: '10.0.0.0/8' }),
  ]
}

/** What is tagged as other tools, other stacks and other environments do. */
function foreignTags(stack: string, index: number): Readonly<Record<string, string>> {
  const r = `r${String(index % 30)}`
  const skyql = (name: string, env: string): Record<string, string> => ({
    ...{ 'skyql:stack': name, 'skyql:env': env, 'skyql:resource': r },
  })
  const all: Readonly<Record<string, string>>[] = [
    {},
    { Name: r },
    skyql(stack, 'prd'),
    skyql(`${stack}-other`, 'dev'),
    { 'team:stack': stack, 'team:env': 'dev', 'team:resource': r },
    { Terraform: 'true', 'terraform:workspace': 'dev', Name: r },
    { 'cdk:stack': stack, Name: `${stack}/dev/${r}` },
    { 'skyql:stack': stack, 'skyql:env': 'dev' },
  ]
  return all[index % all.length] ?? {}
}

/** Types of what others have made, each with what makes it look like what a stack may declare. */
const FOREIGN: readonly ((index: number, tags: object) => Omit<EstateEntry, 'region'>)[] = [
  (index, tags) => ({
    type: 'AWS::EC2::VPC',
    properties: { CidrBlock: `10.${String(index % 30)}.0.0/16`, ...tags },
  }),
  (index, tags) => ({
    type: 'AWS::EC2::Subnet',
    properties: {
      ...{ VpcId: `vpc-${'f'.repeat(17)}`, CidrBlock: `10.99.${String(index % 30)}.0/24` },
      ...tags,
    },
  }),
  (index, tags) => ({
    type: 'AWS::EC2::RouteTable',
    properties: { VpcId: `vpc-${String(index).padStart(17, 'f')}`, ...tags },
  }),
  (index) => ({
    type: 'AWS::EC2::SubnetRouteTableAssociation',
    properties: {
      ...{ SubnetId: `subnet-${String(index).padStart(17, '0')}` },
      RouteTableId: `rtb-${'f'.repeat(17)}`,
    },
  }),
  (index, tags) => ({
    type: 'AWS::S3::Bucket',
    // Whoever takes a prefix for a name takes this one.
    properties: {
      BucketName: `soak-bucket-${String(index % 30)}-foreign-${String(index)}`,
      ...tags,
    },
  }),
  (index, tags) => ({
    type: 'AWS::Logs::LogGroup',
    properties: { LogGroupName: `/soak/${String(index % 30)}/foreign-${String(index)}`, ...tags },
  }),
]

function foreignResources(stack: string, count: number): EstateEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const make = FOREIGN[index % FOREIGN.length]!
    // Most are in the region in which stacks are built.
    const region = index % 4 === 3 ? REGIONS[1 + (index % 8)]! : 'us-east-1'
    const round = Math.floor(index / FOREIGN.length)
    // A name that a stack wants, in another region.
    const isTwin = region !== 'us-east-1' && make === FOREIGN.at(-1)
    const entry = make(index, tagged(foreignTags(stack, round)))
    if (!isTwin) return { region, ...entry }
    return { region, ...entry, properties: { LogGroupName: `/soak/${String(index)}` } }
  })
}

/** What there is of the types and regions of an estate, read without skyql: its key is type, region and identifier. */
export async function readEstate(
  url: string,
  entries: readonly EstateEntry[] = estateEntries(),
): Promise<Map<string, unknown>> {
  const places = new Set(
    entries
      .filter(({ region }) => region !== DENIED_REGION)
      .map(({ type, region }) => `${type} ${region}`),
  )
  const found = new Map<string, unknown>()
  for (const place of places) {
    const [TypeName = '', region = ''] = place.split(' ')
    let NextToken: string | undefined
    do {
      const body = { TypeName, ...(NextToken === undefined ? {} : { NextToken }) }
      const page = await call(url, region, { operation: 'ListResources', body })
      for (const { Identifier } of page?.ResourceDescriptions ?? []) {
        const one = { operation: 'GetResource', body: { TypeName, Identifier } }
        const { Properties } = (await call(url, region, one))?.ResourceDescription ?? {}
        // A list may still have what is gone.
        if (Properties !== undefined) found.set(`${place} ${Identifier}`, JSON.parse(Properties))
      }
      NextToken = page?.NextToken
    } while (NextToken !== undefined)
  }
  return found
}

/** Those of an estate that are gone or not as they were. */
export function touched(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): string[] {
  return [...before.keys()].filter((key) => !isDeepStrictEqual(before.get(key), after.get(key)))
}

interface Answer {
  readonly ResourceDescriptions?: readonly { readonly Identifier: string }[]
  readonly ResourceDescription?: { readonly Properties?: string }
  readonly NextToken?: string
}

const TRIES = 20

/** @returns `undefined` where there is no such resource */
async function call(
  url: string,
  region: string,
  { operation, body }: { readonly operation: string; readonly body: object },
): Promise<Answer | undefined> {
  const scope = `123456789012/20260101/${region}/cloudcontrolapi/aws4_request`
  for (let left = TRIES; ; left--) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': `CloudApiService.${operation}`,
          authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
        },
        body: JSON.stringify(body),
      })
      const text = await response.text()
      if (response.ok) return JSON.parse(text) as Answer
      if (text.includes('NotFound')) return undefined
      throw new Error(`${operation} in ${region}: ${text}`)
    } catch (error) {
      // The faults of a cloud are no answer.
      if (left === 0) throw error
    }
  }
}
