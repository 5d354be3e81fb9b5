import { deleteResource } from '../apply/apply-step.js'
import { runGraph } from '../apply/run-graph.js'
import { onlyNames, reversed, type StackGraph } from '../graph/stack-graph.js'
import type { Step } from '../plan/step.js'
import type { Done } from '../run/done.js'
import type { StackRun } from '../run/stack-run.js'
import type { StepResult } from './observer.js'

export interface RemovalOptions {
  readonly parallelism: number
  /** Does one step's work, and tells that it began and how it ended. */
  readonly timed: (step: Step, work: () => Promise<Done>) => Promise<StepResult>
  readonly skipped: (step: Step, status: 'blocked' | 'not-started') => void
}

/** What a run has replaced, as steps that delete it. */
export function replacedSteps(done: readonly Done[]): Step[] {
  return done.flatMap(({ step, replaced = [] }) =>
    replaced.map((identifier) => ({
      ...step,
      action: 'delete' as const,
      identifier,
      leftovers: [],
      note: 'it was replaced',
    })),
  )
}

/**
 * Deletes what a run has replaced, once all that depended on it has what came in its place; what was built last goes
 * first. What cannot be deleted stays in the record, and the next build tries again.
 */
export async function removeReplaced(
  run: StackRun,
  graph: StackGraph,
  steps: readonly Step[],
  { parallelism, timed, skipped }: RemovalOptions,
): Promise<void> {
  const ofName = (name: string): Step[] => steps.filter((step) => step.name === name)
  const part = reversed(onlyNames(graph, new Set(steps.map(({ name }) => name))))
  await runGraph(part, {
    parallelism,
    stopAtFailure: false,
    signal: run.context.signal,
    work: async (name) => {
      let status: 'done' | 'failed' = 'done'
      for (const step of ofName(name)) {
        const { schema, region, identifier } = step
        if (schema === undefined || region === undefined || identifier === undefined) continue
        const { timeouts } = run.resource(name)
        const ended = await timed(step, async () => {
          const context = run.writing(name, undefined)
          await deleteResource({ schema, region, identifier }, context, timeouts)
          await run.records.forgetLeftover(name, identifier)
          return { step }
        })
        if (ended.status === 'failed') status = 'failed'
      }
      return status
    },
    onSkipped: (name, status) => {
      for (const step of ofName(name)) skipped(step, status)
    },
  })
}
