import type { AnchorName, RenderedResource } from '../../manifest/index.js'
import { AppError } from '../../errors/index.js'
import type { JsonObject } from '../../util/index.js'
import { looselyWanted } from '../bind/loosely-wanted.js'
import type { Found } from '../find/find-resource.js'
import type { Step } from '../plan/step.js'
import { exportsOfModel, exportsOfRow } from '../run/exports.js'
import { decideAbsent, decideStep, find, onceRun, type Decided } from '../run/decide-step.js'
import type { StackRun } from '../run/stack-run.js'
import type { Wanted } from '../wanted.js'
import type { AnchoredState } from './anchored-state.js'
import { identifierOf } from './captured-identifier.js'
import { leftoversOf, type Leftovers } from './leftovers.js'
import { isOne, readExistence } from './read-checks.js'
import { shownStatement } from './shown-statement.js'
import { Statements } from './statements.js'

export interface LookOptions {
  /** True after a change: checks are asked as often as their `retries` say. */
  readonly patient: boolean
  /** What statements brought before: `this.` of their templates. */
  readonly self?: JsonObject
}

/** Asks what an `.iql` file's checks say; what they leave out is answered by the catalogue. */
export async function lookAnchored(
  run: StackRun,
  rendered: RenderedResource,
  { patient, self = {} }: LookOptions,
): Promise<AnchoredState> {
  const { name, skipValidation } = rendered.resource
  const wanted = looselyWanted(run, rendered)
  const statements = new Statements(run, rendered, wanted)
  statements.self = self
  const once = patient ? {} : { attempts: 1, delay: 0 }
  const say = async (
    state: AnchoredState['state'],
    exported?: JsonObject,
  ): Promise<AnchoredState> => ({
    state,
    statements,
    wanted,
    found:
      state === 'absent' || state === 'waiting'
        ? undefined
        : await foundOf(run, wanted, statements),
    ...(exported === undefined ? {} : { exported }),
  })

  if (statements.has('exists')) {
    if (statements.textIfKnown('exists') === 'waiting') return say('waiting')
    const { rows } = await statements.check(
      'exists',
      (found) => readExistence(name, found).exists,
      once,
    )
    const { exists, captured } = readExistence(name, rows)
    if (!exists) return say('absent')
    statements.self = { ...statements.self, ...captured }
    if (skipValidation) return say('correct')
  }
  if (statements.has('statecheck')) {
    if (statements.textIfKnown('statecheck') === 'waiting') {
      return say(statements.has('exists') ? 'wrong' : 'absent')
    }
    const { satisfied } = await statements.check('statecheck', isOne, once)
    if (satisfied) return say('correct')
    if (statements.has('exists')) return say('wrong')
    const there = await foundOf(run, wanted, statements)
    return there === undefined ? say('absent') : say('wrong')
  }
  return lookWithoutStatecheck(run, { rendered, wanted, statements }, say)
}

type Say = (state: AnchoredState['state'], exported?: JsonObject) => Promise<AnchoredState>

/** What has no statecheck is compared with its props; where these do not describe its type, its exports decide. */
async function lookWithoutStatecheck(
  run: StackRun,
  parts: Pick<AnchoredState, 'wanted' | 'statements'> & { readonly rendered: RenderedResource },
  say: Say,
): Promise<AnchoredState> {
  const { wanted, statements, rendered } = parts
  const { name } = rendered.resource
  if (wanted !== undefined) {
    if (wanted.unknown.length > 0 && !statements.has('exists')) return say('waiting')
    const found = await foundOf(run, wanted, statements)
    if (found === undefined) return say(statements.has('exists') ? 'correct' : 'absent')
    const { action } = await decideStep(run, wanted, found)
    return say(action === 'no-op' ? 'correct' : 'wrong')
  }
  if (statements.has('exports')) {
    if (statements.textIfKnown('exports') === 'waiting') {
      return say(statements.has('exists') ? 'correct' : 'absent')
    }
    const [row] = await statements.run('exports')
    if (row !== undefined) return say('correct', row)
    return say(statements.has('exists') ? 'wrong' : 'absent')
  }
  if (statements.has('exists')) return say('correct')
  const schema = run.schema(name)
  const why =
    schema === undefined
      ? 'its statements name no table'
      : `its props do not say what ${schema.typeName} it is`
  throw new AppError(
    'MANIFEST',
    `${name}: nothing tells whether it is there: ${why}, and it has neither exists, statecheck nor exports`,
    { ...rendered.resource.place, hint: 'give it an exists query, or table: … in the manifest' },
  )
}

/** Plans a resource with statements of its own, as far as they can be asked now. */
export async function planAnchored(
  run: StackRun,
  rendered: RenderedResource,
): Promise<Pick<Step, 'action' | 'unknown' | 'leftovers'> & Partial<Step>> {
  const { resource } = rendered
  const look = await lookAnchored(run, rendered, { patient: false })
  const { state, wanted, found, statements } = look
  const old = await leftoversOf(run, look)
  const { change, foundBy, ...rest } = await detailOf(run, look, old)
  const base = {
    ...rest,
    unknown: wanted?.unknown ?? [],
    leftovers: old.identifiers,
    ...(found === undefined ? {} : { foundBy: foundBy ?? ('exists' as const) }),
  }
  if (old.last !== undefined && state === 'absent') {
    await verifyAll(statements, toBeRun(look, rendered, 'create'))
    if (resource.exports.length > 0) run.pending.add(resource.name)
    return { ...base, ...takingItsPlace(run, look, { old, change }) }
  }
  const scripts = state === 'waiting' ? run.scriptsBefore(resource.name) : undefined
  if (scripts !== undefined && run.recordOf(resource.name) !== undefined) {
    await verifyAll(statements, toBeRun(look, rendered, 'create'))
    if (resource.exports.length > 0) run.pending.add(resource.name)
    run.unrun.add(resource.name)
    return { ...base, action: 'no-op', note: onceRun(scripts) }
  }
  if (state === 'absent' || state === 'waiting') {
    await verifyAll(statements, toBeRun(look, rendered, 'create'))
    if (resource.exports.length > 0) run.pending.add(resource.name)
    const created = change?.kind === 'create' ? { change } : {}
    const note = state === 'waiting' ? { note: 'decided once what it needs is there' } : {}
    const shown = change === undefined ? statementOf(look, 'create') : {}
    return { ...base, ...created, ...note, ...shown, action: 'create' }
  }
  await noteAnchoredExports(run, rendered, look)
  if (state === 'correct') {
    if (!statements.has('createorupdate')) return { ...base, action: 'no-op' }
    await verifyAll(statements, toBeRun(look, rendered, 'update'))
    return { ...base, action: 'run', ...statementOf(look, 'update') }
  }
  const replaces = change?.kind === 'replace' && !statements.has('createorupdate')
  await verifyAll(statements, toBeRun(look, rendered, 'update'))
  if (replaces && resource.exports.length > 0) run.pending.add(resource.name)
  return {
    ...base,
    ...(change === undefined || change.kind === 'create'
      ? {}
      : { change: orderedAs(statements, change) }),
    ...(change === undefined ? statementOf(look, 'update') : {}),
    action: replaces ? 'replace' : 'update',
  }
}

/** What the catalogue says of a resource, as far as that is known. */
async function detailOf(
  run: StackRun,
  { state, wanted, found }: AnchoredState,
  { last }: Leftovers,
): Promise<Partial<Decided>> {
  if (wanted === undefined || state === 'waiting') return {}
  if (found !== undefined) return decideStep(run, wanted, found)
  if (state !== 'absent') return {}
  if (last === undefined) return decideAbsent(run, wanted)
  return decideStep(run, wanted, { ...last, by: 'record', leftovers: [] })
}

/** That another resource is made, and the recorded one goes. */
function takingItsPlace(
  run: StackRun,
  look: AnchoredState,
  {
    old: { last, identifiers },
    change,
  }: { readonly old: Leftovers; readonly change: Step['change'] },
): Pick<Step, 'action'> & Partial<Step> {
  const { name } = look.statements
  const [schema, region] = [run.schema(name), run.recordOf(name)?.region]
  const isReplaced = change?.kind === 'replace'
  return {
    action: 'replace',
    foundBy: 'record',
    leftovers: identifiers.filter((one) => one !== last?.identifier),
    ...(schema === undefined || region === undefined ? {} : { schema, region }),
    ...(last === undefined ? {} : { identifier: last.identifier, live: last.properties }),
    ...(isReplaced
      ? { change }
      : {
          note: 'its statements no longer find it: it goes once another is made',
          ...statementOf(look, 'create'),
        }),
  }
}

/** An `exists` that finds the old resource would find both: it goes first where statements replace it. */
function orderedAs(
  statements: Statements,
  change: NonNullable<Step['change']>,
): NonNullable<Step['change']> {
  if (change.kind !== 'replace' || !statements.has('create') || !statements.has('delete'))
    return change
  return { ...change, strategy: 'delete_then_create' }
}

/** The anchors that a build runs: what is asked before, where a plan could not, the one that writes, and what is asked after. */
function toBeRun(
  { statements }: AnchoredState,
  { resource }: RenderedResource,
  operation: 'create' | 'update',
): AnchorName[] {
  const checks: AnchorName[] = resource.skipValidation ? [] : ['statecheck']
  const isAsked = statements.has('exists') && statements.textIfKnown('exists') === 'waiting'
  const callbacks: AnchorName[] = ['callback', `callback:${operation}`]
  const before: AnchorName[] = isAsked ? ['exists'] : []
  return [...before, writing(statements, operation), ...callbacks, ...checks, 'exports']
}

function writing(statements: Statements, operation: 'create' | 'update'): AnchorName {
  return statements.has('createorupdate') ? 'createorupdate' : operation
}

async function verifyAll(statements: Statements, names: readonly AnchorName[]): Promise<void> {
  for (const name of names) await statements.verify(name)
}

/** The statement that would be run, as far as its values are known; what it hides is masked. */
function statementOf(
  { statements, wanted }: AnchoredState,
  operation: 'create' | 'update',
): Pick<Step, 'statement'> {
  const name = writing(statements, operation)
  if (!statements.has(name)) return {}
  const text = statements.textIfKnown(name)
  if (text === undefined || text === 'waiting') return {}
  return { statement: shownStatement(text, wanted?.schema) }
}

/** What a resource that is there exports: by its exports query, else by its properties. */
export async function noteAnchoredExports(
  run: StackRun,
  rendered: RenderedResource,
  { statements, exported, wanted, found }: AnchoredState,
): Promise<void> {
  const { resource } = rendered
  const { name } = resource
  if (resource.exports.length === 0) return
  if (statements.has('exports')) {
    if (statements.textIfKnown('exports') === 'waiting') {
      run.pending.add(name)
      return
    }
    const row = exported ?? (await statements.run('exports'))[0]
    run.exports.set(name, exportsOfRow(resource, row ?? {}))
    return
  }
  if (wanted !== undefined && found !== undefined) {
    const { schema, region } = wanted
    const source = { schema, region, identifier: found.identifier, model: found.properties }
    run.exports.set(name, exportsOfModel(resource, source))
    return
  }
  run.exports.set(name, exportsOfRow(resource, statements.self))
}

/** The resource itself: by what `exists` brought, else as one without statements. */
async function foundOf(
  run: StackRun,
  wanted: Wanted | undefined,
  { self }: Statements,
): Promise<Found | undefined> {
  if (wanted === undefined) return undefined
  const { schema, region } = wanted
  const identifier = identifierOf(schema, self)
  if (identifier === undefined) return wanted.unknown.length > 0 ? undefined : find(run, wanted)
  const there = await run.inventoryOf(wanted.name).get(schema, region, identifier)
  return there === undefined ? undefined : { ...there, by: 'identifier', leftovers: [] }
}
