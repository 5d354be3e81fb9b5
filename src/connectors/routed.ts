import type { Connector } from './connector.js'

/** Providers whose tables, built-in ones included, belong to Cloud Control. */
const REGISTRY = /^(?:awscc|skyql)\./i

/** Begins the request tokens of writes that a document connector follows. */
export const DOCUMENT_TOKEN = 'document:'

/**
 * One connector for all tables: those of documents by `documents`, which is made when first needed, all others by
 * `types`.
 */
export function routed(types: Connector, documents: () => Promise<Connector>): Connector {
  let made: Promise<Connector> | undefined
  let ready: Connector | undefined
  const documented = async (): Promise<Connector> => {
    made ??= documents()
    ready = await made
    return ready
  }
  const ofType = async (typeName: string): Promise<Connector> =>
    typeName.includes('.') && !REGISTRY.test(typeName) ? documented() : types
  const ofToken = async (token: string): Promise<Connector> =>
    token.startsWith(DOCUMENT_TOKEN) ? documented() : types
  return {
    list: async function* (request, signal) {
      yield* (await ofType(request.typeName)).list(request, signal)
    },
    get: async (request, signal) => (await ofType(request.typeName)).get(request, signal),
    mutate: async (request, signal) => (await ofType(request.typeName)).mutate(request, signal),
    status: async (request, signal) =>
      (await ofToken(request.requestToken)).status(request, signal),
    requests: (request, signal) => types.requests(request, signal),
    cancel: async (request, signal) =>
      (await ofToken(request.requestToken)).cancel(request, signal),
    verify: async (request, ...rest) => (await ofType(request.typeName)).verify(request, ...rest),
    act: async (request, signal) => (await ofType(request.typeName)).act(request, signal),
    rehearse: async (request, signal) => (await ofType(request.typeName)).rehearse(request, signal),
    limits: () => [...types.limits(), ...(ready?.limits() ?? [])],
    close: () => {
      ready?.close()
      types.close()
    },
  }
}
