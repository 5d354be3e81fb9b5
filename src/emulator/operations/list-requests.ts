import type { Json, JsonObject } from '../../util/index.js'
import { isJsonObject } from '../../util/index.js'
import { maxResults, optionalText } from '../input-members.js'
import type { Call } from '../protocol.js'
import { progressEvent } from '../progress-event.js'
import { validation } from '../service-fault.js'
import { statusOf } from '../state/request.js'
import type { OperationContext } from './context.js'
import { cursorOf, readCursor } from './page-cursor.js'

const DEFAULT_PAGE = 20

/** Requests of the account and region, newest first. */
export function listResourceRequests(context: OperationContext, call: Call): JsonObject {
  const size = maxResults(call.input) ?? DEFAULT_PAGE
  const nextToken = optionalText(call.input, 'NextToken')
  const filter = call.input['ResourceRequestStatusFilter']
  const operations = choices(filter, 'Operations')
  const statuses = choices(filter, 'OperationStatuses')
  const before =
    nextToken === undefined ? Number.POSITIVE_INFINITY : readCursor('requests', nextToken)
  if (before === undefined) throw validation('Invalid NextToken')

  const all = context.state.requests.of(call.caller)
  const matching = all
    // Counted from the oldest, so that new requests do not move a page.
    .map((progress, index) => ({ progress, place: all.length - index }))
    .filter(({ place }) => place < before)
    .filter(({ progress }) => operations?.has(progress.request.operation) ?? true)
    .filter(({ progress }) => statuses?.has(statusOf(progress, context.now)) ?? true)
  const page = matching.slice(0, size)
  const last = page.at(-1)
  return {
    ResourceRequestStatusSummaries: page.map(({ progress }) =>
      progressEvent(progress, context.now, true),
    ),
    ...(matching.length > size && last !== undefined
      ? { NextToken: cursorOf('requests', last.place) }
      : {}),
  }
}

function choices(filter: Json | undefined, member: string): ReadonlySet<Json> | undefined {
  if (!isJsonObject(filter)) return undefined
  const value = filter[member]
  return Array.isArray(value) && value.length > 0 ? new Set(value as readonly Json[]) : undefined
}
