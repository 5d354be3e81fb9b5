import type { ExecutionContext } from '../context.js'
import { creation, updating } from './change-bodies.js'
import type { PlannedWrite } from './planned-write.js'

/**
 * Has the connector look at what a write will send, before anything of its statement is sent: a replacement that
 * cannot be made must not delete first.
 * @throws AppError for what its service would refuse
 */
export async function verifyWrite(
  write: PlannedWrite,
  { connector, signal }: Pick<ExecutionContext, 'connector' | 'signal'>,
): Promise<void> {
  const { change, live } = write
  if (change.kind === 'update') {
    await connector.verify({ ...updating(write, change, 0).body, clientToken: '' }, live, signal)
  } else if ('desired' in change) {
    await connector.verify({ ...creation(write, 0).body, clientToken: '' }, undefined, signal)
  }
}
