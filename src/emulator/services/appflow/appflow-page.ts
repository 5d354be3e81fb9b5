import type { JsonObject } from '../../../util/index.js'
import { pageOf, pageSize } from '../pages.js'
import { ServiceError } from '../service-error.js'

export const validation = (message: string): ServiceError =>
  new ServiceError('ValidationException', message)

/** A page under the member's name. @throws ServiceError */
export function appflowPage(
  member: string,
  items: readonly JsonObject[],
  { maxResults, nextToken }: JsonObject,
): JsonObject {
  const size = pageSize(maxResults, { most: 100, standard: 20 })
  if (size === undefined) throw validation('maxResults must be between 1 and 100')
  const page = pageOf({ name: member, items }, nextToken, size)
  if (page === undefined) throw validation('nextToken is invalid')
  return { [member]: page.items, ...(page.next === undefined ? {} : { nextToken: page.next }) }
}
