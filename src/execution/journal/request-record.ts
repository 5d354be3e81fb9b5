import type { MutationOperation } from '../../connectors/index.js'
import type { JsonObject } from '../../util/index.js'

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
}

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
}

/** A request as the lines of a journal tell of it. */
export interface RequestRecord extends RequestBegin {
  readonly requestToken?: string
  /** Set where its sender stopped waiting for it. */
  readonly left?: boolean
  readonly end?: RequestEnd
}

/**
 * The requests that entries of a journal tell of, in the order they were begun. Entries may come twice and in
 * any order: files that are put aside are read before the one that is written to.
 */
export function foldRecords(entries: readonly JsonObject[]): RequestRecord[] {
  const begun = new Map<string, RequestBegin>()
  const facts = new Map<string, Partial<RequestRecord>>()
  for (const { kind, token, ...fact } of entries) {
    if (typeof token !== 'string') continue
    if (kind === 'begin') begun.set(token, { token, ...fact } as unknown as RequestBegin)
    else facts.set(token, { ...facts.get(token), ...fact })
  }
  return [...begun.values()].map((record) => ({ ...record, ...facts.get(record.token) }))
}

/** The entries that must be kept: those of requests whose end is not known. */
export function unfinishedEntries(entries: readonly JsonObject[]): JsonObject[] {
  const open = new Set(
    foldRecords(entries)
      .filter(({ end }) => end === undefined)
      .map(({ token }) => token),
  )
  return entries.filter(({ token }) => typeof token === 'string' && open.has(token))
}
