import type { JsonObject } from '../../../util/index.js'
import type { Resource } from '../../state/resource.js'
import type { ServiceHandler } from '../service.js'
import { DOMAIN, INTEGRATION, OBJECT_TYPE } from './store.js'
import { badRequest, domainOf, listPage, put, remove, required } from './store.js'
import { mapOf, pairsOf, pick, secondsOf } from './values.js'
import { WORKFLOW } from './workflows/workflow.js'

const SETTINGS = [
  'DefaultExpirationDays',
  'DefaultEncryptionKey',
  'DeadLetterQueueUrl',
  'Matching',
  'RuleBasedMatching',
  'DataStore',
]

export const createDomain: ServiceHandler = (context, { caller, input }) => {
  const DomainName = required(input, 'DomainName')
  if (input['DefaultExpirationDays'] === undefined) {
    throw badRequest('DefaultExpirationDays must be given')
  }
  if (context.state.resources.get(caller, DOMAIN, DomainName) !== undefined) {
    throw badRequest(`Domain ${DomainName} already exists`)
  }
  const Tags = pairsOf(input['Tags'])
  const desired = { DomainName, ...pick(input, SETTINGS), ...(Tags === undefined ? {} : { Tags }) }
  return described(put(context, { caller, typeName: DOMAIN, desired }))
}

/** What is not given stays; tags are TagResource's. */
export const updateDomain: ServiceHandler = (context, { caller, input }) => {
  const domain = domainOf(context, caller, input)
  const desired = { ...domain.model, ...pick(input, SETTINGS) }
  return described(put(context, { caller, typeName: DOMAIN, desired }, domain))
}

export const getDomain: ServiceHandler = (context, { caller, input }) => {
  const domain = domainOf(context, caller, input)
  return { ...described(domain), ...pick(domain.model, ['Stats']) }
}

export const listDomains: ServiceHandler = ({ state }, { caller, input }) => {
  const items = state.resources
    .all(caller, DOMAIN)
    .map((domain) => pick(described(domain), ['DomainName', 'CreatedAt', 'LastUpdatedAt', 'Tags']))
  return listPage('domains', items, input)
}

/** Takes everything of the domain with it. */
export const deleteDomain: ServiceHandler = (context, { caller, input }) => {
  const domain = domainOf(context, caller, input)
  const { resources } = context.state
  const within = [INTEGRATION, OBJECT_TYPE, WORKFLOW]
    .flatMap((typeName) => [...resources.all(caller, typeName)])
    .filter(({ model }) => model['DomainName'] === domain.identifier)
  for (const resource of [...within, domain]) remove(context, resource)
  return { Message: 'OK' }
}

function described({ model, createdAt }: Resource): JsonObject {
  return {
    ...pick(model, ['DomainName', ...SETTINGS]),
    CreatedAt: secondsOf(model['CreatedAt'], createdAt),
    LastUpdatedAt: secondsOf(model['LastUpdatedAt'], createdAt),
    Tags: mapOf(model['Tags']),
  }
}
