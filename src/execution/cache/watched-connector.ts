import {
  forwarding,
  type ActionRequest,
  type Connector,
  type MutationRequest,
  type ProgressEvent,
  type RequestReference,
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
    ...forwarding(() => connector),
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
    cancel: async (request, signal) => heard(await connector.cancel(request, signal)),
    // What a method does to its table is not known: its rows are read anew after it.
    act: async (request: ActionRequest, signal) => {
      const place = placeKey(scope, request)
      cache.writes(place, request.typeName)
      try {
        return await connector.act(request, signal)
      } finally {
        cache.settled(place, request.typeName)
      }
    },
  }
}
