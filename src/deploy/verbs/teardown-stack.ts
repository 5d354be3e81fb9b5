import { AppError } from '../../errors/index.js'
import { deleteAnchored, planAnchoredDelete, refuseUnnamed } from '../anchors/delete-anchored.js'
import { wantedOf } from '../bind/want.js'
import { statedClaims } from '../bind/stated-claims.js'
import { runGraph } from '../apply/run-graph.js'
import {
  makeGraph,
  onlyNames,
  reversed,
  withDependencies,
  type StackGraph,
} from '../graph/stack-graph.js'
import { refuseProtected } from '../plan/decide.js'
import { changes, type PlanFailure, type StackPlan, type Step } from '../plan/step.js'
import { exportsOfModel } from '../run/exports.js'
import { find } from '../run/decide-step.js'
import { READS_AT_ONCE, readingAhead } from '../run/read-ahead.js'
import { refuseOtherAccount } from '../run/account.js'
import { planOne } from '../run/plan-one.js'
import type { StackRun } from '../run/stack-run.js'
import { deleteRecorded, timed, type BuildOptions, type StackResult } from './build-stack.js'
import type { StepResult } from './observer.js'
import type { OpenStack } from './open-stack.js'
import { refuseFailures } from './plan-stack.js'

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

/** Finds what there is to delete, in the order of the graph, since identifiers may hold what others export. */
export async function planTeardown({ run, graph, isPart }: OpenStack): Promise<StackPlan> {
  const steps = new Map<string, Step>()
  const failures: PlanFailure[] = []
  const chosen = new Set(graph.order)
  // What is left out may export what the others are called.
  const looked = onlyNames(run.graph, withDependencies(run.graph.dependencies, chosen))
  const work = async (name: string): Promise<'done'> => {
    try {
      const step = await planDelete(run, name)
      if (chosen.has(name)) steps.set(name, step)
    } catch (cause) {
      const error = AppError.from(cause)
      if (error.kind === 'internal') throw error
      if (chosen.has(name)) failures.push({ name, error })
      // What comes from it is not missing, but not known.
      if (run.resource(name).exports.length > 0) run.pending.add(name)
    }
    return 'done'
  }
  const { signal } = run.context
  run.claims.askStated(() => statedClaims(run))
  await readingAhead(run, looked.order, () =>
    runGraph(looked, { parallelism: READS_AT_ONCE, stopAtFailure: false, signal, work }),
  )
  run.context.signal.throwIfAborted()
  const declared = graph.order.flatMap((name) => steps.get(name) ?? [])
  const all = [...declared, ...(isPart ? [] : leavingSteps(run))]
  // What has left the manifest is not looked for: what is deleted and not there counts as gone.
  const hasLeft = new Set(isPart ? [] : all.slice(declared.length).map(({ name }) => name))
  for (const { name, action } of all) {
    try {
      if (hasLeft.has(name)) await refuseOtherAccount(run, name)
      const isProtected = protectedNow(run, name) ?? run.recordOf(name)?.protect ?? false
      refuseProtected(name, action, isProtected)
    } catch (cause) {
      failures.push({ name, error: AppError.from(cause) })
    }
  }
  const plan = {
    stack: run.stack.name,
    env: run.stack.env,
    region: run.stack.region ?? run.defaultRegion,
    steps: all,
    failures,
  }
  if (all.length === 0) refuseFailures(plan)
  return plan
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

/** What the manifest says now counts; of what it no longer declares, what was recorded does. */
function protectedNow(run: StackRun, name: string): boolean | undefined {
  return run.stack.resources.find((one) => one.name === name)?.protect
}

async function planDelete(run: StackRun, name: string): Promise<Step> {
  const resource = run.resource(name)
  const base = {
    name,
    type: resource.type,
    unknown: [],
    leftovers: [],
    needs: run.graph.dependencies.get(name) ?? [],
  } as const
  if (resource.type !== 'resource' && resource.type !== 'multi') {
    if (resource.exports.length > 0) await exportIfKnown(run, name)
    return { ...base, action: 'skip' }
  }
  const record = run.recordOf(name)
  if (run.isEnabled(name) === false && record === undefined) {
    run.noteSkipped(name)
    return { ...base, action: 'skip', note: 'its condition does not hold' }
  }
  const rendered = run.render(name)
  if (resource.anchors.size > 0) {
    const step = await planAnchoredDelete(run, rendered)
    return resource.retain && step.action === 'delete'
      ? { ...base, ...step, action: 'forget', note: 'it is retained: it stays in the cloud' }
      : { ...base, ...step }
  }
  const schema = run.schema(name)
  if (schema === undefined) return { ...base, action: 'skip' }
  // It goes where it was made, whatever the manifest says of its region now.
  const wanted = wantedOf(rendered, schema, record?.region ?? run.region(rendered))
  const found = await find(run, wanted)
  if (found === undefined) {
    if (wanted.unknown.length > 0) refuseUnnamed(run, name)
    if (resource.exports.length > 0) run.pending.add(name)
    const left = (record?.leftovers ?? []).filter(
      (one) => run.claims.ownerOf(schema, wanted.region, one, name) === undefined,
    )
    if (left.length > 0 && !resource.retain) {
      const change = { kind: 'delete', typeName: schema.typeName, reasons: [] } as const
      const gone = { schema, region: wanted.region, leftovers: left, change }
      return { ...base, ...gone, action: 'delete', note: 'it is not there, what it replaced is' }
    }
    return {
      ...base,
      action: record === undefined ? 'no-op' : 'forget',
      schema,
      note: 'it is not there',
    }
  }
  const { identifier, by: foundBy, leftovers, properties } = found
  const region = record?.identifier === identifier ? record.region : wanted.region
  if (resource.exports.length > 0) {
    run.exports.set(
      name,
      exportsOfModel(resource, { schema, region, identifier, model: properties }),
    )
  }
  const foreign =
    found.foreign === true ? { foreign: true, note: 'nothing tells that it is of this stack' } : {}
  const there = {
    ...{ ...base, schema, region, identifier, foundBy, leftovers },
    ...{ live: properties, ...foreign },
  }
  if (resource.retain) {
    return {
      ...there,
      leftovers: [],
      action: 'forget',
      note: 'it is retained: it stays in the cloud',
    }
  }
  return {
    ...there,
    action: 'delete',
    change: { kind: 'delete', typeName: schema.typeName, reasons: [] },
  }
}

/** What others need of a query to be found, or of a script that has run before; nothing is run that acts. */
async function exportIfKnown(run: StackRun, name: string): Promise<void> {
  if (run.resource(name).type !== 'query') {
    run.noteLastExports(name)
    return
  }
  run.pending.add(name)
  try {
    run.pending.delete(name)
    await planOne(run, name)
  } catch (error) {
    if (AppError.from(error).kind === 'internal') throw error
    run.pending.add(name)
  }
}

function leavingSteps(run: StackRun): Step[] {
  const declared = new Set(run.stack.resources.map(({ name }) => name))
  return Object.entries(run.record?.resources ?? {}).flatMap(([name, record]): Step[] => {
    const entry = run.context.catalog.findType(record.typeName)
    if (declared.has(name) || entry === undefined) return []
    const schema = run.context.catalog.schema(entry)
    const { region, identifier, needs, leftovers = [] } = record
    const base = { name, type: 'resource', schema, region, identifier, needs, unknown: [] }
    if (record.retain === true) {
      return [
        { ...base, leftovers: [], action: 'forget', note: 'it is retained: it stays in the cloud' },
      ]
    }
    const owner = run.claims.ownerOf(schema, region, identifier)
    if (owner !== undefined) {
      return [{ ...base, leftovers: [], action: 'forget', note: `it is ${owner} now` }]
    }
    const change = { kind: 'delete', typeName: schema.typeName, reasons: [] } as const
    return [{ ...base, leftovers, action: 'delete', change, note: 'no longer in the manifest' }]
  })
}

async function remove(run: StackRun, step: Step): Promise<void> {
  const resource = run.stack.resources.find(({ name }) => name === step.name)
  if (resource !== undefined && resource.anchors.has('delete')) await deleteAnchored(run, step)
  else await deleteRecorded(run, step)
}
