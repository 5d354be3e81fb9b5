import type { AnyOperation } from '../protocol.js'
import { isServiceOperation } from '../protocol.js'

/** What a fault does. */
export const FAULT_KINDS = {
  throttle: 'answers ThrottlingException',
  'failed-throttling': 'accepts a mutation whose event FAILS with Throttling',
  'failed-general': 'accepts a mutation whose event FAILS with GeneralServiceException',
  'failed-internal': 'accepts a mutation whose event FAILS with ServiceInternalError',
  'not-stabilized': 'says FAILED with NotStabilized of a mutation that succeeds a while later',
  'hook-failure': 'accepts a mutation whose event FAILS by a hook',
  http500: 'answers HTTP 500 without a body',
  drop: 'closes the connection without an answer',
  'slow-page': 'answers a list page late',
  'notfound-after-create': 'reads do not see a fresh resource',
  'stale-list': 'lists do not show a fresh resource',
  'step-failure': 'fails attempts at a step of an integration workflow',
  'access-denied': 'answers AccessDeniedException',
  'expired-token': 'answers ExpiredTokenException',
  'type-not-found': 'answers TypeNotFoundException',
  'unsupported-action': 'answers UnsupportedActionException',
} as const satisfies Record<string, string>

export type FaultKind = keyof typeof FAULT_KINDS

/** When a dropped call is dropped. */
export type DropMoment = 'before' | 'after' | 'either'

/** One `--fault`: what, how often, for which calls. */
export interface FaultRule {
  readonly kind: FaultKind
  /** 0 to 1. */
  readonly probability: number
  /** Of slow-page: the delay. Of notfound-after-create and stale-list: the time since creation. Of not-stabilized: until it is taken back. */
  readonly milliseconds?: number
  readonly moment?: DropMoment
  /** Of step-failure: how many attempts at one step fail at most. */
  readonly times?: number
  readonly operation?: AnyOperation
  readonly typeName?: string
  readonly region?: string
  readonly account?: string
}

/** What a rule's filters look at. */
export interface FaultTarget {
  readonly operation?: AnyOperation
  readonly typeName?: string | undefined
  readonly region: string
  readonly account: string
}

/** These are about what a caller may do: without `op=` they leave the services beside Cloud Control alone. */
const BY_PERMISSION: ReadonlySet<FaultKind> = new Set([
  'access-denied',
  'expired-token',
  'type-not-found',
  'unsupported-action',
])

export function concerns(rule: FaultRule, target: FaultTarget): boolean {
  const { operation } = target
  if (rule.operation === undefined && BY_PERMISSION.has(rule.kind)) {
    if (operation !== undefined && isServiceOperation(operation)) return false
  }
  return (
    (rule.operation === undefined || rule.operation === target.operation) &&
    (rule.typeName === undefined || rule.typeName === target.typeName) &&
    (rule.region === undefined || rule.region === target.region) &&
    (rule.account === undefined || rule.account === target.account)
  )
}
