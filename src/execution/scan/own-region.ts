import type { ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import type { JsonObject } from '../../util/index.js'

const REGION = '[a-z]{2,}(?:-[a-z]+)+-\\d+'

/** S3 names the region that a bucket is in when it is asked in another one. */
const ELSEWHERE = [
  new RegExp(`is in this region: (${REGION})`),
  new RegExp(`expecting '(${REGION})'`),
]

/** Names that have the region in them: `b.s3.eu-west-1.amazonaws.com`. */
const REGIONAL_NAME = new RegExp(`\\.s3[.-](${REGION})\\.amazonaws\\.com`)

/** The region that a resource's own properties tell, `undefined` where they tell none. */
export function toldRegion(properties: JsonObject): string | undefined {
  const name = properties['RegionalDomainName']
  return typeof name === 'string' ? REGIONAL_NAME.exec(name)?.[1] : undefined
}

/** Account and region of an ARN; either may be empty. */
const ARN = new RegExp(`^arn:[\\w-]+:[\\w-]+:(${REGION})?:(\\d{12})?:.`)

/** Where a resource's own ARN says that it is; nothing of types whose resources are not of one region. */
export function arnPlace(
  schema: ResourceSchema,
  identifier: string,
  properties: JsonObject,
): { readonly region?: string; readonly accountId?: string } {
  if (schema.reach !== undefined) return {}
  const name = ownArn(schema)
  if (name === undefined) return {}
  const text = schema.primaryIdentifier[0] === `/properties/${name}` ? identifier : properties[name]
  const [, region, accountId] = (typeof text === 'string' ? ARN.exec(text) : undefined) ?? []
  return {
    ...(region === undefined ? {} : { region }),
    ...(accountId === undefined ? {} : { accountId }),
  }
}

const OWN_ARNS = new WeakMap<ResourceSchema, { readonly name: string | undefined }>()

/** The property that the service writes a resource's own ARN into: other ARNs are of what it refers to. */
function ownArn(schema: ResourceSchema): string | undefined {
  let own = OWN_ARNS.get(schema)
  if (own === undefined) {
    const kind = schema.typeName.split('::').at(-1) ?? ''
    const readOnly = new Set(schema.readOnlyProperties)
    const { primaryIdentifier: parts } = schema
    const [single = ''] = parts.length === 1 ? parts : []
    const names = [single.slice('/properties/'.length), 'Arn', 'ARN', `${kind}Arn`, `${kind}ARN`]
    const name = names.find((each) => /arn$/i.test(each) && readOnly.has(`/properties/${each}`))
    own = { name }
    OWN_ARNS.set(schema, own)
  }
  return own.name
}

/** The region that a service names when it refuses a resource of another region. */
export function regionElsewhere(error: unknown): string | undefined {
  if (!AppError.is(error)) return undefined
  for (const pattern of ELSEWHERE) {
    const region = pattern.exec(error.message)?.[1]
    if (region !== undefined) return region
  }
  return undefined
}
