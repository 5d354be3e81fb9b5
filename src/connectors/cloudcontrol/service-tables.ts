import { taggedResource } from './tagged-resource.js'
import { AppError } from '../../errors/index.js'
import { isJsonObject, type Json, type JsonObject } from '../../util/index.js'
import type { GetRequest, ListRequest, ResourceDescription } from '../connector.js'
import { PageTokens } from '../page-tokens.js'
import { badAnswer, excerpt } from '../raw-answer.js'
import { readJson } from '../read-json.js'
import { checkProgress, checkResource, pageOf } from './check-answer.js'
import { TAGGING } from './json-service.js'
import { gottenDescription } from './read-description.js'
import type { WireEvent } from './progress-event.js'
import type { CallContext } from './service-error.js'
import type { SignedCall } from './signed-call.js'

/** True for the name of a table that a service answers for by itself, and no type's handlers. */
export function isServiceTable(typeName: string): boolean {
  // No name of a resource type has dots.
  return typeName.includes('.')
}

/** The rows of such a table. */
export function listServiceTable(
  call: SignedCall,
  request: ListRequest,
  signal?: AbortSignal,
): AsyncIterable<readonly ResourceDescription[]> {
  switch (request.typeName) {
    case 'awscc.cloud_control.resource_requests':
      return resourceRequests(call, request, signal)
    case 'awscc.tagging.tagged_resources':
      return taggedResources(call, request, signal)
    default:
      throw new AppError('INTERNAL', `nobody lists ${request.typeName}`)
  }
}

/** One row of such a table, by the parts that name it. */
export async function getFromServiceTable(
  call: SignedCall,
  request: GetRequest,
  signal?: AbortSignal,
): Promise<ResourceDescription> {
  const { typeName, identifier } = request
  switch (typeName) {
    case 'awscc.cloud_control.resource_request': {
      const context = {
        ...contextOf(request, 'GetResourceRequestStatus'),
        check: checkProgress,
      }
      const answer = await call.send({ RequestToken: identifier }, context, signal)
      return requestRow(answer['ProgressEvent'] as WireEvent)
    }
    case 'awscc.cloud_control.resource': {
      const [type, own] = typeAndIdentifier(identifier)
      const operation = 'GetResource'
      const named = { typeName: type, identifier: own }
      const context = { ...contextOf(request, operation), ...named, check: checkResource }
      const answer = await call.send({ TypeName: type, Identifier: own }, context, signal)
      const asked = { operation, ...named, region: request.region }
      const { properties: Properties } = gottenDescription(answer, asked)
      return { identifier, properties: { TypeName: type, Identifier: own, Properties } }
    }
    default:
      throw new AppError('INTERNAL', `nobody reads ${typeName} one by one`)
  }
}

/** `AWS::EC2::VPC|vpc-1`, or a JSON object where a part has a bar in it. */
function typeAndIdentifier(identifier: string): readonly [string, string] {
  const whole = identifier.startsWith('{') ? parsed(identifier) : null
  const { TypeName: type, Identifier: own } = isJsonObject(whole) ? whole : {}
  if (typeof type === 'string' && typeof own === 'string') return [type, own]
  const bar = identifier.indexOf('|')
  return [identifier.slice(0, bar), identifier.slice(bar + 1)]
}

async function* resourceRequests(
  call: SignedCall,
  request: ListRequest,
  signal?: AbortSignal,
): AsyncGenerator<readonly ResourceDescription[]> {
  const { Operation, OperationStatus } = request.model ?? {}
  const filter = {
    ...(Operation === undefined ? {} : { Operations: [Operation] }),
    ...(OperationStatus === undefined ? {} : { OperationStatuses: [OperationStatus] }),
  }
  const input = {
    MaxResults: 100,
    ...(Object.keys(filter).length === 0 ? {} : { ResourceRequestStatusFilter: filter }),
  }
  const context = { ...contextOf(request, 'ListResourceRequests'), check: CHECK_REQUESTS }
  const list = 'ResourceRequestStatusSummaries'
  for await (const page of pages(call, { input, context, token: 'NextToken', list }, signal)) {
    const events = page[list] as readonly Json[]
    yield events.map((event) => namedRow(event, 'RequestToken', context, (own) => requestRow(own)))
  }
}

async function* taggedResources(
  call: SignedCall,
  request: ListRequest,
  signal?: AbortSignal,
): AsyncGenerator<readonly ResourceDescription[]> {
  const { ResourceType, TagKey, TagValue, TagFilters, ResourceTypeFilters } = request.model ?? {}
  const filters = [
    ...(TagKey === undefined
      ? []
      : [{ Key: TagKey, ...(TagValue === undefined ? {} : { Values: [TagValue] }) }]),
    ...listIn('TagFilters', TagFilters),
  ]
  const given = listIn('ResourceTypeFilters', ResourceTypeFilters)
  const types = ResourceType === undefined ? given : typesWithin(ResourceType, given)
  if (types === undefined) return
  const input = {
    ResourcesPerPage: 100,
    ...(types.length === 0 ? {} : { ResourceTypeFilters: types }),
    ...(filters.length === 0 ? {} : { TagFilters: filters }),
  }
  const context = { ...contextOf(request, 'GetResources'), service: TAGGING, check: CHECK_TAGGED }
  const list = 'ResourceTagMappingList'
  const paged = { input, context, token: 'PaginationToken', list }
  for await (const page of pages(call, paged, signal)) {
    const found = page[list] as readonly Json[]
    yield found.map((each) =>
      namedRow(each, 'ResourceARN', context, (tagged) => taggedResource(tagged, ResourceType)),
    )
  }
}

const CHECK_REQUESTS = pageOf('ResourceRequestStatusSummaries')
const CHECK_TAGGED = pageOf('ResourceTagMappingList', 'PaginationToken')

/** A row that is told apart by one of its members; one without it is that row's failure. */
function namedRow(
  wire: Json,
  name: string,
  { operation, region, typeName = '' }: CallContext,
  read: (wire: JsonObject) => ResourceDescription,
): ResourceDescription {
  const named = isJsonObject(wire) ? wire[name] : undefined
  if (typeof named === 'string' && named !== '') return read(wire as JsonObject)
  const said = `the answer has an entry without ${name}: ${JSON.stringify(excerpt(JSON.stringify(wire)))}`
  const failure = badAnswer(`${operation} in ${region}`, said, { typeName, region })
  return { identifier: '', properties: {}, failure }
}

/** The items of a list that a statement gives as JSON; none where it gives nothing. */
function listIn(name: string, text: Json | undefined): readonly Json[] {
  if (text === undefined) return []
  const list = parsed(text)
  if (Array.isArray(list)) return list as readonly Json[]
  throw new AppError('VALUE_JSON', `${name} is no JSON list`)
}

/** What a type and a list of types have in common, `ec2` being all of `ec2:…`; `undefined` where that is nothing. */
function typesWithin(type: Json, given: readonly Json[]): readonly Json[] | undefined {
  if (given.length === 0) return [type]
  const within = (one: Json, other: Json): boolean =>
    one === other ||
    (typeof one === 'string' && typeof other === 'string' && one.startsWith(`${other}:`))
  const common = given.flatMap((one) =>
    within(one, type) ? [one] : within(type, one) ? [type] : [],
  )
  return common.length === 0 ? undefined : common
}

interface Paged {
  readonly input: JsonObject
  readonly context: CallContext
  /** The member that carries the place of the next page. */
  readonly token: string
  /** The member that carries the rows. */
  readonly list: string
}

async function* pages(
  call: SignedCall,
  { input, context, token, list }: Paged,
  signal?: AbortSignal,
): AsyncGenerator<JsonObject> {
  const { typeName, operation, region } = context
  const tokens = new PageTokens({ typeName: typeName ?? operation, region })
  let next: Json | undefined
  do {
    const own: JsonObject = next === undefined ? input : { ...input, [token]: next }
    const page = await call.send(own, context, signal)
    yield page
    // The tagging service sends an empty one with its last page.
    next = tokens.next(page[token], (page[list] as readonly Json[]).length)
  } while (next !== undefined)
}

function requestRow(event: WireEvent): ResourceDescription {
  const { EventTime, RetryAfter, ResourceModel, RequestToken = '', ...others } = event
  const properties = {
    ...others,
    RequestToken,
    ...(EventTime === undefined ? {} : { EventTime: timeOf(EventTime) }),
    ...(RetryAfter === undefined ? {} : { RetryAfter: timeOf(RetryAfter) }),
    ...(ResourceModel === undefined ? {} : { ResourceModel: parsed(ResourceModel) }),
  }
  return { identifier: RequestToken, properties: properties as JsonObject }
}

/** Seconds since the epoch as ISO 8601, which sorts and casts; what is no time is shown as it came. */
function timeOf(seconds: unknown): Json {
  const time = new Date(typeof seconds === 'number' ? seconds * 1000 : Number.NaN)
  return Number.isNaN(time.getTime()) ? ((seconds ?? null) as Json) : time.toISOString()
}

function parsed(text: Json | undefined): Json {
  if (typeof text !== 'string') return null
  const read = readJson(text)
  // A model that is not JSON is shown as it came.
  return 'fault' in read ? text : read.value
}

function contextOf(request: ListRequest | GetRequest, operation: string): CallContext {
  const { typeName, connection, region, observer } = request
  return {
    operation,
    typeName,
    connection,
    region,
    ...(observer === undefined ? {} : { observer }),
  }
}
