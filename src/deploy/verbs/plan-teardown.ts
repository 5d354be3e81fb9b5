import { AppError } from '../../errors/index.js'
import { planAnchoredDelete, refuseUnnamed } from '../anchors/delete-anchored.js'
import { wantedOf } from '../bind/want.js'
import { statedClaims } from '../bind/stated-claims.js'
import { runGraph } from '../apply/run-graph.js'
import { onlyNames, withDependencies } from '../graph/stack-graph.js'
import { refuseProtected } from '../plan/decide.js'
import type { PlanFailure, StackPlan, Step } from '../plan/step.js'
import { exportsOfModel } from '../run/exports.js'
import { find } from '../run/decide-step.js'
import { READS_AT_ONCE, readingAhead } from '../run/read-ahead.js'
import { refuseOtherAccount } from '../run/account.js'
import { planOne } from '../run/plan-one.js'
import type { StackRun } from '../run/stack-run.js'
import type { OpenStack } from './open-stack.js'
import { refuseFailures } from './plan-stack.js'

/** Finds what there is to delete, in the order of the graph, since identifiers may hold what others export. */
export async function planTeardown({ run, graph, isPart }: OpenStack): Promise<StackPlan> {
  const steps = new Map<string, Step>()
  const failures: PlanFailure[] = []
  const chosen = new Set(graph.order)
  // What is left out may export what the others are called.
  const looked = onlyNames(run.graph, withDependencies(run.graph.dependencies, chosen))
  const work = async (name: string): Promise<'done'> => {
    try {
      const step = await planAsDeclared(run, name)
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

/** What the manifest says now counts; of what it no longer declares, what was recorded does. */
function protectedNow(run: StackRun, name: string): boolean | undefined {
  return run.stack.resources.find((one) => one.name === name)?.protect
}

/** As `planDelete`; where the declaration does not do, what is recorded goes all the same. */
async function planAsDeclared(run: StackRun, name: string): Promise<Step> {
  const unreadable = run.unreadable(name)
  if (unreadable !== undefined) return planAsRecorded(run, name, unreadable)
  try {
    return await planDelete(run, name)
  } catch (cause) {
    const error = AppError.from(cause)
    // What the manifest says of an unknown resource is needed where there may be one.
    const isOfManifest = error.kind === 'user' && OF_MANIFEST.has(error.code)
    const isUnknown = run.recordOf(name) === undefined && isLeftOut(run, name)
    if (!isOfManifest && !isUnknown) throw error
    return planAsRecorded(run, name, error)
  }
}

/** What a declaration that cannot be filled in fails with. */
const OF_MANIFEST: ReadonlySet<string> = new Set([
  ...['MANIFEST', 'MISSING_PROPERTY', 'VALUE_TYPE', 'VALUE_JSON', 'UNKNOWN_COLUMN'],
  ...['UNKNOWN_TABLE', 'TEMPLATE_UNDEFINED', 'TEMPLATE_SYNTAX', 'TEMPLATE_FILTER'],
  ...['TEMPLATE_FORBIDDEN', 'IDENTIFIER_REQUIRED'],
])

/** True where the record tells of others, and nothing of this one was ever begun. */
function isLeftOut(run: StackRun, name: string): boolean {
  const knows = run.keepsRecord && Object.keys(run.record?.resources ?? {}).length > 0
  return knows && run.recordOf(name) === undefined && !run.hasBegun(name)
}

/** @throws the error where nothing tells what there is */
async function planAsRecorded(run: StackRun, name: string, error: AppError): Promise<Step> {
  const { type, exports } = run.resource(name)
  const needs = run.graph.dependencies.get(name) ?? []
  const base = { name, type, unknown: [], leftovers: [], needs } as const
  if (exports.length > 0) run.pending.add(name)
  // Of several problems the first.
  const why = error.message.replace(/^\d+ problems in the stack:\n- /, '').split('\n')[0] ?? ''
  const record = run.recordOf(name)
  if (record === undefined) {
    if (type !== 'resource' && type !== 'multi') return { ...base, action: 'skip' }
    if (!isLeftOut(run, name)) throw error
    return { ...base, action: 'skip', note: `nothing is recorded of it, and ${why}` }
  }
  const entry = run.context.catalog.findType(record.typeName)
  if (entry === undefined) throw error
  const schema = run.context.catalog.schema(entry)
  const { region, identifier, leftovers = [] } = record
  const known = { ...base, schema, region, identifier, foundBy: 'record', leftovers } as const
  if (record.retain === true) {
    return { ...known, leftovers: [], action: 'forget', note: RETAINED }
  }
  const there = await run.inventoryOf(name).get(schema, region, identifier, record.at)
  if (there === undefined) await refuseOtherAccount(run, name)
  if (there === undefined && leftovers.length === 0) {
    return { ...known, action: 'forget', note: 'it is not there' }
  }
  return {
    ...known,
    action: 'delete',
    asRecorded: true,
    note: `as it is recorded, since ${why}`,
    ...(there === undefined ? {} : { live: there.properties }),
    change: { kind: 'delete', typeName: schema.typeName, reasons: [] },
  }
}

const RETAINED = 'it is retained: it stays in the cloud'

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
      ? { ...base, ...step, action: 'forget', note: RETAINED }
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
      note: RETAINED,
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
      return [{ ...base, leftovers: [], action: 'forget', note: RETAINED }]
    }
    const owner = run.claims.ownerOf(schema, region, identifier)
    if (owner !== undefined) {
      return [{ ...base, leftovers: [], action: 'forget', note: `it is ${owner} now` }]
    }
    const change = { kind: 'delete', typeName: schema.typeName, reasons: [] } as const
    return [{ ...base, leftovers, action: 'delete', change, note: 'no longer in the manifest' }]
  })
}
