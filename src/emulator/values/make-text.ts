import type { PropertySchema } from '../../catalog/index.js'
import { loosePattern } from '../model/loose-pattern.js'
import type { Path } from '../model/pointer.js'
import { makeArns, withScope } from './make-arn.js'
import { kebab } from './kebab.js'
import type { ValueContext } from './value-context.js'
import { textFromPattern } from './text-from-pattern.js'

/** A text that the property's bounds and pattern accept, and that reads like what the service would give. */
export function makeText(context: ValueContext, schema: PropertySchema, path: Path): string {
  const fits = acceptor(schema)
  for (const candidate of candidates(context, schema, path)) {
    const sized = candidate.slice(0, schema.maxLength ?? undefined)
    if (fits(sized)) return sized
  }
  if (schema.pattern !== undefined) {
    const made = textFromPattern(schema.pattern, context.random, fits)
    if (made !== undefined) {
      const scoped = withScope(made, context)
      return fits(scoped) ? scoped : made
    }
  }
  const plain = context.random.hex(Math.max(schema.minLength ?? 0, 17))
  return plain.slice(0, schema.maxLength ?? undefined)
}

function acceptor(schema: PropertySchema): (text: string) => boolean {
  const pattern = schema.pattern === undefined ? undefined : loosePattern(schema.pattern)
  const min = schema.minLength ?? 0
  const max = schema.maxLength ?? Number.POSITIVE_INFINITY
  return (text) => text.length >= min && text.length <= max && (pattern?.test(text) ?? true)
}

function* candidates(context: ValueContext, schema: PropertySchema, path: Path): Generator<string> {
  const { random, account, region, now } = context
  const name = path.at(-1) ?? ''
  const type = context.type.typeName
  const [, service = '', resource = ''] = type.split('::')
  if (/arn$/i.test(name) || schema.pattern?.includes('arn:') === true) {
    yield* makeArns(context, name)
  }
  if (schema.format === 'date-time' || /(At|Time|Timestamp)$/.test(name)) {
    yield new Date(now).toISOString()
  }
  if (/Date$/.test(name)) yield new Date(now).toISOString().slice(0, 10)
  if (/(Status|State)$/.test(name)) yield 'ACTIVE'
  if (/(AccountId|OwnerId|RegistryId|CatalogId|^Owner)$/.test(name)) yield account
  if (/Region$/.test(name)) yield region
  if (/Version$/.test(name)) yield '1'
  if (/(Url|URL|Endpoint)$/.test(name)) {
    yield `https://${random.hex(10)}.${service.toLowerCase()}.${region}.amazonaws.com`
  }
  if (/Bucket(Name)?$/.test(name)) yield `${kebab(resource)}-${random.hex(12)}`
  if (/(Id|Identifier|ID)$/.test(name)) {
    const prefix = ID_PREFIX[`${service}::${name}`] ?? ID_PREFIX[`${service}::${resource}`]
    if (prefix !== undefined) yield `${prefix}-${random.hex(17)}`
    if (service === 'EC2') yield `${kebab(resource)}-${random.hex(17)}`
  }
  if (/Name$/.test(name)) yield `${resource}-${random.text(UPPER_DIGITS, 12)}`
  yield random.uuid()
  yield random.text(LOWER_DIGITS, 12)
  yield `${kebab(name)}-${random.hex(8)}`
  yield account
  yield region
}

const UPPER_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const LOWER_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** Prefixes that everybody knows; the rest get the resource's own name. */
const ID_PREFIX: Readonly<Record<string, string>> = {
  'EC2::VpcId': 'vpc',
  'EC2::SubnetId': 'subnet',
  'EC2::GroupId': 'sg',
  'EC2::SecurityGroup': 'sg',
  'EC2::InstanceId': 'i',
  'EC2::VolumeId': 'vol',
  'EC2::RouteTableId': 'rtb',
  'EC2::InternetGatewayId': 'igw',
  'EC2::NatGatewayId': 'nat',
  'EC2::NetworkInterface': 'eni',
  'EC2::NetworkAcl': 'acl',
  'EC2::VPCEndpoint': 'vpce',
  'EC2::TransitGateway': 'tgw',
  'EC2::LaunchTemplateId': 'lt',
  'EC2::FlowLog': 'fl',
  'EC2::AllocationId': 'eipalloc',
  'EFS::FileSystemId': 'fs',
}
