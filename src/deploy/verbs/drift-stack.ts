import type { Step } from '../plan/step.js'
import type { OpenStack } from './open-stack.js'
import { planStack } from './plan-stack.js'

/** Resources that are not as the manifest declares them, of those that were there. */
export async function driftOf(open: OpenStack): Promise<readonly Step[]> {
  const { steps } = await planStack({ ...open, isPart: true })
  return steps.filter(({ action, name }) => {
    if (action === 'update' || action === 'replace') return true
    // What was recorded and is gone has drifted; what was never made has not.
    return action === 'create' && open.run.recordOf(name) !== undefined
  })
}
