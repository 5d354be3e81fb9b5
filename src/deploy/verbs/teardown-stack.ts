import { AppError } from '../../errors/index.js'
import { deleteAnchored } from '../anchors/delete-anchored.js'
import { runGraph } from '../apply/run-graph.js'
import { makeGraph, reversed, type StackGraph } from '../graph/stack-graph.js'
import { changes, type StackPlan, type Step } from '../plan/step.js'
import type { StackRun } from '../run/stack-run.js'
import { deleteRecorded, timed, type BuildOptions, type StackResult } from './build-stack.js'
import type { StepResult } from './observer.js'
import type { OpenStack } from './open-stack.js'
import { refuseFailures } from './plan-stack.js'
import { planTeardown } from './plan-teardown.js'

export type TeardownOptions = Omit<BuildOptions, 'askAdoption'>

/** Deletes all that a stack has made, what was built last first; each deletion is awaited and looked after. */
export async function teardownStack(
  open: OpenStack,
  options: TeardownOptions,
): Promise<StackResult> {
  const plan = await planTeardown(open)
  refuseFailures(plan)
  if (options.adoptsAll !== true) refuseForeign(plan)
  const agreed = !plan.steps.some(changes) || (await options.confirm(plan))
  if (!agreed) return { plan, confirmed: false, results: [], exports: {} }
  const { run } = open
  const { observer } = options
  const results: StepResult[] = []
  const note = (result: StepResult): void => {
    results.push(result)
    observer.ended(result)
  }
  const steps = new Map(plan.steps.map((step) => [step.name, step]))
  observer.begin(plan.steps)
  await runGraph(reversed(graphOfSteps(open.graph, plan.steps)), {
    parallelism: options.parallelism,
    stopAtFailure: options.onFailure === 'stop',
    signal: run.context.signal,
    work: async (name) => {
      const step = steps.get(name)
      if (step === undefined) return 'done'
      const ended = await timed(step, observer, async () => {
        if (step.action === 'delete') await remove(run, step)
        if (step.action === 'delete' || step.action === 'forget') await run.records.forget(name)
        return { step }
      })
      note(ended)
      return ended.status === 'failed' ? 'failed' : 'done'
    },
    onSkipped: (name, status) => {
      const step = steps.get(name)
      if (step !== undefined) note({ step, status, ms: 0 })
    },
  })
  return { plan, confirmed: true, results, exports: {} }
}

/** The stack's own order, with what is known of resources that are no longer declared. */
function graphOfSteps(graph: StackGraph, steps: readonly Step[]): StackGraph {
  const leaving = steps.filter(({ name }) => !graph.dependencies.has(name))
  return makeGraph([
    ...graph.order.map((name) => ({ name, needs: graph.dependencies.get(name) ?? [] })),
    ...leaving.map(({ name, needs }) => ({ name, needs })),
  ])
}

/** @throws AppError CONFIGURATION where something would go that may be somebody else's */
function refuseForeign({ stack, env, steps }: StackPlan): void {
  const foreign = steps.filter((step) => step.foreign === true && step.action === 'delete')
  if (foreign.length === 0) return
  const names = foreign.map(({ name, identifier = '' }) => `${name} (${identifier})`)
  throw new AppError(
    'CONFIGURATION',
    `nothing tells that ${stack}/${env} has made ${names.join(', ')}; nothing was deleted`,
    {
      hint: `is it the right environment, and the record where it was (--state)? --adopt deletes what is there, --exclude ${foreign[0]?.name ?? 'NAME'} leaves it`,
    },
  )
}

async function remove(run: StackRun, step: Step): Promise<void> {
  const resource = run.stack.resources.find(({ name }) => name === step.name)
  const isStated = step.asRecorded !== true && resource?.anchors.has('delete') === true
  if (isStated) await deleteAnchored(run, step)
  else await deleteRecorded(run, step)
}
