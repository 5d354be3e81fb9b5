import type { ResourceSchema } from '../../catalog/index.js'
import type { AnchorName, RenderedResource } from '../../manifest/index.js'
import { AppError } from '../../errors/index.js'
import { formatIdentifier, isSecretName, maskStatement } from '../../resource/index.js'
import type { JsonObject } from '../../util/index.js'
import { looselyWanted } from '../bind/loosely-wanted.js'
import type { Found } from '../find/find-resource.js'
import type { Step } from '../plan/step.js'
import { exportsOfModel, exportsOfRow } from '../run/exports.js'
import { decideStep, find } from '../run/decide-step.js'
import type { StackRun } from '../run/stack-run.js'
import type { Wanted } from '../wanted.js'
import { isOne, readExistence } from './read-checks.js'
import { Statements } from './statements.js'

/** How a resource with statements of its own stands. */
export interface AnchoredState {
  readonly state: 'absent' | 'wrong' | 'correct' | 'waiting'
  readonly statements: Statements
  /** What its props mean to its type, where both are known. */
  readonly wanted: Wanted | undefined
  /** The resource itself, where its type and identifier are known. */
  readonly found: Found | undefined
  /** A row of its exports query, where that was asked for the state. */
  readonly exported?: JsonObject
}

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
  const detail: Partial<Step> =
    wanted === undefined || state === 'waiting'
      ? {}
      : await decideStep(run, state === 'absent' ? wanted : wanted, found).then((step) =>
          state === 'absent' || found !== undefined ? step : {},
        )
  const { change, foundBy, ...rest } = detail
  const base = {
    ...rest,
    unknown: wanted?.unknown ?? [],
    leftovers: [],
    ...(found === undefined ? {} : { foundBy: foundBy ?? ('exists' as const) }),
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
  if (state === 'correct') return { ...base, action: 'no-op' }
  const replaces = change?.kind === 'replace' && !statements.has('createorupdate')
  await verifyAll(statements, toBeRun(look, rendered, 'update'))
  if (replaces && resource.exports.length > 0) run.pending.add(resource.name)
  return {
    ...base,
    ...(change === undefined || change.kind === 'create' ? {} : { change }),
    ...(change === undefined ? statementOf(look, 'update') : {}),
    action: replaces ? 'replace' : 'update',
  }
}

/** The anchors that a build runs: the one that writes, and what is asked once that was done. */
function toBeRun(
  { statements }: AnchoredState,
  { resource }: RenderedResource,
  operation: 'create' | 'update',
): AnchorName[] {
  const checks: AnchorName[] = resource.skipValidation ? [] : ['statecheck']
  return [writing(statements, operation), ...checks, 'exports']
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
  const hidden = new Set((wanted?.schema.writeOnlyProperties ?? []).map(leafOf))
  const isSecret = (word: string): boolean => isSecretName(word) || hidden.has(folded(word))
  return { statement: maskStatement(text, isSecret).trim() }
}

const folded = (name: string): string => name.replaceAll('_', '').toLowerCase()

const leafOf = (pointer: string): string => folded(pointer.slice(pointer.lastIndexOf('/') + 1))

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

/** The identifier of a resource by what its `exists` brought. */
export function identifierOf(schema: ResourceSchema, self: JsonObject): string | undefined {
  return identifierIn(self) ?? complete(schema, self)
}

function identifierIn(self: JsonObject): string | undefined {
  const [, value] = Object.entries(self).find(([name]) => name.toLowerCase() === 'identifier') ?? []
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The identifier that the columns of `exists` make up, under either spelling of their names. */
function complete(schema: ResourceSchema, self: JsonObject): string | undefined {
  if (Object.keys(self).length === 0) return undefined
  const model = Object.fromEntries(
    schema.columns.flatMap(({ name, property }) => {
      const value = self[name] ?? self[property]
      return value === undefined || value === null ? [] : [[property, value]]
    }),
  )
  try {
    return formatIdentifier(schema, model)
  } catch (error) {
    if (AppError.is(error) && error.code === 'BAD_IDENTIFIER') return undefined
    throw error
  }
}
