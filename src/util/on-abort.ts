const STOPS = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Has `stop` called when a signal that is not aborted yet is; answers how to take that back. A signal has one listener
 * for all of these: it looks through its listeners for each that is added, and hundreds of calls may share a signal.
 */
export function onAbort(signal: AbortSignal, stop: () => void): () => void {
  const stops = STOPS.get(signal) ?? listen(signal)
  stops.add(stop)
  return () => {
    stops.delete(stop)
  }
}

function listen(signal: AbortSignal): Set<() => void> {
  const stops = new Set<() => void>()
  STOPS.set(signal, stops)
  const all = (): void => {
    for (const stop of stops) stop()
    stops.clear()
  }
  signal.addEventListener('abort', all, { once: true })
  return stops
}
