import type { Misbehaviour } from '../operations/context.js'
import type { Call, Caller, WireCall } from '../protocol.js'
import type { HandlerFailure } from '../state/request.js'
import type { Resource } from '../state/resource.js'
import { Chance } from './chance.js'
import type { FaultKind, FaultRule } from './fault-rule.js'
import { concerns } from './fault-rule.js'

/** What happens to one call on the wire. */
export interface WireFaults {
  readonly deny: boolean
  /** What the region does not know: the type, or what is asked of it. */
  readonly unknown?: 'type' | 'action'
  readonly expire: boolean
  readonly throttle: boolean
  readonly serverError: boolean
  readonly drop?: 'before' | 'after'
  readonly delayMs: number
}

const NONE: WireFaults = {
  deny: false,
  expire: false,
  throttle: false,
  serverError: false,
  delayMs: 0,
}

const FAILURES: Readonly<Partial<Record<FaultKind, HandlerFailure>>> = {
  'failed-throttling': {
    code: 'Throttling',
    message: 'Rate exceeded (Service: Local, Status Code: 429)',
  },
  'failed-general': {
    code: 'GeneralServiceException',
    message: 'ThrottlingException: Rate exceeded (Service: Local, Status Code: 400)',
  },
  'failed-internal': {
    code: 'ServiceInternalError',
    message: 'Internal error (Service: Local, Status Code: 500)',
  },
  'hook-failure': {
    code: 'InvalidRequest',
    message: 'The local hook refused this resource.',
    hook: 'Skyql::Local::Hook',
  },
}

const FAILING = ['failed-throttling', 'failed-general', 'failed-internal', 'hook-failure'] as const

/** Decides, repeatably for a seed, which faults befall which calls. */
export class FaultInjector implements Misbehaviour {
  readonly #rules: readonly FaultRule[]
  readonly #chance: Chance

  constructor(rules: readonly FaultRule[], seed: number) {
    this.#rules = rules
    this.#chance = new Chance(seed)
  }

  onWire(call: WireCall): WireFaults {
    if (this.#rules.length === 0) return NONE
    const subject = subjectOf(call)
    const drop = this.#rule('drop', call, subject)
    const moment = drop?.moment
    const slow =
      call.operation === 'ListResources' ? this.#rule('slow-page', call, subject) : undefined
    const which = this.#chance.draw(`moment ${subject}`) < 0.5 ? 'before' : 'after'
    const unknown = this.#unknown(call, subject)
    return {
      ...(unknown === undefined ? {} : { unknown }),
      deny: this.#rule('access-denied', call, subject) !== undefined,
      expire: this.#rule('expired-token', call, subject) !== undefined,
      throttle: this.#rule('throttle', call, subject) !== undefined,
      serverError: this.#rule('http500', call, subject) !== undefined,
      ...(moment === undefined ? {} : { drop: moment === 'either' ? which : moment }),
      delayMs: slow?.milliseconds ?? 0,
    }
  }

  #unknown(call: WireCall, subject: string): WireFaults['unknown'] {
    if (this.#rule('type-not-found', call, subject) !== undefined) return 'type'
    return this.#rule('unsupported-action', call, subject) === undefined ? undefined : 'action'
  }

  handlerFailure(call: Call, typeName: string, identifier: string): HandlerFailure | undefined {
    const subject = handledSubject(call, typeName, identifier)
    for (const kind of FAILING) {
      if (this.#rule(kind, call, subject) !== undefined) return FAILURES[kind]
    }
    return undefined
  }

  unstableMs(call: Call, typeName: string, identifier: string): number {
    const subject = handledSubject(call, typeName, identifier)
    return this.#rule('not-stabilized', call, subject)?.milliseconds ?? 0
  }

  hidesFromRead(resource: Resource, now: number): boolean {
    return this.#hides('notfound-after-create', resource, now)
  }

  hidesFromList(resource: Resource, now: number): boolean {
    return this.#hides('stale-list', resource, now)
  }

  failingAttempts(caller: Caller, step: string, attempts: number): number {
    const target = { operation: 'CreateIntegrationWorkflow', ...caller } as const
    const fails = (attempt: number): boolean =>
      this.#rules.some(
        (rule, index) =>
          rule.kind === 'step-failure' &&
          concerns(rule, target) &&
          attempt <= (rule.times ?? attempts) &&
          this.#chance.fixed(`${index} ${step} ${attempt}`) < rule.probability,
      )
    let failed = 0
    while (failed < attempts && fails(failed + 1)) failed += 1
    return failed
  }

  #hides(kind: FaultKind, resource: Resource, now: number): boolean {
    return this.#rules.some(
      (rule, index) =>
        rule.kind === kind &&
        concerns(rule, resource) &&
        now - resource.createdAt < (rule.milliseconds ?? 0) &&
        this.#chance.fixed(`${index} ${resource.typeName} ${resource.identifier}`) <
          rule.probability,
    )
  }

  /** The first rule of a kind that strikes this call; every rule that looks at it draws. */
  #rule(kind: FaultKind, call: WireCall, subject: string): FaultRule | undefined {
    const { operation, caller, input } = call
    const typeName = typeof input['TypeName'] === 'string' ? input['TypeName'] : undefined
    const target = { operation, typeName, ...caller }
    return this.#rules.find(
      (rule, index) =>
        rule.kind === kind &&
        concerns(rule, target) &&
        this.#chance.draw(`${index} ${subject}`) < rule.probability,
    )
  }
}

/** A service-made identifier differs from run to run, what was asked for does not. */
function handledSubject(call: Call, typeName: string, identifier: string): string {
  const asked = textOf(call, 'Identifier') || textOf(call, 'DesiredState') || identifier
  return `${call.operation} ${typeName} ${asked}`
}

/** What makes a call this call: never a random token, or no run could be repeated. */
function subjectOf(call: WireCall): string {
  const { operation, caller } = call
  const parts = ['TypeName', 'Identifier', 'DesiredState', 'NextToken'].map((name) =>
    textOf(call, name),
  )
  return `${operation} ${caller.account} ${caller.region} ${parts.join(' ')}`
}

function textOf({ input }: WireCall, member: string): string {
  const value = input[member]
  return typeof value === 'string' ? value : ''
}
