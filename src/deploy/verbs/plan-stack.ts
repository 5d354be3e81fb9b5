import { AppError } from '../../errors/index.js'
import { mapConcurrent } from '../../util/index.js'
import type { Inventory } from '../find/inventory.js'
import { runGraph } from '../apply/run-graph.js'
import { refuseProtected } from '../plan/decide.js'
import type { StackPlan, Step } from '../plan/step.js'
import { planOne } from '../run/plan-one.js'
import type { StackRun } from '../run/stack-run.js'
import type { OpenStack } from './open-stack.js'

/** Resources that are read at once: reads are bounded by the calls in flight, too. */
const READS_AT_ONCE = 50

/**
 * Decides what a stack needs. Nothing is changed.
 * @throws AppError of the resources that could not be decided, all of them
 */
export async function planStack({ run, graph, isPart }: OpenStack): Promise<StackPlan> {
  const steps = new Map<string, Step>()
  const failures = new Map<string, AppError>()
  const reading = readAhead(run, graph.order)
  reading.catch(() => undefined)
  await runGraph(graph, {
    parallelism: READS_AT_ONCE,
    stopAtFailure: false,
    signal: run.context.signal,
    work: async (name) => {
      try {
        steps.set(name, await planOne(run, name))
        return 'done'
      } catch (error) {
        failures.set(name, AppError.from(error))
        return 'failed'
      }
    },
  })
  for (const inventory of await reading) inventory.forgetAhead()
  run.context.signal.throwIfAborted()
  if (failures.size > 0) throw together([...failures])
  const leaving = isPart ? [] : await planLeaving(run)
  const planned = graph.order.flatMap((name) => steps.get(name) ?? [])
  for (const { name, action } of planned) {
    refuseProtected(name, action, run.resource(name).protect)
  }
  return {
    stack: run.stack.name,
    env: run.stack.env,
    region: run.stack.region ?? run.defaultRegion,
    steps: [...planned, ...leaving],
  }
}

/**
 * Begins to read what is recorded, in the order in which it will be asked for: which resource a record means depends on
 * no other resource, and a deep stack need not be read level by level.
 * @returns who read
 */
async function readAhead(run: StackRun, names: readonly string[]): Promise<Set<Inventory>> {
  const known = names.flatMap((name) => {
    const resource = run.resource(name)
    const record = run.recordOf(name)
    const plain = resource.anchors.size === 0 && resource.condition === undefined
    const schema = plain && record !== undefined ? run.schema(name) : undefined
    if (schema === undefined || record?.typeName !== schema.typeName) return []
    return [{ inventory: run.inventoryOf(name), schema, ...record }]
  })
  await mapConcurrent(known, READS_AT_ONCE, ({ inventory, schema, region, identifier }) =>
    inventory.readAhead(schema, region, identifier),
  )
  return new Set(known.map(({ inventory }) => inventory))
}

/** Steps for what was recorded and is no longer declared; what was built last goes first. */
async function planLeaving(run: StackRun): Promise<Step[]> {
  const declared = new Set(run.stack.resources.map(({ name }) => name))
  const steps: Step[] = []
  for (const [name, record] of Object.entries(run.record?.resources ?? {}).reverse()) {
    if (declared.has(name)) continue
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
      name,
      type: 'resource',
      schema,
      region,
      identifier,
      needs,
      leftovers,
      unknown: [],
    }
    if (record.retain === true) {
      steps.push({
        ...base,
        leftovers: [],
        action: 'forget',
        note: 'it is retained: it stays in the cloud',
      })
      continue
    }
    const there = await run.inventoryOf(name).get(schema, region, identifier)
    if (there === undefined && leftovers.length === 0) {
      steps.push({ ...base, action: 'forget', note: 'it is gone already' })
      continue
    }
    refuseProtected(name, 'delete', record.protect === true)
    steps.push({
      ...base,
      action: 'delete',
      note: 'no longer in the manifest',
      ...(there === undefined ? {} : { live: there.properties }),
      change: { kind: 'delete', typeName: schema.typeName, reasons: [] },
    })
  }
  return steps
}

/** Failures of several resources as one error; a single one stays as it is, with its name. */
export function together(failures: readonly (readonly [string, AppError])[]): AppError {
  const [first] = failures
  if (first === undefined) return new AppError('INTERNAL', 'nothing failed')
  const named = failures.map(([name, { message }]) =>
    message.startsWith(`${name}:`) ? message : `${name}: ${message}`,
  )
  const [, error] = first
  if (failures.length === 1)
    return new AppError(error.code, named[0] ?? '', { ...error.details, cause: error })
  return new AppError(
    error.code,
    `${failures.length} resources failed:\n${named.map((one) => `- ${one}`).join('\n')}`,
    { ...(error.details.hint === undefined ? {} : { hint: error.details.hint }), cause: error },
  )
}
