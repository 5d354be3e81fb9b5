import type { ResourceType } from '../model/resource-type.js'
import { kebab } from './kebab.js'
import type { ValueContext } from './value-context.js'

/** The AWS partition of a region. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  if (region.startsWith('us-gov-')) return 'aws-us-gov'
  if (region.startsWith('us-iso-')) return 'aws-iso'
  if (region.startsWith('us-isob-')) return 'aws-iso-b'
  if (region.startsWith('eusc-')) return 'aws-eusc'
  return 'aws'
}

const REGIONLESS: ReadonlySet<string> = new Set([
  'IAM',
  'S3',
  'CloudFront',
  'Route53',
  'Organizations',
])

/** ARNs of a resource of the type, the likeliest shape first: with the right partition, service, region and account. */
export function* makeArns(context: ValueContext, name: string): Generator<string> {
  const { account, random, ownName } = context
  const [, service = '', resource = ''] = context.type.typeName.split('::')
  const prefix = arnPrefix(context, service)
  const kind = kebab(resource)
  const own = kebab(name.replace(/Arn$/i, ''))
  const isItself = own === '' || own === kind
  const ids = [
    ...(isItself && ownName !== undefined ? [ownName] : []),
    random.uuid(),
    random.hex(17),
    random.text(ALNUM, 12),
    random.hex(8),
    `${kind}-${random.hex(17)}`,
  ]
  // A bucket's ARN is its name alone, where all others have a kind before it.
  if (isItself && ownName !== undefined && context.type.typeName === 'AWS::S3::Bucket') {
    yield `${prefix}:${ownName}`
  }
  for (const word of new Set([kind, resource.toLowerCase(), own || kind])) {
    for (const id of ids) {
      yield `${prefix}:${word}/${id}`
      yield `${prefix}:${word}:${id}`
    }
  }
  yield `arn:${partitionOf(context.region)}:iam::${account}:role/${resource}-${random.hex(8)}`
}

/** An ARN that came out of a pattern, with this caller's partition, region and account in their places. */
export function withScope(text: string, context: ValueContext): string {
  const parts = text.split(':')
  if (parts[0] !== 'arn' || parts.length < 6) return text
  parts[1] = partitionOf(context.region)
  if (parts[3] !== '') parts[3] = context.region
  if (parts[4] !== '') parts[4] = context.account
  return parts.join(':')
}

const ALNUM = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** `arn:aws:ec2:us-east-1:123456789012` for a type, service being the middle of its name (`EC2`). */
export function arnPrefix(
  context: Pick<ValueContext, 'type' | 'region' | 'account'>,
  service: string,
): string {
  const region = REGIONLESS.has(service) ? '' : context.region
  const account = service === 'S3' ? '' : context.account
  return `arn:${partitionOf(context.region)}:${arnService(context.type)}:${region}:${account}`
}

/** Services that handlers of others call for keys, roles, networks, files and logs. */
const HELPERS: ReadonlySet<string> = new Set([
  ...['kms', 'iam', 'ec2', 's3', 'logs', 'sts', 'tag', 'events', 'secretsmanager', 'sns'],
  ...['lambda', 'cloudwatch', 'cloudformation'],
])

/** The service as IAM and ARNs write it: the one whose actions the handlers need most, and that is not a helper. */
function arnService({ schema, typeName }: ResourceType): string {
  const counts = new Map<string, number>()
  const { create, read } = schema.handlers
  for (const action of [...(read?.permissions ?? []), ...(create?.permissions ?? [])]) {
    const service = action.split(':')[0] ?? ''
    counts.set(service, (counts.get(service) ?? 0) + 1)
  }
  const named = typeName.split('::')[1]?.toLowerCase() ?? ''
  const isOwn = (service: string): boolean => service === named || !HELPERS.has(service)
  const [best] = [...counts].sort(
    ([a, timesA], [b, timesB]) => Number(isOwn(b)) - Number(isOwn(a)) || timesB - timesA,
  )
  return best?.[0] ?? named
}
