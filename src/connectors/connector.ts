import type { AppError } from '../errors/index.js'
import type { JsonObject } from '../util/index.js'
import type { CallPlace } from './connection.js'

/** The identifier of rows of a table without one: they are as many as there are, however alike they look. */
export const NAMELESS = ''

/** A resource as a service answers with it. */
export interface ResourceDescription {
  /**
   * In the service's own `|` form. {@link NAMELESS} for rows of a table without one, and where `failure` says that the
   * service did not name it.
   */
  readonly identifier: string
  /** All properties (get) or some of them (list). */
  readonly properties: JsonObject
  /** In a list: why nothing more is known of this one resource, whatever became of the others. */
  readonly failure?: AppError
}

/**
 * Is told of the calls that one request makes, as they are sent. `sending` may throw: then that call is not
 * sent, and the request fails with what it threw.
 */
export interface CallObserver {
  sending(): void
  throttled(): void
  retried(): void
}

/** What calls of a scope are held to: a rate, or how many may be under way at once. */
export interface ScopeRate {
  readonly scope: string
  readonly callsPerSecond?: number
  readonly inFlight?: number
  /** `found`: what the scope took so far before it throttled. `set`: by the user's configuration. */
  readonly source: 'found' | 'set'
}

export interface ListRequest extends CallPlace {
  readonly typeName: string
  /** Inputs that the type's list handler demands. */
  readonly model?: JsonObject
  readonly observer?: CallObserver
}

export interface GetRequest extends CallPlace {
  readonly typeName: string
  readonly identifier: string
  readonly observer?: CallObserver
}

export type MutationOperation = 'CREATE' | 'UPDATE' | 'DELETE'

/** A write. `clientToken` is what makes a resend of the same write harmless for 36 hours. */
export type MutationRequest = CallPlace & {
  readonly typeName: string
  readonly clientToken: string
  /** What the statement says beside the resource, for methods that take it: `force`. */
  readonly parameters?: JsonObject
} & (
    | { readonly operation: 'CREATE'; readonly desiredState: string }
    | { readonly operation: 'UPDATE'; readonly identifier: string; readonly patchDocument: string }
    | { readonly operation: 'DELETE'; readonly identifier: string }
  )

/** Where a write stands. Times are milliseconds since the epoch. */
export interface ProgressEvent {
  readonly operation: MutationOperation
  readonly status:
    'PENDING' | 'IN_PROGRESS' | 'SUCCESS' | 'FAILED' | 'CANCEL_IN_PROGRESS' | 'CANCEL_COMPLETE'
  readonly requestToken: string
  readonly identifier?: string
  /** HandlerErrorCode of a FAILED event, e.g. `AlreadyExists`. */
  readonly errorCode?: string
  readonly message?: string
  /** When to ask again at the earliest. */
  readonly retryAfter?: number
  /** What failed hooks said; on a hook failure `message` is but a token. */
  readonly hookMessages?: readonly string[]
  /** What hooks said that only warn. */
  readonly hookWarnings?: readonly string[]
  /** A hook that is being waited for. */
  readonly waitingForHook?: string
  readonly typeName?: string
  /** When this status came about. */
  readonly eventTime?: number
  /** What the answer to the write itself said of the resource. */
  readonly answer?: JsonObject
}

/** A method of a table that is no read or write of one resource. */
export interface ActionRequest extends CallPlace {
  readonly typeName: string
  /** `regenerate` */
  readonly action: string
  readonly parameters: JsonObject
}

/** Names a request that writes. */
export interface RequestReference extends CallPlace {
  readonly requestToken: string
}

/**
 * Speaks one protocol. All calls retry what may pass (throttles, dropped connections, server faults) and
 * throw AppErrors: NOT_FOUND, ACCESS_DENIED, THROTTLED, UNREACHABLE, SERVICE_REJECTED, NO_CREDENTIALS,
 * CANCELLED, and BAD_ANSWER for what is not of the shape that the protocol says.
 */
export interface Connector {
  /** Pages of resources, in the service's order. */
  list(request: ListRequest, signal?: AbortSignal): AsyncIterable<readonly ResourceDescription[]>
  get(request: GetRequest, signal?: AbortSignal): Promise<ResourceDescription>
  /** Starts a write; its first event seldom is its last. */
  mutate(request: MutationRequest, signal?: AbortSignal): Promise<ProgressEvent>
  /** @throws AppError NOT_FOUND for a request that the service does not know (any more) */
  status(request: RequestReference, signal?: AbortSignal): Promise<ProgressEvent>
  /** Pages of the account's requests that the service still knows, newest first. */
  requests(
    request: CallPlace & { readonly operation?: MutationOperation },
    signal?: AbortSignal,
  ): AsyncIterable<readonly ProgressEvent[]>
  /** Asks that a request be stopped; what it has done so far stays. */
  cancel(request: RequestReference, signal?: AbortSignal): Promise<ProgressEvent>
  /**
   * Finds what is wrong with a write before anything is sent, where the connector checks more than its planner can.
   * @param live what is there: an update is looked at as a whole with it, and without it not at all.
   * @throws AppError
   */
  verify(request: MutationRequest, live?: JsonObject, signal?: AbortSignal): Promise<void>
  /** Calls a method that a provider document declares; answers its rows. @throws AppError UNSUPPORTED_OPERATION where none is */
  act(request: ActionRequest, signal?: AbortSignal): Promise<readonly JsonObject[]>
  /** Tries a write without doing it; answers the service's tests of it. @throws AppError UNSUPPORTED_OPERATION where it has none */
  rehearse(request: MutationRequest, signal?: AbortSignal): Promise<readonly JsonObject[]>
  /** What calls are held to now. */
  limits(): readonly ScopeRate[]
  close(): void
}

/** Counts of what a connector did, by operation; shared with whoever shows statistics. */
export interface CallStatistics {
  readonly calls: Record<string, number>
  throttles: number
  retries: number
}
