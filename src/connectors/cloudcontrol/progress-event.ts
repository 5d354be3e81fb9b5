import type {
  HookProgressEvent,
  ProgressEvent as WireProgressEvent,
} from '@aws-sdk/client-cloudcontrol'
import type { MutationOperation, ProgressEvent } from '../connector.js'

/** Times travel as seconds since the epoch here, not as the SDK's Dates. */
type Wire<T> = { [K in keyof T]: T[K] extends Date | undefined ? number | undefined : T[K] }

export interface MutationAnswer {
  readonly ProgressEvent?: Wire<WireProgressEvent>
  readonly HooksProgressEvent?: readonly Wire<HookProgressEvent>[]
}

export function readProgressEvent(
  answer: MutationAnswer,
  operation?: MutationOperation,
): ProgressEvent {
  const event = answer.ProgressEvent ?? {}
  const hooks = (answer.HooksProgressEvent ?? [])
    .filter(
      ({ HookStatus }) => HookStatus === 'HOOK_COMPLETE_FAILED' || HookStatus === 'HOOK_FAILED',
    )
    .map(
      ({ HookTypeName, HookStatusMessage }) =>
        `${HookTypeName ?? 'hook'}: ${HookStatusMessage ?? ''}`,
    )
  return {
    operation: event.Operation ?? operation ?? 'CREATE',
    status: event.OperationStatus ?? 'IN_PROGRESS',
    requestToken: event.RequestToken ?? '',
    ...(event.Identifier === undefined ? {} : { identifier: event.Identifier }),
    ...(event.ErrorCode === undefined ? {} : { errorCode: event.ErrorCode }),
    ...(event.StatusMessage === undefined ? {} : { message: event.StatusMessage }),
    ...(event.RetryAfter === undefined ? {} : { retryAfter: event.RetryAfter * 1000 }),
    ...(hooks.length === 0 ? {} : { hookMessages: hooks }),
  }
}
