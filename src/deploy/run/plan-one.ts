import { planAnchored } from '../anchors/plan-anchored.js'
import { Statements } from '../anchors/statements.js'
import { wantedOf } from '../bind/want.js'
import type { Step } from '../plan/step.js'
import { exportsOfRow } from './exports.js'
import { decideStep, noteExports, type Decided } from './decide-step.js'
import type { StackRun } from './stack-run.js'

/**
 * Decides what one resource needs, and notes what it exports, as far as that is known already. Nothing is
 * changed.
 * @throws AppError of its values, its type, or the calls that look for it
 */
export async function planOne(run: StackRun, name: string): Promise<Step> {
  const { type } = run.resource(name)
  const needs = run.graph.dependencies.get(name) ?? []
  const enabled = run.isEnabled(name)
  if (enabled === false) {
    run.noteSkipped(name)
    return { name, type, needs, ...NOTHING, action: 'skip', note: 'its condition does not hold' }
  }
  if (type === 'script' || type === 'command') {
    if (type === 'command') {
      await new Statements(run, run.render(name), undefined).verify('command')
    }
    run.noteLastExports(name)
    return { name, type, needs, ...NOTHING, action: 'run' }
  }
  if (type === 'query') {
    return { name, type, needs, ...NOTHING, action: 'read', ...(await planQuery(run, name)) }
  }
  const step = { name, type, needs, ...(await planResourceStep(run, name)) }
  if (step.action === 'create' || step.action === 'replace') run.unmade.add(name)
  if (enabled !== undefined) return step
  return { ...step, note: 'only if its condition, which waits for other resources, holds' }
}

const NOTHING = { unknown: [], leftovers: [] } as const

async function planQuery(run: StackRun, name: string): Promise<{ readonly note?: string }> {
  const rendered = run.render(name)
  const statements = new Statements(run, rendered, undefined)
  const isEarly = run.graph.dependencies.get(name)?.some((each) => run.unmade.has(each)) === true
  if (isEarly || statements.textIfKnown('exports') === 'waiting') {
    await statements.verify('exports')
    run.pending.add(name)
    // What in turn waits for its answer waits for the same.
    const waitsFor = !isEarly && run.scriptsBefore(name) !== undefined ? run.unrun : run.unmade
    waitsFor.add(name)
    return { note: 'asked once what it needs is there' }
  }
  const [row] = await statements.run('exports')
  run.exports.set(name, exportsOfRow(rendered.resource, row ?? {}))
  return {}
}

async function planResourceStep(run: StackRun, name: string): Promise<Decided> {
  const rendered = run.render(name)
  const schema = run.schema(name)
  if (rendered.resource.anchors.size > 0) return planAnchored(run, rendered)
  if (schema === undefined) return { action: 'no-op', unknown: [], leftovers: [] }
  const wanted = wantedOf(rendered, schema, run.region(rendered))
  const step = await decideStep(run, wanted)
  noteExports(run, rendered, wanted, step)
  return step
}
