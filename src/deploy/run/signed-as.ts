import { forwarding, type CallPlace, type Connector } from '../../connectors/index.js'

/** A connector whose calls are all signed as those of one connection, whatever they say. */
export function signedAs(connector: Connector, connection: string): Connector {
  const placed = <T extends CallPlace>(request: T): T => ({ ...request, connection })
  return {
    ...forwarding(() => connector),
    list: (request, signal) => connector.list(placed(request), signal),
    get: (request, signal) => connector.get(placed(request), signal),
    mutate: (request, signal) => connector.mutate(placed(request), signal),
    status: (request, signal) => connector.status(placed(request), signal),
    requests: (request, signal) => connector.requests(placed(request), signal),
    cancel: (request, signal) => connector.cancel(placed(request), signal),
    act: (request, signal) => connector.act(placed(request), signal),
    rehearse: (request, signal) => connector.rehearse(placed(request), signal),
    verify: (request, ...rest) => connector.verify(placed(request), ...rest),
  }
}
