import type {
  HookProgressEvent,
  ProgressEvent as WireProgressEvent,
} from '@aws-sdk/client-cloudcontrol'
import type { MutationOperation, ProgressEvent } from '../connector.js'

/** Times travel as seconds since the epoch here, not as the SDK's Dates. */
type Wire<T> = { [K in keyof T]: T[K] extends Date | undefined ? number | undefined : T[K] }

export type WireEvent = Wire<WireProgressEvent>

export interface MutationAnswer {
  readonly ProgressEvent?: WireEvent
  readonly HooksProgressEvent?: readonly Wire<HookProgressEvent>[]
}

export function readProgressEvent(
  answer: MutationAnswer,
  operation?: MutationOperation,
): ProgressEvent {
  const event = answer.ProgressEvent ?? {}
  const hooks = answer.HooksProgressEvent ?? []
  const failed = hooks.filter(({ HookStatus }) => FAILED_HOOKS.has(HookStatus ?? ''))
  const refusals = failed.filter(({ FailureMode }) => FailureMode !== 'WARN').map(saidBy)
  const warnings = failed.filter(({ FailureMode }) => FailureMode === 'WARN').map(saidBy)
  const running = hooks.find(({ HookStatus }) => HookStatus === 'HOOK_IN_PROGRESS')
  return {
    operation: event.Operation ?? operation ?? 'CREATE',
    status: event.OperationStatus ?? 'IN_PROGRESS',
    requestToken: event.RequestToken ?? '',
    ...(event.Identifier === undefined ? {} : { identifier: event.Identifier }),
    ...(event.ErrorCode === undefined ? {} : { errorCode: event.ErrorCode }),
    ...(event.StatusMessage === undefined ? {} : { message: event.StatusMessage }),
    ...(event.RetryAfter === undefined ? {} : { retryAfter: event.RetryAfter * 1000 }),
    ...(event.TypeName === undefined ? {} : { typeName: event.TypeName }),
    ...(event.EventTime === undefined ? {} : { eventTime: event.EventTime * 1000 }),
    ...(refusals.length === 0 ? {} : { hookMessages: refusals }),
    ...(warnings.length === 0 ? {} : { hookWarnings: warnings }),
    ...(running?.HookTypeName === undefined ? {} : { waitingForHook: running.HookTypeName }),
  }
}

const FAILED_HOOKS: ReadonlySet<string> = new Set(['HOOK_COMPLETE_FAILED', 'HOOK_FAILED'])

/** Which hook said what, and when it was asked. */
function saidBy(hook: Wire<HookProgressEvent>): string {
  const { HookTypeName = 'without a name', HookStatusMessage = '', InvocationPoint } = hook
  const when = InvocationPoint === 'PRE_PROVISION' ? ' (asked before anything was done)' : ''
  return `the hook ${HookTypeName}${when} says: ${HookStatusMessage || 'no reason given'}`
}
