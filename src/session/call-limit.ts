import PQueue from 'p-queue'
import type { CallLimit } from '../execution/index.js'

/** At most `concurrency` calls in flight; urgent ones leave the queue first, in their own order. */
export function callLimit(concurrency: number): CallLimit {
  const queue = new PQueue({ concurrency })
  return (call, urgency = 'normal') => queue.add(call, { priority: urgency === 'urgent' ? 1 : 0 })
}
