import type {
  Connector,
  MutationRequest,
  ProgressEvent,
  ResourceDescription,
} from '../../src/connectors/index.js'
import { AppError } from '../../src/errors/index.js'
import { applyPatch, type PatchOperation } from '../../src/resource/index.js'
import type { JsonObject } from '../../src/util/index.js'

/** A connector over a map: what the contract asks for, and nothing else. `name` gives a model its identifier. */
export function memoryConnector(name: (model: JsonObject) => string): Connector {
  const kept = new Map<string, JsonObject>()
  const events = new Map<string, ProgressEvent>()
  const find = (typeName: string, identifier: string): JsonObject => {
    const found = kept.get(identifier)
    if (found === undefined) {
      throw new AppError('NOT_FOUND', `there is no ${typeName} ${identifier}`, { identifier })
    }
    return found
  }
  const apply = (request: MutationRequest): string => {
    switch (request.operation) {
      case 'CREATE': {
        const model = JSON.parse(request.desiredState) as JsonObject
        const identifier = name(model)
        if (kept.has(identifier)) {
          throw new AppError('ALREADY_EXISTS', `${identifier} is there`, { identifier })
        }
        kept.set(identifier, model)
        return identifier
      }
      case 'UPDATE': {
        const { identifier, typeName } = request
        const patch = JSON.parse(request.patchDocument) as PatchOperation[]
        kept.set(identifier, applyPatch(find(typeName, identifier), patch))
        return identifier
      }
      case 'DELETE': {
        find(request.typeName, request.identifier)
        kept.delete(request.identifier)
        return request.identifier
      }
    }
  }
  return {
    list: () => pages([...kept].map(([identifier, properties]) => ({ identifier, properties }))),
    get: (request) =>
      settled(() => ({
        identifier: request.identifier,
        properties: find(request.typeName, request.identifier),
      })),
    mutate: (request) =>
      settled(() => {
        const { operation, clientToken: requestToken, typeName } = request
        const event = { operation, requestToken, typeName, status: 'SUCCESS' } as const
        try {
          const done = { ...event, identifier: apply(request) }
          events.set(requestToken, done)
          return done
        } catch (error) {
          if (!AppError.is(error) || operation !== 'DELETE') throw error
          return { ...event, status: 'FAILED' as const, errorCode: 'NotFound' }
        }
      }),
    status: ({ requestToken }) =>
      settled(() => {
        const event = events.get(requestToken)
        if (event !== undefined) return event
        throw new AppError('NOT_FOUND', `there is no request ${requestToken}`)
      }),
    requests: () => pages<ProgressEvent>([...events.values()]),
    cancel: () =>
      settled(() => {
        throw new AppError('UNSUPPORTED_OPERATION', 'what is done cannot be cancelled')
      }),
    verify: () => settled(() => undefined),
    act: ({ action }) =>
      settled(() => {
        throw new AppError('UNSUPPORTED_OPERATION', `there is no method ${action}`)
      }),
    rehearse: () =>
      settled(() => {
        throw new AppError('UNSUPPORTED_OPERATION', 'nothing is tried')
      }),
    limits: () => [],
    close: () => undefined,
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- what throws must reject
async function settled<T>(work: () => T): Promise<T> {
  return work()
}

/** Two pages at the least, so that readers have to go on. */
// eslint-disable-next-line @typescript-eslint/require-await -- the contract is a stream
async function* pages<T = ResourceDescription>(all: readonly T[]): AsyncGenerator<readonly T[]> {
  const middle = Math.ceil(all.length / 2)
  yield all.slice(0, middle)
  yield all.slice(middle)
}
