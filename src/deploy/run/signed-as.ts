import type { CallPlace, Connector } from '../../connectors/index.js'

/** A connector whose calls are all signed as those of one connection, whatever they say. */
export function signedAs(connector: Connector, connection: string): Connector {
  const placed = <T extends CallPlace>(request: T): T => ({ ...request, connection })
  return {
    list: (request, signal) => connector.list(placed(request), signal),
    get: (request, signal) => connector.get(placed(request), signal),
    mutate: (request, signal) => connector.mutate(placed(request), signal),
    status: (request, signal) => connector.status(placed(request), signal),
    requests: (request, signal) => connector.requests(placed(request), signal),
    cancel: (request, signal) => connector.cancel(placed(request), signal),
    limits: () => connector.limits(),
    close: () => connector.close(),
  }
}
