import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../errors/index.js'
import { likePattern } from '../../util/index.js'
import type { LimitDimension, LimitRule } from '../limit-rule.js'
import type { CallContext } from './service-error.js'

/** Timers are coarse: what one of them came late by is made up for. Milliseconds. */
const LATE_MS = 20

interface Rule {
  readonly rule: LimitRule
  readonly about: readonly (readonly [LimitDimension, readonly RegExp[]])[]
}

/** Holds calls to the limits that the user sets, evenly: each call waits for its turn in every scope it counts in. */
export class SetLimits {
  readonly #rules: readonly Rule[]
  /** When the next call of a scope is due, in milliseconds of the monotonic clock. */
  readonly #due = new Map<string, number>()

  constructor(rules: readonly LimitRule[]) {
    this.#rules = rules.map((rule) => ({
      rule,
      about: Object.entries(rule.about).map(
        ([dimension, patterns]) =>
          [dimension as LimitDimension, patterns.map(likePattern)] as const,
      ),
    }))
  }

  /** Scopes that calls were counted in, with their limits. */
  rates(): { readonly scope: string; readonly rate: number }[] {
    return [...this.#due.keys()].map((key) => {
      const [index = '', ...scope] = key.split(' ')
      return { scope: scope.join(' '), rate: this.#rules[Number(index)]?.rule.callsPerSecond ?? 0 }
    })
  }

  /** @throws AppError CANCELLED */
  async turn(context: CallContext, signal: AbortSignal | undefined): Promise<void> {
    let wait = 0
    for (const [index, { rule, about }] of this.#rules.entries()) {
      if (!about.every(([dimension, patterns]) => fits(context, dimension, patterns))) continue
      const scope = rule.per.map((dimension) => valueOf(context, dimension)).join(' ')
      const key = `${String(index)} ${scope || 'all'}`
      const now = performance.now()
      const due = Math.max(this.#due.get(key) ?? 0, now - LATE_MS)
      this.#due.set(key, due + 1_000 / rule.callsPerSecond)
      wait = Math.max(wait, due - now)
    }
    if (wait <= 0) return
    try {
      await sleep(wait, undefined, signal === undefined ? {} : { signal })
    } catch (cause) {
      throw new AppError('CANCELLED', 'the call was cancelled', { cause })
    }
  }
}

function fits(
  context: CallContext,
  dimension: LimitDimension,
  patterns: readonly RegExp[],
): boolean {
  const value = valueOf(context, dimension)
  return patterns.some((pattern) => pattern.test(value))
}

function valueOf(context: CallContext, dimension: LimitDimension): string {
  switch (dimension) {
    case 'connection':
      return context.connection
    case 'region':
      return context.region
    case 'operation':
      return context.operation
    case 'type':
      return context.typeName ?? ''
    case 'service':
      return context.typeName?.split('::')[1]?.toLowerCase() ?? ''
  }
}
