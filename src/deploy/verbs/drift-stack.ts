import { acceptValues, type NotAccepted } from '../../manifest/index.js'
import { isJsonObject, type Json, type JsonObject } from '../../util/index.js'
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

/** The manifest with what is live in its props, and what could not be written there. */
export async function acceptDrift(
  { run }: OpenStack,
  steps: readonly Step[],
): Promise<{
  readonly text: string
  readonly left: readonly NotAccepted[]
  readonly written: number
}> {
  const values = steps.flatMap(({ name, action, change, live }) => {
    if ((action !== 'update' && action !== 'replace') || change === undefined || live === undefined)
      return []
    return change.reasons.map(({ path }) => ({ resource: name, path, value: valueAt(live, path) }))
  })
  const { text, left } = await acceptValues(run.stack, values)
  return { text, left, written: values.length - left.length }
}

function valueAt(model: JsonObject, pointer: string): Json | undefined {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<Json | undefined>((value, step) => {
      if (Array.isArray(value)) return (value as readonly Json[])[Number(step)]
      return isJsonObject(value) ? value[step] : undefined
    }, model)
}
