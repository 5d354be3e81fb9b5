import { AppError } from '../../errors/index.js'
import { withSecretNames } from '../../session/index.js'
import type { JsonObject } from '../../util/index.js'
import { deleteResource } from '../apply/apply-step.js'
import { runGraph } from '../apply/run-graph.js'
import { makeGraph, reversed } from '../graph/stack-graph.js'
import { changes, type StackPlan, type Step } from '../plan/step.js'
import { agreeToForeign, type AskAdoption } from '../run/adopt.js'
import { noteAccount } from '../run/account.js'
import { applyOne } from '../run/apply-one.js'
import type { Done } from '../run/done.js'
import type { StackRun } from '../run/stack-run.js'
import type { StackObserver, StepResult } from './observer.js'
import type { OpenStack } from './open-stack.js'
import { planStack, refuseFailures } from './plan-stack.js'
import { removeReplaced, replacedSteps } from './remove-replaced.js'
import { rollBack } from './roll-back.js'
import { stackExports } from './stack-exports.js'

export type OnFailure = 'rollback' | 'stop' | 'continue'

export interface BuildOptions {
  readonly parallelism: number
  readonly onFailure: OnFailure
  readonly observer: StackObserver
  /** Is shown the plan first, whatever is in it. @throws AppError where it must not be carried out */
  readonly verify?: (plan: StackPlan) => void
  /** Decides whether a plan that changes something is carried out. */
  readonly confirm: (plan: StackPlan) => Promise<boolean>
  readonly askAdoption: AskAdoption
  /** True where what others have made is taken over although it is as it is declared already. */
  readonly adoptsAll?: boolean
  /** Names of the only resources that are worked on; what leaves the stack stays then. */
  readonly only?: ReadonlySet<string>
}

export interface StackResult {
  readonly plan: StackPlan
  /** False where the user said no. */
  readonly confirmed: boolean
  /** In the order in which they ended. */
  readonly results: readonly StepResult[]
  readonly exports: JsonObject
}

/**
 * Makes a stack as it is declared: each resource after what it depends on, awaited.
 * @throws AppError of the resources that could not be planned: nothing is changed then
 */
export async function buildStack(open: OpenStack, options: BuildOptions): Promise<StackResult> {
  const { run } = open
  const plan = await planOf(open, options.only)
  refuseFailures(plan)
  options.verify?.(plan)
  const agreed = !plan.steps.some(changes) || (await options.confirm(plan))
  if (!agreed) return { plan, confirmed: false, results: [], exports: {} }
  // Asked before anything is changed: where nobody agrees, nothing is.
  for (const step of plan.steps) await agreeToForeign(run, step, options.askAdoption)
  const results = await carryOut(open, plan, options)
  const failed = results.some(({ status }) => status === 'failed')
  const exports = failed ? {} : stackExports(run)
  return { plan, confirmed: true, results, exports }
}

async function planOf(open: OpenStack, only: BuildOptions['only']): Promise<StackPlan> {
  if (only === undefined) return planStack(open)
  const plan = await planStack({ ...open, isPart: true })
  const isMeant = ({ name }: { readonly name: string }): boolean => only.has(name)
  return { ...plan, steps: plan.steps.filter(isMeant), failures: plan.failures.filter(isMeant) }
}

async function carryOut(
  open: OpenStack,
  plan: StackPlan,
  options: BuildOptions,
): Promise<StepResult[]> {
  const { run, graph } = open
  const { observer, onFailure } = options
  const results: StepResult[] = []
  const done: Done[] = []
  const note = (result: StepResult): void => {
    const { error } = result
    results.push(
      error === undefined
        ? result
        : { ...result, error: withSecretNames(error, run.context.catalog) },
    )
    observer.ended(result)
  }
  const steps = new Map(plan.steps.map((step) => [step.name, step]))
  const changed = new Set<string>()
  await noteAccount(run)
  observer.begin(plan.steps)
  await runGraph(graph, {
    parallelism: options.parallelism,
    stopAtFailure: onFailure !== 'continue',
    signal: run.context.signal,
    work: async (name) => {
      const step = steps.get(name)
      if (step === undefined) return options.only === undefined ? 'failed' : 'done'
      // Values that come from what was just changed may be others than those it was planned with.
      const isFresh = !step.needs.some((need) => changed.has(need))
      const ended = await timed(step, observer, async () => {
        const one = await applyOne(run, step, {
          askAdoption: options.askAdoption,
          adoptsAll: options.adoptsAll === true,
          isFresh,
        })
        if (changes(one.step)) changed.add(name)
        done.push(one)
        return one
      })
      note(ended)
      return ended.status === 'failed' ? 'failed' : 'done'
    },
    onSkipped: (name, status) => {
      const step = steps.get(name)
      if (step !== undefined) note({ step, status, ms: 0 })
    },
  })
  const failed = results.some(({ status }) => status === 'failed')
  const replaced = replacedSteps(done)
  const leaving = plan.steps.filter(
    ({ action, name }) =>
      (action === 'delete' || action === 'forget') && !graph.dependencies.has(name),
  )
  if (failed || run.context.signal.aborted) {
    if (failed && onFailure === 'rollback') await rollBack(run, { done, results }, note)
    else for (const step of replaced) note({ step, status: 'not-started', ms: 0 })
    for (const step of leaving) note({ step, status: 'not-started', ms: 0 })
    return results
  }
  if (replaced.length > 0) {
    observer.begin([...plan.steps, ...replaced])
    await removeReplaced(run, graph, replaced, {
      parallelism: options.parallelism,
      timed: async (step, work) => {
        const ended = await timed(step, observer, work)
        // A replacement is one result; its end is another one where it failed.
        if (ended.status === 'failed') note(ended)
        else observer.ended(ended)
        return ended
      },
      skipped: (step, status) => note({ step, status, ms: 0 }),
    })
  }
  await leave(run, leaving, { ...options, note })
  return results
}

/** Deletes what is no longer declared; what was built after something goes before it. */
async function leave(
  run: StackRun,
  steps: readonly Step[],
  options: BuildOptions & { readonly note: (result: StepResult) => void },
): Promise<void> {
  const { observer, note } = options
  const byName = new Map(steps.map((step) => [step.name, step]))
  const graph = reversed(makeGraph(steps))
  await runGraph(graph, {
    parallelism: options.parallelism,
    stopAtFailure: false,
    signal: run.context.signal,
    work: async (name) => {
      const step = byName.get(name)
      if (step === undefined) return 'failed'
      const ended = await timed(step, observer, async () => {
        if (step.action === 'delete') await deleteRecorded(run, step)
        await run.records.forget(name)
        return { step }
      })
      note(ended)
      return ended.status === 'failed' ? 'failed' : 'done'
    },
    onSkipped: (name, status) => {
      const step = byName.get(name)
      if (step !== undefined) note({ step, status, ms: 0 })
    },
  })
}

/** Deletes a resource with all that it took the place of. */
export async function deleteRecorded(run: StackRun, step: Step): Promise<void> {
  const { schema, region, name } = step
  if (schema === undefined || region === undefined) return
  const context = run.writing(name, undefined)
  const identifiers = [
    ...step.leftovers,
    ...(step.identifier === undefined ? [] : [step.identifier]),
  ]
  for (const identifier of new Set(identifiers)) {
    await deleteResource({ schema, region, identifier }, context)
  }
}

/** Does one step, and tells what came of it and how long it took. */
export async function timed(
  step: Step,
  observer: StackObserver,
  work: () => Promise<Done>,
): Promise<StepResult> {
  observer.started(step)
  const started = performance.now()
  const ms = (): number => performance.now() - started
  try {
    const one = await work()
    const { identifier = step.identifier } = one
    return {
      step: one.step,
      status: changes(one.step) || one.step.action === 'forget' ? 'done' : 'unchanged',
      ...(identifier === undefined ? {} : { identifier }),
      ms: ms(),
    }
  } catch (cause) {
    return { step, status: 'failed', error: AppError.from(cause), ms: ms() }
  }
}
