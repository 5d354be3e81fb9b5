import { likePattern, type LikePattern } from '../util/index.js'
import { limitSubject, type LimitDimension, type LimitRule } from './limit-rule.js'
import { Pacer } from './pacer.js'

/** A call, as limits see it. */
export type LimitedCall = Readonly<Record<LimitDimension, string>>

interface Rule {
  readonly rule: LimitRule
  readonly about: readonly (readonly [LimitDimension, readonly LikePattern[]])[]
}

/** Holds calls to the limits that are set, whatever protocol carries them. */
export class SetLimits {
  readonly #rules: readonly Rule[]
  readonly #subjects: ReadonlySet<string>
  readonly #pacer = new Pacer()

  constructor(rules: readonly LimitRule[]) {
    this.#subjects = new Set(rules.map(limitSubject))
    this.#rules = rules.map((rule) => ({
      rule,
      about: Object.entries(rule.about).map(
        ([dimension, patterns]) =>
          [dimension as LimitDimension, patterns.map(likePattern)] as const,
      ),
    }))
  }

  /** Whether a limit on the same calls is set, so that one that was only declared gives way. */
  replaces(declared: LimitRule): boolean {
    return this.#subjects.has(limitSubject(declared))
  }

  /** Scopes that calls were counted in, with their limits. */
  rates(): { readonly scope: string; readonly rate: number }[] {
    return this.#pacer.met().map(({ key, callsPerSecond }) => ({
      scope: key.slice(key.indexOf(' ') + 1),
      rate: callsPerSecond,
    }))
  }

  /** Waits until every limit that a call counts in lets it through. @throws AppError CANCELLED */
  turn(call: LimitedCall, signal: AbortSignal | undefined): Promise<void> {
    const scopes = this.#rules.flatMap(({ rule: { callsPerSecond, per }, about }, index) => {
      const isAbout = about.every(([dimension, patterns]) =>
        patterns.some((pattern) => pattern.test(call[dimension])),
      )
      const scope = per.map((dimension) => call[dimension]).join(' ') || 'all'
      return isAbout ? [{ key: `${String(index)} ${scope}`, callsPerSecond }] : []
    })
    return this.#pacer.turn(scopes, signal)
  }
}

const shared = new Map<string, SetLimits>()

/** The limits before a cloud: all sessions and connectors of a process that are set the same share them. */
export function sharedLimits(target: string, rules: readonly LimitRule[]): SetLimits {
  const key = JSON.stringify([target, rules])
  const known = shared.get(key)
  if (known !== undefined) return known
  const made = new SetLimits(rules)
  shared.set(key, made)
  return made
}
