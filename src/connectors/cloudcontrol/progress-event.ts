import type {
  HookProgressEvent,
  ProgressEvent as WireProgressEvent,
} from '@aws-sdk/client-cloudcontrol'
import { isJsonObject } from '../../util/index.js'
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
  const told: unknown = answer.HooksProgressEvent
  const hooks = (Array.isArray(told) ? told.filter(isJsonObject) : []) as readonly Hook[]
  const failed = hooks.filter(({ HookStatus }) => FAILED_HOOKS.has(HookStatus ?? ''))
  const refusals = failed.filter(({ FailureMode }) => FailureMode !== 'WARN').map(saidBy)
  const warnings = failed.filter(({ FailureMode }) => FailureMode === 'WARN').map(saidBy)
  const running = hooks.find(({ HookStatus }) => HookStatus === 'HOOK_IN_PROGRESS')
  return {
    operation: event.Operation ?? operation ?? 'CREATE',
    status: event.OperationStatus ?? 'IN_PROGRESS',
    requestToken: event.RequestToken ?? '',
    ...textAs('identifier', event.Identifier),
    ...textAs('errorCode', event.ErrorCode),
    ...textAs('message', event.StatusMessage),
    ...timeAs('retryAfter', event.RetryAfter),
    ...textAs('typeName', event.TypeName),
    ...timeAs('eventTime', event.EventTime),
    ...(refusals.length === 0 ? {} : { hookMessages: refusals }),
    ...(warnings.length === 0 ? {} : { hookWarnings: warnings }),
    ...(running?.HookTypeName === undefined ? {} : { waitingForHook: running.HookTypeName }),
  }
}

type Hook = Wire<HookProgressEvent>

/** A member that is left out where it is no text: who answers wrongly here still says how the write stands. */
function textAs<K extends string>(key: K, value: unknown): Partial<Record<K, string>> {
  return typeof value === 'string' ? ({ [key]: value } as Record<K, string>) : {}
}

/** As `textAs`, of seconds since the epoch; answers milliseconds. */
function timeAs<K extends string>(key: K, value: unknown): Partial<Record<K, number>> {
  return typeof value === 'number' ? ({ [key]: value * 1000 } as Record<K, number>) : {}
}

const FAILED_HOOKS: ReadonlySet<string> = new Set(['HOOK_COMPLETE_FAILED', 'HOOK_FAILED'])

/** Which hook said what, and when it was asked. */
function saidBy(hook: Hook): string {
  const { HookTypeName = 'without a name', HookStatusMessage = '', InvocationPoint } = hook
  const when = InvocationPoint === 'PRE_PROVISION' ? ' (asked before anything was done)' : ''
  return `the hook ${HookTypeName}${when} says: ${HookStatusMessage || 'no reason given'}`
}
