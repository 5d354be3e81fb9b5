import { setTimeout as delay } from 'node:timers/promises'
import { AppError } from '../errors/index.js'
import type { Clock } from '../execution/index.js'

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    try {
      await delay(milliseconds, undefined, { signal })
    } catch (cause) {
      throw new AppError('CANCELLED', 'the wait was cancelled', { cause })
    }
  },
}
