import type { JsonObject } from '../../util/index.js'
import type { Caller, HandlerErrorCode, MutationKind, OperationStatus } from '../protocol.js'

/** How a handler fails. */
export interface HandlerFailure {
  readonly code: HandlerErrorCode
  readonly message: string
  /** Set where a hook, not the handler, refused: the event's message is then only a token. */
  readonly hook?: string
}

/** A mutation that was accepted. Everything its end depends on is in here, so that a replay ends the same way. */
export interface Request extends Caller {
  readonly token: string
  readonly operation: MutationKind
  readonly typeName: string
  /** Canonical identifier; of a create also where the service makes it. */
  readonly identifier: string
  /** False where the identifier could not be told from the desired state: it shows only after success. */
  readonly identifierKnown: boolean
  readonly acceptedAt: number
  /** PENDING until here. */
  readonly startsAt: number
  /** In progress until here. */
  readonly dueAt: number
  readonly clientToken?: string
  /** Hash of what was asked, to tell a retry from another request with the same ClientToken. */
  readonly fingerprint: string
  /** The model that a create or update leaves behind. */
  readonly model?: JsonObject
  /** What goes into the resource's `beyond`. */
  readonly beyond?: JsonObject
  /** Made by another service, not by a call of Cloud Control: its lists of requests leave it out. */
  readonly hidden?: true
  /** JSON text of an update's ResourceModel. */
  readonly resourceModel?: string
  /** Decided on acceptance, takes effect at the end. */
  readonly failure?: HandlerFailure
  /** Until here its success is said to be a failure. */
  readonly stableAt?: number
}

/** What has become of a request so far. */
export interface RequestProgress {
  readonly request: Request
  readonly cancelledAt?: number
  /** A cancelled request whose handler was past the point of no return: the resource changes all the same. */
  readonly cancelTooLate?: boolean
  readonly end?: RequestEnd
}

export interface RequestEnd {
  readonly status: Extract<OperationStatus, 'SUCCESS' | 'FAILED' | 'CANCEL_COMPLETE'>
  readonly at: number
  readonly failure?: HandlerFailure
}

export function statusOf(progress: RequestProgress, now: number): OperationStatus {
  if (wavers(progress, now)) return 'FAILED'
  if (progress.end !== undefined) return progress.end.status
  if (progress.cancelledAt !== undefined) return 'CANCEL_IN_PROGRESS'
  return now < progress.request.startsAt ? 'PENDING' : 'IN_PROGRESS'
}

/** True while a handler takes for a failure what turns out well. */
export function wavers({ request, end }: RequestProgress, now: number): boolean {
  return end?.status === 'SUCCESS' && now < (request.stableAt ?? 0)
}
