import type { ResourceDescription } from '../../connectors/index.js'
import type { ExecutionContext } from '../context.js'

/** The type name of `cloud_control.resource_request`. */
export const REQUEST_TABLE = 'awscc.cloud_control.resource_request'

const UNDER_WAY = new Set(['PENDING', 'IN_PROGRESS', 'CANCEL_IN_PROGRESS'])

/** Milliseconds. */
const FIRST_POLL = 150
const LONGEST_POLL = 10_000
const POLL_GROWTH = 1.5

/**
 * The row of a request when it has ended: reading it takes up the wait of a write that was sent with --no-wait.
 * Under --no-wait itself, the row as it stands. Ends early only with the statement (Ctrl-C, --timeout).
 */
export async function followRow(
  read: () => Promise<ResourceDescription>,
  { wait, clock, signal }: Pick<ExecutionContext, 'wait' | 'clock' | 'signal'>,
): Promise<ResourceDescription> {
  let pause = FIRST_POLL
  for (;;) {
    const row = await read()
    const { OperationStatus: status, RetryAfter: again } = row.properties
    if (!wait || typeof status !== 'string' || !UNDER_WAY.has(status)) return row
    const notBefore = typeof again === 'string' ? Date.parse(again) - clock.now() : 0
    await clock.sleep(Math.max(pause, Number.isFinite(notBefore) ? notBefore : 0), signal)
    pause = Math.min(pause * POLL_GROWTH, LONGEST_POLL)
  }
}
