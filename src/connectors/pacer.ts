import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../errors/index.js'

/** Timers are coarse: what one of them came late by is made up for. Milliseconds. */
const LATE_MS = 20

/** So many calls a second, for all calls of one scope. */
export interface PacedScope {
  readonly key: string
  readonly callsPerSecond: number
}

/** Spaces calls evenly: each waits for its turn in every scope that it counts in. */
export class Pacer {
  /** When the next call of a scope is due, in milliseconds of the monotonic clock. */
  readonly #due = new Map<string, { readonly at: number; readonly scope: PacedScope }>()

  /** Waits for a call's turn. @throws AppError CANCELLED */
  async turn(scopes: readonly PacedScope[], signal: AbortSignal | undefined): Promise<void> {
    let wait = 0
    for (const scope of scopes) {
      const now = performance.now()
      const due = Math.max(this.#due.get(scope.key)?.at ?? 0, now - LATE_MS)
      this.#due.set(scope.key, { at: due + 1_000 / scope.callsPerSecond, scope })
      wait = Math.max(wait, due - now)
    }
    if (wait > 0) await pause(wait, signal)
  }

  /** The scopes that calls were counted in. */
  met(): PacedScope[] {
    return [...this.#due.values()].map(({ scope }) => scope)
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
