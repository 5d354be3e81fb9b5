import { AppError } from '../../errors/index.js'
import type { RenderedResource } from '../../manifest/index.js'
import { applyAnchored } from '../anchors/apply-anchored.js'
import { Statements } from '../anchors/statements.js'
import { applyStep } from '../apply/apply-step.js'
import { wantedOf } from '../bind/want.js'
import { refuseProtected } from '../plan/decide.js'
import { goesAs, mayReplace, refuseUnshown, type Step } from '../plan/step.js'
import type { JsonObject } from '../../util/index.js'
import type { Wanted } from '../wanted.js'
import { agreeToAdopt, agreeToForeign, type AskAdoption } from './adopt.js'
import { exportsOfModel, exportsOfRow, nameParts } from './exports.js'
import { decideAbsent, decideStep, isSameCreation } from './decide-step.js'
import type { Done } from './done.js'
import { runScript } from './run-script.js'
import type { StackRun } from './stack-run.js'

export interface ApplyOptions {
  readonly askAdoption: AskAdoption
  /** True where what others have made is taken over although it is as it is declared already. */
  readonly adoptsAll: boolean
  /** False where what it was planned with may have changed since. */
  readonly isFresh: boolean
}

/**
 * Does what one resource needs, with what those before it export; notes what it exports itself.
 * @param planned its step of the plan; decided again where it depended on what was not there yet.
 * @throws AppError of what failed
 */
export async function applyOne(run: StackRun, planned: Step, options: ApplyOptions): Promise<Done> {
  const { name } = planned
  const resource = run.resource(name)
  if (run.isEnabled(name) === false) {
    run.noteSkipped(name)
    return { step: { ...planned, action: 'skip' } }
  }
  const rendered = run.render(name)
  switch (resource.type) {
    case 'script':
      return applyScript(run, rendered, planned)
    case 'command':
      return applyCommand(run, rendered, planned)
    case 'query':
      return applyQuery(run, rendered, planned)
    case 'resource':
    case 'multi':
      if (resource.anchors.size > 0)
        return applyAnchored(run, rendered, planned, options.askAdoption)
      return applyPlain(run, rendered, planned, options)
  }
}

async function applyScript(run: StackRun, rendered: RenderedResource, step: Step): Promise<Done> {
  const { name, exports } = rendered.resource
  const printed = await runScript({
    name,
    text: rendered.run(run.renderContext(name)) ?? '',
    environment: rendered.environment(run.renderContext(name)),
    expectsJson: exports.length > 0,
    signal: run.context.signal,
  })
  await settleRun(run, rendered, printed)
  return { step }
}

async function applyCommand(run: StackRun, rendered: RenderedResource, step: Step): Promise<Done> {
  const statements = new Statements(run, rendered, undefined)
  const rows = await statements.run('command')
  const exported = statements.has('exports') ? await statements.run('exports') : rows
  await settleRun(run, rendered, exported[0] ?? {})
  return { step }
}

async function applyQuery(run: StackRun, rendered: RenderedResource, step: Step): Promise<Done> {
  const { name, exports } = rendered.resource
  if (run.exports.has(name) && !run.pending.has(name)) return { step }
  const [row] = await new Statements(run, rendered, undefined).run('exports')
  if (row === undefined && exports.length > 0) {
    throw new AppError('NOT_FOUND', `the query ${name} returned no row, and it has exports`)
  }
  settle(run, rendered, exportsOfRow(rendered.resource, row ?? {}))
  return { step }
}

async function applyPlain(
  run: StackRun,
  rendered: RenderedResource,
  planned: Step,
  options: ApplyOptions,
): Promise<Done> {
  const { name } = planned
  const schema = run.schema(name)
  if (schema === undefined) return { step: planned }
  const wanted = wantedOf(rendered, schema, run.region(rendered))
  const again = planned.unknown.length > 0 || !options.isFresh
  // What was not there when it was planned, under a name that is the same now, is not looked for again: should it
  // be there after all, the create says so.
  const unseen = again && isSameCreation(planned, wanted)
  const decide = unseen ? decideAbsent : decideStep
  const step: Step = again ? { ...planned, ...(await decide(run, wanted)) } : planned
  const { protect } = run.resource(name)
  refuseProtected(name, goesAs(step), protect)
  refuseUnshown(planned, step)
  if (step.action === 'no-op' && step.leftovers.length === 0) {
    // What somebody else has made as it is declared is used, and stays theirs.
    await agreeToForeign(run, step, options.askAdoption)
    const isOurs = step.foreign !== true || options.adoptsAll || run.adopted.has(name)
    if (step.identifier !== undefined && isOurs)
      await run.records.keep(name, wanted, step.identifier, step.leftovers)
    await exportPlain(run, rendered, wanted, { identifier: step.identifier, model: step.live })
    return { step, ...(step.identifier === undefined ? {} : { identifier: step.identifier }) }
  }
  await agreeToForeign(run, step, options.askAdoption)
  const { now, replaced } = withoutDeletions(step)
  let adopted: Step | undefined
  const outcome = await applyStep(now, run.writing(name, wanted, leftoversOf(step)), {
    timeouts: rendered.resource.timeouts,
    replaceable: step.change?.kind === 'replace' || (!protect && mayReplace(planned).length > 0),
    adopt: async (identifier) => {
      const { typeName } = schema
      await agreeToAdopt(run, { name, typeName, identifier }, options.askAdoption)
      const found = await run.inventoryOf(name).get(schema, wanted.region, identifier)
      if (found === undefined) {
        throw new AppError('NOT_FOUND', `${schema.typeName} ${identifier} cannot be read`)
      }
      const decided = await decideStep(run, wanted, { ...found, by: 'identifier', leftovers: [] })
      if (decided.change === undefined) throw new AppError('INTERNAL', 'nothing was decided')
      // It was there before: to undo what is done to it is to put it back, not to delete it.
      adopted = { ...step, ...decided }
      return {
        schema,
        place: { connection: run.context.connection, region: wanted.region },
        identifier: found.identifier,
        live: found.properties,
        change: decided.change,
      }
    },
  })
  const identifier = outcome?.identifier ?? step.identifier
  const left = replaced.filter((one) => one !== identifier)
  // Until it is gone, the record alone knows what was replaced.
  if (identifier !== undefined) await run.records.keep(name, wanted, identifier, left)
  await exportPlain(run, rendered, wanted, { identifier, model: undefined })
  return {
    step: adopted ?? step,
    ...(identifier === undefined ? {} : { identifier }),
    replaced: left,
  }
}

/**
 * A step without what it deletes: what others still use cannot go before they use what came in its place. A type that
 * asks for it is deleted first all the same.
 */
function withoutDeletions(step: Step): {
  readonly now: Step
  readonly replaced: readonly string[]
} {
  const { change, leftovers, name, action, type, schema, region, unknown, needs } = step
  if (change?.kind !== 'replace' || change.strategy !== 'create_then_delete') {
    return { now: { ...step, leftovers: [] }, replaced: leftovers }
  }
  const { typeName, reasons, desired } = change
  const place = { ...(schema && { schema }), ...(region !== undefined && { region }) }
  const create = { kind: 'create', typeName, reasons, desired } as const
  return {
    now: { name, action, type, ...place, unknown, needs, change: create, leftovers: [] },
    replaced: leftoversOf(step),
  }
}

/** What is to be deleted once the resource is as wanted; it itself where it turns out to be replaced. */
function leftoversOf({ identifier, leftovers }: Step): readonly string[] {
  return identifier === undefined ? leftovers : [...leftovers, identifier]
}

/** What a read after a write may not find for a moment. Milliseconds. */
const WAITS = [0, 200, 400, 800, 1_600, 3_200]

async function exportPlain(
  run: StackRun,
  rendered: RenderedResource,
  { schema, region }: Wanted,
  known: { readonly identifier: string | undefined; readonly model: Step['live'] },
): Promise<void> {
  const { resource } = rendered
  const { identifier } = known
  if (resource.exports.length === 0 || identifier === undefined) return
  let model = known.model ?? nameParts(resource, { schema, identifier })
  for (const wait of WAITS) {
    if (model !== undefined) break
    if (wait > 0) await run.context.clock.sleep(wait, run.context.signal)
    model = (await run.inventoryOf(resource.name).get(schema, region, identifier))?.properties
  }
  if (model === undefined) {
    throw new AppError(
      'NOT_FOUND',
      `${resource.name}: ${schema.typeName} ${identifier} was made and cannot be read, so that it has no exports`,
    )
  }
  settle(run, rendered, exportsOfModel(resource, { schema, region, identifier, model }))
}

/** As `settle`, of what each build runs anew: until then what it exported last is what is known. */
async function settleRun(
  run: StackRun,
  rendered: RenderedResource,
  printed: JsonObject,
): Promise<void> {
  const exported = exportsOfRow(rendered.resource, printed)
  settle(run, rendered, exported)
  if (rendered.resource.exports.length > 0)
    await run.records.exported(rendered.resource.name, exported)
}

function settle(
  run: StackRun,
  { resource }: RenderedResource,
  exported: ReturnType<typeof exportsOfRow>,
): void {
  run.exports.set(resource.name, exported)
  run.pending.delete(resource.name)
  run.unrun.delete(resource.name)
}
