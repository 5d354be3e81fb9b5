import type { JsonObject } from '../../../util/index.js'
import { isJsonObject } from '../../../util/index.js'
import type { Caller } from '../../protocol.js'
import type { Resource } from '../../state/resource.js'
import type { ServiceContext, ServiceHandler } from '../service.js'
import { textOf } from '../text-of.js'
import { DOMAIN, INTEGRATION, OBJECT_TYPE, badRequest, notFound, put, required } from './store.js'
import { mapOf, pairsOf } from './values.js'

const KINDS: Readonly<Record<string, string>> = {
  integrations: INTEGRATION,
  'object-types': OBJECT_TYPE,
}

export const tagResource: ServiceHandler = (context, { caller, input }) => {
  const { tags } = input
  if (!isJsonObject(tags ?? null)) throw badRequest('tags must be given')
  return retag(context, caller, input, (before) => ({ ...before, ...(tags as JsonObject) }))
}

export const untagResource: ServiceHandler = (context, { caller, input }) => {
  const { tagKeys } = input
  if (tagKeys === undefined) throw badRequest('tagKeys must be given')
  const keys = new Set((Array.isArray(tagKeys) ? tagKeys : [tagKeys]).map(textOf))
  return retag(context, caller, input, (before) =>
    Object.fromEntries(Object.entries(before).filter(([key]) => !keys.has(key))),
  )
}

export const listTagsForResource: ServiceHandler = (context, { caller, input }) => ({
  tags: mapOf(tagged(context, caller, input).model['Tags']),
})

function retag(
  context: ServiceContext,
  caller: Caller,
  input: JsonObject,
  change: (tags: JsonObject) => JsonObject,
): JsonObject {
  const resource = tagged(context, caller, input)
  const { typeName, model, beyond } = resource
  const Tags = pairsOf(change(mapOf(model['Tags']))) ?? []
  const asked = { caller, typeName, desired: { ...model, Tags } }
  put(context, { ...asked, ...(beyond === undefined ? {} : { beyond }) }, resource)
  return {}
}

/** `arn:aws:profile:us-east-1:123456789012:domains/shop/integrations/s3://orders` */
function tagged({ state }: ServiceContext, caller: Caller, input: JsonObject): Resource {
  const arn = required(input, 'resourceArn')
  const [, region = '', account = '', domain = '', kind = '', rest = ''] =
    /^arn:[a-z0-9-]+:profile:([^:]*):(\d*):domains\/([^/]+)(?:\/([^/]+)\/(.+))?$/.exec(arn) ?? []
  if (domain === '') throw badRequest(`resourceArn '${arn}' is not valid`)
  const typeName = kind === '' ? DOMAIN : KINDS[kind]
  const identifier = kind === '' ? domain : `${domain}|${rest}`
  const isOurs = region === caller.region && account === caller.account
  const found =
    typeName === undefined || !isOurs
      ? undefined
      : state.resources.get(caller, typeName, identifier)
  if (found === undefined) throw notFound(`Resource ${arn} does not exist`)
  return found
}
