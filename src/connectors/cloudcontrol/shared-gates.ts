import type { LimitRule } from '../limit-rule.js'
import { CallGate } from './call-gate.js'
import { sharedLimits, type SetLimits } from '../set-limits.js'

/** What all calls of a process to one cloud pass, whatever session they are of. */
export interface SharedGate {
  readonly gate: CallGate
  readonly limits: SetLimits
}

const gates = new Map<string, SharedGate>()

/**
 * The gate before a cloud: sessions that say the same of it share what is in flight, the rates that were found and
 * the limits that are set.
 */
export function sharedGate(
  target: string,
  callsInFlight: number,
  rules: readonly LimitRule[],
): SharedGate {
  const key = JSON.stringify([target, callsInFlight, rules])
  const known = gates.get(key)
  if (known !== undefined) return known
  const made = { gate: new CallGate(callsInFlight), limits: sharedLimits(target, rules) }
  gates.set(key, made)
  return made
}
