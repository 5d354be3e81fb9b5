import type { JsonObject } from '../../../util/index.js'
import { cursorOf, readCursor } from '../../operations/page-cursor.js'
import type { Resource } from '../../state/resource.js'
import { pageSize } from '../pages.js'
import type { ServiceContext, ServiceHandler } from '../service.js'
import { ServiceError } from '../service-error.js'
import type { Tagged } from './filters.js'
import { arnFilter, invalid, tagFilter, typeFilter } from './filters.js'
import { resourceArn } from './resource-arn.js'
import { tagsOf } from './tags-of.js'
import { textOf } from '../text-of.js'

const MOST = 100
const STANDARD = 50

/** The tagged resources of the caller's account and region, in order of creation. */
export const getResources: ServiceHandler = (context, { caller, input }) => {
  const size = pageSize(input['ResourcesPerPage'], { most: MOST, standard: STANDARD })
  if (size === undefined) throw invalid(`ResourcesPerPage must be between 1 and ${MOST}`)
  const wanted = readFilters(input)
  const token = input['PaginationToken']
  const after = token === undefined || token === '' ? 0 : readCursor('tagged', textOf(token))
  if (after === undefined) {
    throw new ServiceError(
      'PaginationTokenExpiredException',
      'The specified PaginationToken is not valid or has expired',
    )
  }
  const page: JsonObject[] = []
  let last = after
  for (const resource of context.state.resources.within(caller)) {
    if (resource.seq <= after) continue
    if (context.misbehaviour.hidesFromList(resource, context.now)) continue
    const tagged = describe(context, resource)
    if (tagged === undefined || !wanted(tagged)) continue
    if (page.length === size) return answer(page, cursorOf('tagged', last))
    page.push({ ResourceARN: tagged.arn, Tags: tagged.tags.map((tag) => ({ ...tag })) })
    last = resource.seq
  }
  return answer(page, '')
}

/** The service sends the token of the last page too: an empty text. */
const answer = (page: readonly JsonObject[], token: string): JsonObject => ({
  PaginationToken: token,
  ResourceTagMappingList: page,
})

function readFilters(input: JsonObject): (resource: Tagged) => boolean {
  const { ResourceARNList, TagFilters, ResourceTypeFilters } = input
  if (ResourceARNList !== undefined && (TagFilters ?? ResourceTypeFilters) !== undefined) {
    throw invalid('ResourceARNList cannot be given together with other filters')
  }
  const filters = [
    tagFilter(TagFilters),
    typeFilter(ResourceTypeFilters),
    arnFilter(ResourceARNList),
  ]
  return (resource) => filters.every((filter) => filter(resource))
}

const known = new WeakMap<Resource, Tagged>()

/** Undefined where the resource has no tags. An update makes a new Resource: what is remembered stays true. */
function describe({ types }: ServiceContext, resource: Resource): Tagged | undefined {
  let tagged = known.get(resource)
  if (tagged === undefined) {
    const { typeName } = resource
    const type = types.find(typeName)
    const tags = type === undefined ? [] : tagsOf(type, resource)
    const arn = type === undefined || tags.length === 0 ? '' : resourceArn(type, resource)
    tagged = { typeName, arn, tags }
    known.set(resource, tagged)
  }
  return tagged.tags.length === 0 ? undefined : tagged
}
