import type { JsonObject } from '../../../util/index.js'
import type { Caller } from '../../protocol.js'
import type { Resource } from '../../state/resource.js'
import type { ServiceContext, ServiceHandler } from '../service.js'
import { OBJECT_TYPE, domainOf, listPage, notFound, put, remove, required } from './store.js'
import { findTemplate } from './templates.js'
import { mapOf, pairsOf, pick, secondsOf } from './values.js'

const SETTINGS = [
  'Description',
  'TemplateId',
  'ExpirationDays',
  'EncryptionKey',
  'AllowProfileCreation',
  'SourceLastUpdatedTimestampFormat',
  'MaxProfileObjectCount',
  'SourcePriority',
]
const FIELD = ['Name', 'ObjectTypeField'] as const
const KEY = ['Name', 'ObjectTypeKeyList'] as const

/** Makes an object type, or sets all of an existing one but its tags. */
export const putProfileObjectType: ServiceHandler = (context, { caller, input }) => {
  const domain = domainOf(context, caller, input)
  const ObjectTypeName = required(input, 'ObjectTypeName')
  required(input, 'Description')
  if (typeof input['TemplateId'] === 'string') findTemplate(input['TemplateId'])
  const existing = find(context, caller, domain.identifier, ObjectTypeName)
  const Tags = existing === undefined ? pairsOf(input['Tags']) : existing.model['Tags']
  const Fields = pairsOf(input['Fields'], FIELD)
  const Keys = pairsOf(input['Keys'], KEY)
  const desired = {
    DomainName: domain.identifier,
    ObjectTypeName,
    ...pick(input, SETTINGS),
    ...(Fields === undefined ? {} : { Fields }),
    ...(Keys === undefined ? {} : { Keys }),
    ...(Tags === undefined ? {} : { Tags }),
  }
  return described(put(context, { caller, typeName: OBJECT_TYPE, desired }, existing))
}

export const getProfileObjectType: ServiceHandler = (context, { caller, input }) =>
  described(objectTypeOf(context, caller, input))

export const listProfileObjectTypes: ServiceHandler = (context, { caller, input }) => {
  const { identifier } = domainOf(context, caller, input)
  const items = context.state.resources
    .all(caller, OBJECT_TYPE)
    .filter(({ model }) => model['DomainName'] === identifier)
    .map((resource) => pick(described(resource), LISTED))
  return listPage('object-types', items, input)
}

const LISTED = [
  'ObjectTypeName',
  'Description',
  'CreatedAt',
  'LastUpdatedAt',
  'MaxProfileObjectCount',
  'MaxAvailableProfileObjectCount',
  'SourcePriority',
  'Tags',
]

export const deleteProfileObjectType: ServiceHandler = (context, { caller, input }) => {
  remove(context, objectTypeOf(context, caller, input))
  return { Message: 'OK' }
}

/** None, ever: nothing is ingested here. */
export const listProfileObjects: ServiceHandler = (context, { caller, input }) => {
  domainOf(context, caller, input)
  required(input, 'ObjectTypeName')
  required(input, 'ProfileId')
  return listPage('profile-objects', [], input)
}

function objectTypeOf(context: ServiceContext, caller: Caller, input: JsonObject): Resource {
  const domain = domainOf(context, caller, input)
  const name = required(input, 'ObjectTypeName')
  const found = find(context, caller, domain.identifier, name)
  if (found !== undefined) return found
  throw notFound(`Object type ${name} does not exist in domain ${domain.identifier}`)
}

const find = (
  { state }: ServiceContext,
  caller: Caller,
  domain: string,
  name: string,
): Resource | undefined => state.resources.get(caller, OBJECT_TYPE, `${domain}|${name}`)

function described({ model, createdAt }: Resource): JsonObject {
  return {
    ...pick(model, ['ObjectTypeName', ...SETTINGS, 'MaxAvailableProfileObjectCount']),
    ...(model['Fields'] === undefined ? {} : { Fields: mapOf(model['Fields'], FIELD) }),
    ...(model['Keys'] === undefined ? {} : { Keys: mapOf(model['Keys'], KEY) }),
    CreatedAt: secondsOf(model['CreatedAt'], createdAt),
    LastUpdatedAt: secondsOf(model['LastUpdatedAt'], createdAt),
    Tags: mapOf(model['Tags']),
  }
}
