import { AppError } from '../../errors/index.js'
import { runGraph } from '../apply/run-graph.js'
import { changes, type Step } from '../plan/step.js'
import { planOne } from '../run/plan-one.js'
import type { OpenStack } from './open-stack.js'

/** How one resource compares with its declaration. */
export interface TestResult {
  readonly name: string
  readonly status: 'passed' | 'failed' | 'skipped'
  readonly step?: Step
  readonly error?: AppError
}

/** Compares every resource with its declaration; nothing is changed, and none is left out for another's failure. */
export async function testStack({ run, graph }: OpenStack): Promise<readonly TestResult[]> {
  const results = new Map<string, TestResult>()
  await runGraph(graph, {
    parallelism: 50,
    stopAtFailure: false,
    signal: run.context.signal,
    work: async (name) => {
      try {
        const step = await planOne(run, name)
        results.set(name, { name, step, status: statusOf(step) })
      } catch (cause) {
        results.set(name, { name, status: 'failed', error: AppError.from(cause) })
        if (run.resource(name).exports.length > 0) run.pending.add(name)
      }
      // What depends on a resource that is not as it should be is told, too.
      return 'done'
    },
  })
  run.context.signal.throwIfAborted()
  return graph.order.flatMap((name) => results.get(name) ?? [])
}

function statusOf(step: Step): TestResult['status'] {
  if (step.action === 'skip') return 'skipped'
  // A resource whose statement each build runs is compared all the same.
  if (step.action === 'run') return OF_RESOURCES.has(step.type) ? 'passed' : 'skipped'
  return changes(step) ? 'failed' : 'passed'
}

const OF_RESOURCES: ReadonlySet<string> = new Set(['resource', 'multi'])
