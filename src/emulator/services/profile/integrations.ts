import type { JsonObject } from '../../../util/index.js'
import type { Caller } from '../../protocol.js'
import type { Resource } from '../../state/resource.js'
import type { ServiceContext, ServiceHandler } from '../service.js'
import { memberAt, registryFlow } from './flow-definition.js'
import {
  INTEGRATION,
  badRequest,
  domainOf,
  listPage,
  notFound,
  put,
  remove,
  required,
} from './store.js'
import { mapOf, pairsOf, pick, secondsOf } from './values.js'
import { textOf } from '../text-of.js'

/** What PutIntegration sets, but for tags. */
const PUT_MEMBERS = ['Uri', 'ObjectTypeName', 'EventTriggerNames', 'Scope']

/** Makes an integration, or sets all of an existing one but its tags. */
export const putIntegration: ServiceHandler = (context, { caller, input }) => {
  const domain = domainOf(context, caller, input)
  if (input['Uri'] === undefined && input['FlowDefinition'] === undefined) {
    throw badRequest('One of Uri and FlowDefinition must be given')
  }
  const desired = desiredIntegration(domain.identifier, input)
  const existing = findExisting(context, caller, desired)
  refuseSecondDomain(context, caller, desired)
  const tags = existing === undefined ? pairsOf(input['Tags']) : existing.model['Tags']
  const asked = {
    caller,
    typeName: INTEGRATION,
    desired: { ...desired, ...(tags === undefined ? {} : { Tags: tags }) },
    beyond: { ...existing?.beyond, ...beyondOf(input, existing) },
  }
  return described(put(context, asked, existing))
}

/** The model of an integration that a call describes, in the shape of the registry's schema. */
export function desiredIntegration(domainName: string, input: JsonObject): JsonObject {
  const { FlowDefinition, ObjectTypeNames } = input
  const names = pairsOf(ObjectTypeNames)
  const flow = FlowDefinition === undefined ? undefined : registryFlow(FlowDefinition)
  const flowName = memberAt(flow, 'FlowName')
  if (typeof flowName === 'string' && !/^[a-zA-Z0-9][\w!@#.-]+$/.test(flowName)) {
    throw badRequest(`FlowName '${flowName}': use letters, digits, _ and - only, no spaces`)
  }
  const triggers = input['EventTriggerNames']
  const members = PUT_MEMBERS.filter(
    (name) => name !== 'EventTriggerNames' || !(Array.isArray(triggers) && triggers.length === 0),
  )
  return {
    DomainName: domainName,
    ...pick(input, members),
    ...(flow === undefined ? {} : { FlowDefinition: flow }),
    ...(names === undefined ? {} : { ObjectTypeNames: names }),
  }
}

export const getIntegration: ServiceHandler = (context, { caller, input }) =>
  described(integrationOf(context, caller, input))

export const listIntegrations: ServiceHandler = (context, { caller, input }) => {
  const { identifier } = domainOf(context, caller, input)
  const items = context.state.resources
    .all(caller, INTEGRATION)
    .filter(({ model }) => model['DomainName'] === identifier)
    .map(described)
  return listPage('integrations', items, input)
}

/** Those of one Uri, over all domains of the account and region. */
export const listAccountIntegrations: ServiceHandler = ({ state }, { caller, input }) => {
  const uri = required(input, 'Uri')
  const items = state.resources
    .all(caller, INTEGRATION)
    .filter(({ model }) => model['Uri'] === uri)
    .map(described)
  return listPage('account-integrations', items, input)
}

export const deleteIntegration: ServiceHandler = (context, { caller, input }) => {
  remove(context, integrationOf(context, caller, input))
  return { Message: 'OK' }
}

function integrationOf(context: ServiceContext, caller: Caller, input: JsonObject): Resource {
  const domain = domainOf(context, caller, input)
  const uri = required(input, 'Uri')
  const found = context.state.resources.get(caller, INTEGRATION, `${domain.identifier}|${uri}`)
  if (found !== undefined) return found
  throw notFound(`Integration ${uri} does not exist in domain ${domain.identifier}`)
}

/** By its Uri, or, where none is given, by the flow that its definition names. */
function findExisting(
  { state }: ServiceContext,
  caller: Caller,
  { DomainName, Uri, FlowDefinition }: JsonObject,
): Resource | undefined {
  const name = (FlowDefinition as JsonObject | undefined)?.['FlowName']
  return state.resources
    .all(caller, INTEGRATION)
    .find(
      ({ model }) =>
        model['DomainName'] === DomainName &&
        (Uri === undefined
          ? textOf(model['Uri']).endsWith(`:flow/${textOf(name)}`)
          : model['Uri'] === Uri),
    )
}

function refuseSecondDomain(
  { state }: ServiceContext,
  caller: Caller,
  { DomainName, Uri }: JsonObject,
): void {
  const other = state.resources
    .all(caller, INTEGRATION)
    .find(({ model }) => model['Uri'] === Uri && model['DomainName'] !== DomainName)
  if (Uri === undefined || other === undefined) return
  throw badRequest(
    `Integration ${textOf(Uri)} already belongs to domain ${textOf(other.model['DomainName'])}: an integration can belong to only one domain`,
  )
}

/** RoleArn, and whether the flow is one of AppFlow's own or brings unstructured data. */
function beyondOf(input: JsonObject, existing: Resource | undefined): JsonObject {
  const { FlowDefinition, ObjectTypeName } = input
  const uri = textOf(input['Uri'])
  const isUnstructured =
    FlowDefinition === undefined
      ? existing?.beyond?.['IsUnstructured'] === true || /^arn:[^:]+:appflow:/.test(uri)
      : ObjectTypeName === '_unstructured'
  return { ...pick(input, ['RoleArn']), IsUnstructured: isUnstructured }
}

function described({ model, beyond = {}, createdAt }: Resource): JsonObject {
  return {
    ...pick(model, ['DomainName', 'Uri', 'ObjectTypeName', 'Scope']),
    CreatedAt: secondsOf(model['CreatedAt'], createdAt),
    LastUpdatedAt: secondsOf(model['LastUpdatedAt'], createdAt),
    Tags: mapOf(model['Tags']),
    ...(model['ObjectTypeNames'] === undefined
      ? {}
      : { ObjectTypeNames: mapOf(model['ObjectTypeNames']) }),
    IsUnstructured: beyond['IsUnstructured'] === true,
    ...pick(beyond, ['RoleArn', 'WorkflowId']),
    EventTriggerNames: model['EventTriggerNames'] ?? [],
  }
}
