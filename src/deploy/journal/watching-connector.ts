import { forwarding, type Connector, type ProgressEvent } from '../../connectors/index.js'
import type { JsonObject } from '../../util/index.js'

/** A connector that shows how each write stands, as often as somebody asks. */
export function watchingConnector(
  connector: Connector,
  see: (event: ProgressEvent) => void,
): Connector {
  const seen = (event: ProgressEvent): ProgressEvent => {
    see(event)
    return event
  }
  return {
    ...forwarding(() => connector),
    mutate: async (request, signal) => seen(await connector.mutate(request, signal)),
    status: async (request, signal) => seen(await connector.status(request, signal)),
  }
}

/** A ProgressEvent as Cloud Control spells it, for templates. */
export function eventColumns(event: ProgressEvent): JsonObject {
  const { typeName, identifier, requestToken, operation, status } = event
  const { errorCode, message, eventTime, retryAfter } = event
  const time = (ms: number | undefined): string | null =>
    ms === undefined ? null : new Date(ms).toISOString()
  return {
    TypeName: typeName ?? null,
    Identifier: identifier ?? null,
    RequestToken: requestToken,
    Operation: operation,
    OperationStatus: status,
    ErrorCode: errorCode ?? null,
    StatusMessage: message ?? null,
    EventTime: time(eventTime),
    RetryAfter: time(retryAfter),
  }
}
