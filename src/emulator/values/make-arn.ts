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

/** ARN service names that are not the CloudFormation service in lower case. */
const ARN_SERVICES: Readonly<Record<string, string>> = {
  CustomerProfiles: 'profile',
  CloudWatch: 'cloudwatch',
  ElasticLoadBalancingV2: 'elasticloadbalancing',
  StepFunctions: 'states',
  OpenSearchService: 'es',
  CertificateManager: 'acm',
  Cognito: 'cognito-idp',
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
  const { account, random } = context
  const [, service = '', resource = ''] = context.type.typeName.split('::')
  const prefix = arnPrefix(context, service)
  const kind = kebab(resource)
  const ids = [
    random.uuid(),
    random.hex(17),
    random.text(ALNUM, 12),
    random.hex(8),
    `${kind}-${random.hex(17)}`,
  ]
  const own = kebab(name.replace(/Arn$/i, ''))
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

function arnPrefix(context: ValueContext, service: string): string {
  const name = ARN_SERVICES[service] ?? service.toLowerCase()
  const region = REGIONLESS.has(service) ? '' : context.region
  const account = service === 'S3' ? '' : context.account
  return `arn:${partitionOf(context.region)}:${name}:${region}:${account}`
}
