import type { MutationOperation } from '../../connectors/index.js'

/** Where a request was sent. */
export interface RequestPlace {
  /** `aws`, the URL of an endpoint, or `local:` and the folder of a local cloud. */
  readonly target: string
  readonly connection: string
  readonly region: string
  /** Where it is known; a connection may come to lead to another account. */
  readonly account?: string
}

/** What a journal knows of a request before it is sent. Times are milliseconds since the epoch. */
export interface RequestBegin {
  /** The ClientToken: names the request in the journal. */
  readonly token: string
  readonly run: string
  readonly statement: number
  readonly row: number
  readonly attempt: number
  readonly at: number
  readonly operation: MutationOperation
  readonly typeName: string
  readonly place: RequestPlace
  /** Absent where the service has yet to name the resource. */
  readonly identifier?: string
  /** DesiredState or PatchDocument with secrets masked. */
  readonly body?: string
  /** SHA-256 of the body as it was sent. */
  readonly hash: string
  /** True where the body holds secrets, so that the journal alone cannot repeat the request. */
  readonly secrets: boolean
  /** The statement, its literals masked. */
  readonly sql?: string
  readonly owner: ProcessMark
  /** What is to be done once this has succeeded: the other half of a replacement. */
  readonly next?: FollowUp
}

/** A write that follows another of the same type and place, under a ClientToken that is kept for it. */
export type FollowUp = Pick<
  RequestBegin,
  'token' | 'row' | 'operation' | 'identifier' | 'body' | 'hash' | 'secrets'
>

/** The process that sent a request. */
export interface ProcessMark {
  readonly host: string
  readonly pid: number
  /** When that process started, as the system tells it; tells it from a later one with its number. */
  readonly started?: string
}

/** How a request ended, as far as its sender came to know. */
export interface RequestEnd {
  /**
   * `NOT_RECEIVED`: the service has no trace of it. `NOT_AWAITED`: it was accepted, and nobody wanted to wait.
   * `UNKNOWN`: nothing is left that could tell.
   */
  readonly status:
    'SUCCESS' | 'FAILED' | 'CANCEL_COMPLETE' | 'NOT_RECEIVED' | 'NOT_AWAITED' | 'UNKNOWN'
  readonly identifier?: string
  readonly errorCode?: string
  readonly message?: string
  /** The ClientToken under which it is to be sent once more, for what failed in a way that passes. */
  readonly again?: string
}

/** A request as the lines of a journal tell of it. */
export interface RequestRecord extends RequestBegin {
  readonly requestToken?: string
  /** Set where its sender stopped waiting for it. */
  readonly left?: boolean
  /** Set where its answer could not be read: a later statement like it does not take it for its own. */
  readonly misread?: boolean
  readonly end?: RequestEnd
  /** Set where it was to follow another request, whose token this is, and was never begun. */
  readonly unsent?: string
}
