import type { Connector } from './connector.js'

/**
 * A connector that passes every call on; wrappers spread it and say only what they do otherwise, so that none
 * forgets a method.
 * @param current is asked at each call, for wrappers whose connector changes.
 */
export function forwarding(current: () => Connector): Connector {
  return {
    list: (request, signal) => current().list(request, signal),
    get: (request, signal) => current().get(request, signal),
    mutate: (request, signal) => current().mutate(request, signal),
    status: (request, signal) => current().status(request, signal),
    requests: (request, signal) => current().requests(request, signal),
    cancel: (request, signal) => current().cancel(request, signal),
    verify: (...request) => current().verify(...request),
    act: (request, signal) => current().act(request, signal),
    rehearse: (request, signal) => current().rehearse(request, signal),
    limits: () => current().limits(),
    close: () => current().close(),
  }
}
