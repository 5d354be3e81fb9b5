import type { ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { statedClaims } from '../bind/stated-claims.js'
import { runGraph } from '../apply/run-graph.js'
import { refuseSameResources } from '../bind/same-resource.js'
import { refuseProtected } from '../plan/decide.js'
import { goesAs, type PlanFailure, type StackPlan, type Step } from '../plan/step.js'
import { refuseOtherAccount } from '../run/account.js'
import { planOne } from '../run/plan-one.js'
import { READS_AT_ONCE, readingAhead } from '../run/read-ahead.js'
import type { StackRun } from '../run/stack-run.js'
import type { ResourceRecord } from '../state/stack-record.js'
import type { OpenStack } from './open-stack.js'

/**
 * Decides what a stack needs. Nothing is changed. One resource that cannot be decided hides no other one: it is
 * among the plan's failures.
 * @throws AppError MANIFEST where two resources are the same one, and of the failures where nothing could be decided
 */
export async function planStack({ run, graph, isPart }: OpenStack): Promise<StackPlan> {
  const steps = new Map<string, Step>()
  const failures = new Map<string, PlanFailure>()
  const fail = (name: string, cause: unknown): void => {
    const error = AppError.from(cause)
    if (error.kind === 'internal') throw error
    failures.set(name, { name, error })
  }
  const work = async (name: string): Promise<'done' | 'failed'> => {
    try {
      steps.set(name, await planOne(run, name))
      return 'done'
    } catch (error) {
      fail(name, error)
      return 'failed'
    }
  }
  const onSkipped = (name: string): void => void failures.set(name, { name })
  const { signal } = run.context
  run.claims.askStated(() => statedClaims(run))
  await readingAhead(run, graph.order, () =>
    runGraph(graph, { parallelism: READS_AT_ONCE, stopAtFailure: false, signal, work, onSkipped }),
  )
  run.context.signal.throwIfAborted()
  const planned = graph.order.flatMap((name) => steps.get(name) ?? [])
  refuseSameResources(run, planned)
  const leaving = isPart ? [] : await planLeaving(run, planned, fail)
  for (const step of planned) {
    attempt(step.name, fail, () =>
      refuseProtected(step.name, goesAs(step), run.resource(step.name).protect),
    )
  }
  const plan = {
    stack: run.stack.name,
    env: run.stack.env,
    region: run.stack.region ?? run.defaultRegion,
    steps: [...planned, ...leaving],
    failures: inOrder(graph.order, failures),
  }
  if (plan.steps.length === 0) refuseFailures(plan)
  return plan
}

type Fail = (name: string, cause: unknown) => void

function attempt(name: string, fail: Fail, work: () => void): void {
  try {
    work()
  } catch (cause) {
    fail(name, cause)
  }
}

/** @throws AppError of the resources of a plan that could not be decided, all of them in one */
export function refuseFailures({ failures }: StackPlan): void {
  const failed = failures.flatMap(({ name, error }) =>
    error === undefined ? [] : [[name, error] as const],
  )
  if (failed.length > 0) throw together(failed)
}

/** Steps for what was recorded and is no longer declared; what was built last goes first. */
async function planLeaving(
  run: StackRun,
  planned: readonly Step[],
  fail: Fail,
): Promise<readonly Step[]> {
  const declared = new Set(run.stack.resources.map(({ name }) => name))
  const steps: Step[] = []
  for (const [name, record] of Object.entries(run.record?.resources ?? {}).reverse()) {
    if (declared.has(name)) continue
    try {
      steps.push(await planOneLeaving(run, planned, { name, record }))
    } catch (cause) {
      fail(name, cause)
    }
  }
  return steps
}

async function planOneLeaving(
  run: StackRun,
  planned: readonly Step[],
  { name, record }: { readonly name: string; readonly record: ResourceRecord },
): Promise<Step> {
  const { catalog } = run.context
  const entry = catalog.findType(record.typeName)
  if (entry === undefined) {
    throw new AppError(
      'CONFIGURATION',
      `${name} was of type ${record.typeName}, which the catalogue does not have`,
    )
  }
  const schema = catalog.schema(entry)
  const { region, identifier, needs, leftovers = [] } = record
  const base = {
    ...{ name, type: 'resource', schema, region, identifier, needs, leftovers },
    unknown: [],
  }
  if (record.retain === true) {
    const note = 'it is retained: it stays in the cloud'
    return { ...base, leftovers: [], action: 'forget', note }
  }
  const owner = run.claims.ownerOf(schema, region, identifier)
  if (owner !== undefined) {
    return { ...base, leftovers: [], action: 'forget', note: `it is ${owner} now` }
  }
  refuseUnnamed(run, planned, { name, schema })
  const there = await run.inventoryOf(name).get(schema, region, identifier, record.at)
  if (there === undefined) await refuseOtherAccount(run, name)
  if (there === undefined && leftovers.length === 0) {
    return { ...base, action: 'forget', note: 'it is gone already' }
  }
  refuseProtected(name, 'delete', record.protect === true)
  return {
    ...base,
    action: 'delete',
    note: 'no longer in the manifest',
    ...(there === undefined ? {} : { live: there.properties }),
    change: { kind: 'delete', typeName: schema.typeName, reasons: [] },
  }
}

/**
 * @throws AppError CONFIGURATION where a resource has left the manifest and one of its type has come whose statements
 *   found something, and do not tell what: it may be the same one under another name
 */
function refuseUnnamed(
  run: StackRun,
  planned: readonly Step[],
  { name, schema }: { readonly name: string; readonly schema: ResourceSchema },
): void {
  const { typeName } = schema
  const mayBeIt = ({ name: other, action, identifier }: Step): boolean =>
    (action === 'no-op' || action === 'update') &&
    identifier === undefined &&
    run.recordOf(other) === undefined &&
    run.resource(other).anchors.size > 0 &&
    // Without a table its statements alone know of what type it is.
    (run.schema(other)?.typeName ?? typeName) === typeName
  const other = planned.find(mayBeIt)
  if (other === undefined) return
  throw new AppError(
    'CONFIGURATION',
    `${name} is no longer in the manifest, and ${other.name}, which its statements found, may be the same ${typeName}`,
    {
      typeName,
      hint: `say identifier: … of ${other.name} in the manifest: where that is another one, ${name} goes`,
    },
  )
}

/** In the order of the graph, whichever failed first; what has left it comes last. */
function inOrder(
  names: readonly string[],
  failures: ReadonlyMap<string, PlanFailure>,
): PlanFailure[] {
  return [...new Set([...names, ...failures.keys()])].flatMap((name) => failures.get(name) ?? [])
}

/** Failures of several resources as one error; a single one stays as it is, with its name. */
export function together(failures: readonly (readonly [string, AppError])[]): AppError {
  const [first] = failures
  if (first === undefined) return new AppError('INTERNAL', 'nothing failed')
  const [, error] = first
  if (failures.length === 1)
    return new AppError(error.code, named(...first), { ...error.details, cause: error })
  return new AppError(
    error.code,
    `${failures.length} resources failed:\n${grouped(failures)
      .map((one) => `- ${one}`)
      .join('\n')}`,
    { ...(error.details.hint === undefined ? {} : { hint: error.details.hint }), cause: error },
  )
}

const MOST_NAMES = 3

/** Failures in a line each; what several failed of in the same words is said once. */
function grouped(failures: readonly (readonly [string, AppError])[]): string[] {
  const groups = new Map<string, [string, AppError][]>()
  for (const [name, error] of failures) {
    groups.set(error.message, [...(groups.get(error.message) ?? []), [name, error]])
  }
  return [...groups].map(([message, group]) => {
    const names = group.map(([name]) => name)
    const more = names.length - MOST_NAMES
    const [only] = group
    if (only === undefined || names.length === 1) return only === undefined ? '' : placed(...only)
    const shown = names.slice(0, MOST_NAMES).join(', ')
    return `${shown}${more > 0 ? ` and ${String(more)} more` : ''}: ${message}`
  })
}

function named(name: string, { message }: AppError): string {
  const isNamed = [':', ','].some((after) => message.startsWith(name + after))
  return isNamed ? message : `${name}: ${message}`
}

function placed(name: string, error: AppError): string {
  const { file, position } = error.details
  const text = named(name, error)
  if (file === undefined || position === undefined) return text
  return `${file}:${String(position.line)}:${String(position.column)}: ${text}`
}
