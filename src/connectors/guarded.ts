import { AppError } from '../errors/index.js'
import { cutLooks } from '../resource/index.js'
import type { KnownSecrets } from '../util/index.js'
import type { Connector, ProgressEvent } from './connector.js'

/**
 * The one door of what services say: whatever they repeat of the secrets that were sent to them is cut here, before
 * it is shown, logged or kept. Rows are data, and pass as they are.
 */
export function guarded(connector: Connector, secrets: KnownSecrets): Connector {
  const cut = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw withoutSecrets(error, secrets)
    }
  }
  const pages = async function* <T>(from: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      yield* from
    } catch (error) {
      throw withoutSecrets(error, secrets)
    }
  }
  const event = (told: ProgressEvent): ProgressEvent => cutEvent(told, secrets)
  return {
    list: (request, signal) => pages(connector.list(request, signal)),
    get: (request, signal) => cut(() => connector.get(request, signal)),
    mutate: (request, signal) => cut(async () => event(await connector.mutate(request, signal))),
    status: (request, signal) => cut(async () => event(await connector.status(request, signal))),
    requests: async function* (request, signal) {
      for await (const page of pages(connector.requests(request, signal))) yield page.map(event)
    },
    cancel: (request, signal) => cut(async () => event(await connector.cancel(request, signal))),
    verify: (...request) => cut(() => connector.verify(...request)),
    act: (request, signal) => cut(() => connector.act(request, signal)),
    rehearse: (request, signal) => cut(() => connector.rehearse(request, signal)),
    limits: () => connector.limits(),
    close: () => connector.close(),
  }
}

/** An error of which nothing tells a known secret; its cause goes where it would. */
export function withoutSecrets(thrown: unknown, secrets: KnownSecrets): unknown {
  if (!AppError.is(thrown)) return thrown
  const { message, details } = thrown
  const { hint, source, cause } = details
  const shown = cutLooks(secrets.cut(message))
  const isSame =
    shown === message &&
    (hint === undefined || secrets.cut(hint) === hint) &&
    (source === undefined || secrets.blacken(source) === source) &&
    !tells(cause, secrets)
  if (isSame) return thrown
  return new AppError(thrown.code, shown, {
    ...details,
    ...(hint === undefined ? {} : { hint: secrets.cut(hint) }),
    ...(source === undefined ? {} : { source: secrets.blacken(source) }),
    cause: undefined,
  })
}

/** Whether what an error was made of tells a secret. */
function tells(cause: unknown, secrets: KnownSecrets, depth = 0): boolean {
  if (cause === undefined || cause === null || depth > DEEPEST) return false
  if (typeof cause === 'string') return secrets.cut(cause) !== cause
  if (typeof cause !== 'object') return false
  const parts: unknown[] =
    cause instanceof Error
      ? [cause.message, cause.stack, cause.cause, ...(Object.values(cause) as unknown[])]
      : Object.values(cause)
  return parts.some((part) => tells(part, secrets, depth + 1))
}

const DEEPEST = 3

function cutEvent(event: ProgressEvent, secrets: KnownSecrets): ProgressEvent {
  const { message, hookMessages, hookWarnings } = event
  const say = (text: string): string => cutLooks(secrets.cut(text))
  return {
    ...event,
    ...(message === undefined ? {} : { message: say(message) }),
    ...(hookMessages && { hookMessages: hookMessages.map(say) }),
    ...(hookWarnings && { hookWarnings: hookWarnings.map(say) }),
  }
}
