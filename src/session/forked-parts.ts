import { randomUUID } from 'node:crypto'
import { forwarding, type Connector } from '../connectors/index.js'
import type { IoHost } from '../io/index.js'
import { guardedHost } from './guarded-host.js'
import { LazyResource } from './lazy-resource.js'
import type { SessionParts } from './session-parts.js'

/**
 * Parts of a session beside another: an engine of its own, and all else the other's, which lets go of it.
 * @param watch what the calls of its statements go through.
 */
export function forkedParts(
  parts: SessionParts,
  watch: (connector: Connector) => Connector,
  host: IoHost,
): SessionParts {
  const connector = async (): Promise<Connector> => {
    const watched = watch(await parts.connector.get())
    return { ...forwarding(() => watched), close: () => undefined }
  }
  const nothing = { close: () => Promise.resolve() }
  return {
    ...parts,
    // Its statements are made from templates: what they name, nobody may have written.
    ownNames: undefined,
    host: guardedHost(host, parts.secrets),
    engine: new LazyResource(parts.makeEngine),
    connector: new LazyResource(connector),
    local: new LazyResource(() => Promise.resolve(nothing)),
    runId: randomUUID(),
  }
}
