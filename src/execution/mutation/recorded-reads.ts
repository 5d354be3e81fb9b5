import type { ResourceSchema } from '../../catalog/index.js'
import { forwarding } from '../../connectors/index.js'
import type { JsonObject } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { resourceKey, type WritePlace } from './planned-write.js'

/** A resource as one GetResource brought it. */
export interface ReadResource {
  readonly live: JsonObject
  /** Milliseconds since the epoch, when it was asked for. */
  readonly at: number
}

/** Remembers what the gets of a statement brought: a write's values and its patch come from one read then. */
export class RecordedReads {
  readonly context: ExecutionContext
  readonly #reads = new Map<string, ReadResource>()

  constructor(context: ExecutionContext) {
    const { connector, clock } = context
    this.context = {
      ...context,
      connector: {
        ...forwarding(() => connector),
        get: async (request, signal) => {
          const at = clock.now()
          const found = await connector.get(request, signal)
          const { typeName, identifier, connection, region } = request
          const key = resourceKey({ typeName }, { connection, region }, identifier)
          this.#reads.set(key, { live: found.properties, at })
          return found
        },
      },
    }
  }

  /** @param identifier as it was asked by */
  of(
    schema: Pick<ResourceSchema, 'typeName'>,
    place: WritePlace,
    identifier: string,
  ): ReadResource | undefined {
    return this.#reads.get(resourceKey(schema, place, identifier))
  }
}
