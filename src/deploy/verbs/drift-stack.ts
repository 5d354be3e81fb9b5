import { acceptValues, type AcceptedValue, type NotAccepted } from '../../manifest/index.js'
import { planSettledChange } from '../../resource/index.js'
import { isJsonObject, mapConcurrent, type Json, type JsonObject } from '../../util/index.js'
import type { StackPlan, Step } from '../plan/step.js'
import type { OpenStack } from './open-stack.js'
import { planStack } from './plan-stack.js'

/** Resources that are not as the manifest declares them, of those that were there, and those that nobody can tell of. */
export async function driftOf(open: OpenStack): Promise<StackPlan> {
  const plan = await planStack({ ...open, isPart: true })
  const drifted = plan.steps.filter(({ action, name }) => {
    if (action === 'update' || action === 'replace') return true
    // What was recorded and is gone has drifted; what was never made has not.
    return action === 'create' && open.run.recordOf(name) !== undefined
  })
  const steps = await mapConcurrent(drifted, drifted.length, async (step) => {
    const changedIn = await changesSince(open, step)
    return changedIn === undefined ? step : { ...step, changedIn }
  })
  return { ...plan, steps }
}

/** What there is to put back of drift: what the manifest alone has changed is for a build. */
export function revertible(steps: readonly Step[]): readonly Step[] {
  return steps.filter(({ changedIn }) => {
    const who = Object.values(changedIn ?? {})
    return who.length === 0 || who.includes('cloud')
  })
}

/** Who changed each path since the last build: the cloud differs from what was applied, or the manifest does. */
async function changesSince(
  { run }: OpenStack,
  { name, schema, live, change, identifier }: Step,
): Promise<Step['changedIn']> {
  const record = run.recordOf(name)
  if (schema === undefined || live === undefined || change === undefined) return undefined
  if (record?.applied === undefined || record.identifier !== identifier) return undefined
  const { reasons } = await planSettledChange(schema, record.applied, live)
  const inCloud = reasons.map(({ path }) => path)
  const isIn = (path: string, other: string): boolean => `${path}/`.startsWith(`${other}/`)
  return Object.fromEntries(
    change.reasons.map(({ path }) => [
      path,
      inCloud.some((one) => isIn(path, one) || isIn(one, path)) ? 'cloud' : 'manifest',
    ]),
  )
}

/** The manifest with what is live in its props, and what could not be written there, whole resources at the path ''. */
export async function acceptDrift(
  { run }: OpenStack,
  steps: readonly Step[],
): Promise<{
  readonly text: string
  readonly left: readonly NotAccepted[]
  readonly written: number
}> {
  const values: AcceptedValue[] = []
  const told: NotAccepted[] = []
  for (const { name: resource, action, change, live, changedIn } of steps) {
    const leave = (why: string): void =>
      void told.push({ resource, path: '', value: undefined, why })
    if (action === 'create') leave('it is gone from the cloud')
    else if (change === undefined || live === undefined) leave('its statements tell no values')
    else {
      for (const { path } of change.reasons) {
        // What the user has changed and not built yet is no drift to accept.
        if (changedIn?.[path] === 'manifest') continue
        values.push({ resource, path, value: valueAt(live, path) })
      }
    }
  }
  const { text, left } = await acceptValues(run.stack, values)
  return { text, left: [...left, ...told], written: values.length - left.length }
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
