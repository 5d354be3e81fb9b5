import type {
  Connector,
  MutationRequest,
  ProgressEvent,
  RequestReference,
} from '../../connectors/index.js'
import { placeKey } from './cached-scan.js'
import type { ScanCache } from './scan-cache.js'

const OVER = new Set<ProgressEvent['status']>(['SUCCESS', 'FAILED', 'CANCEL_COMPLETE'])

/** A connector whose writes make a cache forget what they change: from their first call until they are over. */
export function watched(connector: Connector, cache: ScanCache, scope: string): Connector {
  const open = new Map<string, { readonly place: string; readonly typeName: string }>()
  const heard = (event: ProgressEvent): ProgressEvent => {
    const write = open.get(event.requestToken)
    if (write !== undefined && OVER.has(event.status)) {
      open.delete(event.requestToken)
      cache.settled(write.place, write.typeName)
    }
    return event
  }
  return {
    list: (request, signal) => connector.list(request, signal),
    get: (request, signal) => connector.get(request, signal),
    mutate: async (request: MutationRequest, signal) => {
      const write = { place: placeKey(scope, request), typeName: request.typeName }
      cache.writes(write.place, write.typeName)
      let event: ProgressEvent
      try {
        event = await connector.mutate(request, signal)
      } catch (error) {
        // It may have been accepted all the same; its outcome shows in what is read from now on.
        cache.settled(write.place, write.typeName)
        throw error
      }
      open.set(event.requestToken, write)
      return heard(event)
    },
    status: async (request: RequestReference, signal) =>
      heard(await connector.status(request, signal)),
    requests: (request, signal) => connector.requests(request, signal),
    cancel: async (request, signal) => heard(await connector.cancel(request, signal)),
    ...(connector.rehearse === undefined ? {} : { rehearse: connector.rehearse.bind(connector) }),
    ...(connector.verify === undefined ? {} : { verify: connector.verify.bind(connector) }),
    ...(connector.act === undefined ? {} : { act: connector.act.bind(connector) }),
    limits: () => connector.limits(),
    close: () => connector.close(),
  }
}
