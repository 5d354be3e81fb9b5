import type { Json, JsonObject } from '../../../util/index.js'
import { identifierOf } from '../../model/identifier.js'
import type { ResourceType } from '../../model/resource-type.js'
import { desiredModel } from '../../operations/visible-model.js'
import type { Caller } from '../../protocol.js'
import type { Resource } from '../../state/resource.js'
import { fillModel } from '../../values/fill-model.js'
import { SeededRandom } from '../../values/seeded-random.js'
import { pageOf, pageSize } from '../pages.js'
import type { ServiceContext } from '../service.js'
import { ServiceError } from '../service-error.js'
import { textOf } from '../text-of.js'

export const DOMAIN = 'AWS::CustomerProfiles::Domain'
export const INTEGRATION = 'AWS::CustomerProfiles::Integration'
export const OBJECT_TYPE = 'AWS::CustomerProfiles::ObjectType'

export const badRequest = (message: string): ServiceError =>
  new ServiceError('BadRequestException', message)

export const notFound = (message: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', message, 404)

/** A type of the catalogue, which the service's API and Cloud Control keep the same resources of. */
export function typeOf({ types }: ServiceContext, typeName: string): ResourceType {
  const type = types.find(typeName)
  if (type === undefined) throw badRequest(`the catalogue of this local cloud has no ${typeName}`)
  return type
}

/** A text member that must be there and not be empty. @throws ServiceError */
export function required(input: JsonObject, name: string): string {
  const value = input[name]
  if (typeof value === 'string' && value !== '') return value
  throw badRequest(`${name} must be given`)
}

/** @throws ServiceError where the domain that the call names is not there */
export function domainOf(context: ServiceContext, caller: Caller, input: JsonObject): Resource {
  const name = required(input, 'DomainName')
  const domain = context.state.resources.get(caller, DOMAIN, name)
  if (domain === undefined) throw notFound(`Domain ${name} does not exist`)
  return domain
}

/** What is to be there after a put. */
export interface Put {
  readonly caller: Caller
  readonly typeName: string
  /** In the shape of the registry's schema. */
  readonly desired: JsonObject
  readonly beyond?: JsonObject
}

/** Completes and checks a model as Cloud Control would. @throws ServiceError */
export function checkedModel(
  context: ServiceContext,
  { caller, typeName, desired }: Put,
  previous?: Resource,
): { readonly identifier: string; readonly model: JsonObject } {
  const type = typeOf(context, typeName)
  const wanted = desiredModel(type, desired)
  const problems = context.validator.problems(type.schema, wanted)
  if (problems.length > 0) throw badRequest(`Validation failed (${problems.join('; ')})`)
  const values = { type, ...caller, now: context.now, random: new SeededRandom(context.newToken()) }
  const model = fillModel(values, wanted, previous?.model)
  const identifier = identifierOf(type, model)
  if (identifier === undefined) throw badRequest(`${typeName}: its identifier is incomplete`)
  return { identifier, model }
}

/** Makes or replaces a resource at once. @throws ServiceError */
export function put(context: ServiceContext, asked: Put, previous?: Resource): Resource {
  const { identifier, model } = checkedModel(context, asked, previous)
  const existing = previous ?? context.state.resources.get(asked.caller, asked.typeName, identifier)
  const resource: Resource = {
    ...asked.caller,
    typeName: asked.typeName,
    identifier,
    model,
    createdAt: existing?.createdAt ?? context.now,
    seq: existing?.seq ?? context.state.resources.nextSeq(),
    ...(asked.beyond === undefined ? {} : { beyond: asked.beyond }),
  }
  context.state.commit({ event: 'put', at: context.now, resource })
  return resource
}

export function remove({ state, now }: ServiceContext, resource: Resource): void {
  const { account, region, typeName, identifier } = resource
  state.commit({ event: 'removed', at: now, resource: { account, region, typeName, identifier } })
}

/** The page of a list that MaxResults and NextToken ask for. @throws ServiceError */
export function listPage(
  name: string,
  items: readonly JsonObject[],
  input: JsonObject,
): JsonObject {
  const size = pageSize(input['MaxResults'], { most: 100, standard: 100 })
  if (size === undefined) throw badRequest('MaxResults must be between 1 and 100')
  const page = pageOf({ name, items }, input['NextToken'], size)
  if (page === undefined) throw badRequest(`NextToken '${textOf(input['NextToken'])}' is invalid`)
  const next: Json | undefined = page.next
  return { Items: page.items, ...(next === undefined ? {} : { NextToken: next }) }
}
