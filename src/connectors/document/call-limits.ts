import { setTimeout as sleep } from 'node:timers/promises'
import type { LimitDocument } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { likePattern } from '../../util/index.js'
import type { CallPlace } from '../connection.js'
import type { ScopeRate } from '../connector.js'

/** Timers are coarse: what one of them came late by is made up for. Milliseconds. */
const LATE_MS = 20

interface LimitedCall extends CallPlace {
  /** Whose limits they are: `aws.customer_profiles`. */
  readonly service: string
  readonly operation: string
  readonly limits: readonly LimitDocument[]
}

/** Holds the calls of documents to the limits that they declare, for each service and place. */
export class CallLimits {
  readonly #due = new Map<string, { at: number; readonly rate: number }>()

  /** Waits for a call's turn. @throws AppError CANCELLED */
  async turn(
    { service, operation, limits, connection, region }: LimitedCall,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    let wait = 0
    for (const [index, { callsPerSecond, operations }] of limits.entries()) {
      if (operations?.some((each) => likePattern(each).test(operation)) === false) continue
      const key = `${service} ${connection} ${region} ${String(index)}`
      const now = performance.now()
      const due = Math.max(this.#due.get(key)?.at ?? 0, now - LATE_MS)
      this.#due.set(key, { at: due + 1_000 / callsPerSecond, rate: callsPerSecond })
      wait = Math.max(wait, due - now)
    }
    if (wait > 0) await pause(wait, signal)
  }

  rates(): ScopeRate[] {
    return [...this.#due].map(([key, { rate }]) => ({
      scope: key.replace(/ \d+$/, ''),
      callsPerSecond: rate,
      source: 'set',
    }))
  }
}

/** @throws AppError CANCELLED */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal })
  } catch (cause) {
    throw new AppError('CANCELLED', 'the call was cancelled', { cause })
  }
}
