import type { DocumentFacts } from '../../catalog/index.js'
import type { ScopeRate } from '../connector.js'
import type { LimitRule } from '../limit-rule.js'
import { SetLimits, type LimitedCall } from '../set-limits.js'

/** Holds the calls of documents to the limits that they declare, and to those that the user sets. */
export class CallLimits {
  readonly #set: SetLimits | undefined
  /** By service: those of its document that no limit of the user's takes the place of. */
  readonly #declared = new Map<string, SetLimits>()

  constructor(set: SetLimits | undefined) {
    this.#set = set
  }

  /** Waits for a call's turn. @throws AppError CANCELLED */
  async turn(
    call: LimitedCall,
    { limits = [] }: Pick<DocumentFacts, 'limits'>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    await this.#set?.turn(call, signal)
    const name = call.type.split('.').slice(0, 2).join('.')
    let declared = this.#declared.get(name)
    if (declared === undefined) {
      const rules = limits.map((limit) => ruleOf(call.service, limit))
      declared = new SetLimits(rules.filter((rule) => this.#set?.replaces(rule) !== true))
      this.#declared.set(name, declared)
    }
    await declared.turn(call, signal)
  }

  /** Those that documents declare; the user's are told by who shares them. */
  rates(): ScopeRate[] {
    return [...this.#declared].flatMap(([name, limits]) =>
      limits.rates().map(({ scope, rate }) => ({
        scope: `${name} ${scope}`,
        callsPerSecond: rate,
        source: 'set' as const,
      })),
    )
  }
}

/** A document's limit holds for its service, in each place. */
function ruleOf(
  service: string,
  { callsPerSecond, operations }: NonNullable<DocumentFacts['limits']>[number],
): LimitRule {
  return {
    callsPerSecond,
    per: ['connection', 'region'],
    about: { service: [service], ...(operations === undefined ? {} : { operation: operations }) },
  }
}
