import { AppError } from '../../errors/index.js'
import type { AnchorName, RenderedResource } from '../../manifest/index.js'
import { applyStep } from '../apply/apply-step.js'
import { eventColumns } from '../journal/watching-connector.js'
import { identifiersEqual } from '../../resource/index.js'
import { refuseProtected } from '../plan/decide.js'
import type { Step } from '../plan/step.js'
import type { Done } from '../run/done.js'
import { agreeToAdopt, type AskAdoption } from '../run/adopt.js'
import { decideStep } from '../run/decide-step.js'
import type { StackRun } from '../run/stack-run.js'
import type { JsonObject } from '../../util/index.js'
import type { AnchoredState } from './anchored-state.js'
import { identifierOf } from './captured-identifier.js'
import { lacksValues } from './lacks-values.js'
import { lookAnchored, noteAnchoredExports } from './plan-anchored.js'
import { deleteLeftover, leftoversOf, type Leftovers } from './leftovers.js'
import { isDone } from './read-checks.js'

type Operation = 'create' | 'update' | 'delete'

/**
 * Does what a resource with statements of its own needs: its checks say what, its statements do it, and what
 * it has no statement for is done by the catalogue.
 * @throws AppError of a statement that failed, and of a resource that is not as wanted afterwards
 */
export async function applyAnchored(
  run: StackRun,
  rendered: RenderedResource,
  planned: Step,
  askAdoption: AskAdoption,
): Promise<Done> {
  const { resource } = rendered
  const { name } = resource
  const before = await lookAnchored(run, rendered, { patient: false })
  const old = await leftoversOf(run, before)
  const action = actionOf(before, planned, old)
  const step = { ...planned, action, leftovers: old.identifiers }
  const toGo: ToGo = {
    last: old.last,
    identifiers: new Set(old.identifiers),
    region: run.recordOf(name)?.region ?? '',
  }
  if (action === 'no-op') {
    await clear(run, before, toGo)
    await finish(run, rendered, before)
    return { step, ...identified(before) }
  }
  refuseProtected(name, action, resource.protect)
  const operation = isMade(before) ? 'create' : 'update'
  let row: JsonObject | undefined
  let failure: AppError | undefined
  before.statements.leftovers = old.identifiers
  try {
    row = await act(run, rendered, before, { action, toGo }).catch((cause: unknown) => {
      const error = (failure = AppError.from(cause))
      if (operation !== 'create') throw error
      return adopt(run, rendered, { error, askAdoption, toGo })
    })
  } catch (error) {
    // A resource of several parts: what is there already, or not there yet, is no failure of the whole.
    if (resource.type !== 'multi') throw await troubled(before, operation, error)
    run.context.host.notify({
      code: '6103',
      level: 'warning',
      text: `${name}: ${AppError.from(error).message}`,
    })
  }
  takeReturned(run, rendered, before, { operation, row })
  await awaitCallback(before, operation)
  const { self } = before.statements
  let after = await lookAnchored(run, rendered, { patient: true, self })
  if (
    operation === 'create' &&
    failure === undefined &&
    (await lacksValues(run, rendered, after))
  ) {
    const { wanted, found } = after
    // The update finds by the record what the create has made.
    if (wanted !== undefined && found !== undefined) {
      const { schema, region } = wanted
      await run.records.keep(name, { schema, region }, found.identifier)
    }
    await act(run, rendered, after, { action: 'update', toGo })
    after = await lookAnchored(run, rendered, { patient: true, self })
  }
  if (after.state !== 'correct' && !before.statements.has('createorupdate')) {
    const error = new AppError('REQUEST_FAILED', await stillWrong(run, after, failure), {
      ...resource.place,
    })
    throw await troubled(after, operation, error)
  }
  run.pending.delete(name)
  await clear(run, after, toGo)
  await finish(run, rendered, after)
  return { step, ...identified(after) }
}

/** What is to be said of a resource that is not as wanted after its statement. */
async function stillWrong(
  run: StackRun,
  look: AnchoredState,
  failure: AppError | undefined,
): Promise<string> {
  const { statements, state } = look
  const { name } = statements
  const { typeName = '', identifier = '' } = failure?.details ?? {}
  const before =
    failure === undefined
      ? 'the statement succeeded'
      : failure.code === 'ALREADY_EXISTS'
        ? `${typeName} ${identifier} is there already`
        : `the statement failed (${failure.message})`
  return `${name}: ${before}, and ${state === 'wrong' ? await whatIsWrong(run, look) : missed(statements)}`
}

function missed(statements: AnchoredState['statements']): string {
  const check = (['exists', 'statecheck', 'exports'] as const).find((one) => statements.has(one))
  return check === undefined ? 'the resource cannot be found' : `its ${check} does not find it`
}

/** By what a resource that is there was taken for wrong. */
async function whatIsWrong(
  run: StackRun,
  { statements, wanted, found }: AnchoredState,
): Promise<string> {
  if (statements.has('statecheck')) return 'its statecheck still does not hold'
  if (wanted === undefined || found === undefined) return 'its exports query returns no row'
  const { change } = await decideStep(run, wanted, found)
  const paths = change?.reasons.map(({ path }) => path) ?? []
  return paths.length === 0
    ? 'it is not as declared'
    : `${paths.join(', ')} still differ${paths.length === 1 ? 's' : ''}`
}

/** What is to be deleted once the resource is as wanted. */
interface ToGo {
  /** The recorded one, where its statements no longer find it. */
  readonly last: Leftovers['last']
  readonly identifiers: Set<string>
  readonly region: string
}

/** True where the resource is made, whether another goes for it or not. */
function isMade({ state }: AnchoredState): boolean {
  return state === 'absent' || state === 'waiting'
}

function actionOf(
  look: AnchoredState,
  planned: Step,
  { last }: Leftovers,
): Act['action'] | 'no-op' {
  if (look.state === 'correct') return look.statements.has('createorupdate') ? 'run' : 'no-op'
  if (isMade(look)) return last === undefined ? 'create' : 'replace'
  return planned.action === 'replace' ? 'replace' : 'update'
}

interface Act {
  readonly action: 'create' | 'update' | 'replace' | 'run'
  readonly toGo: ToGo
}

/** Makes the resource as wanted; answers the first row that a statement returned. */
async function act(
  run: StackRun,
  rendered: RenderedResource,
  look: AnchoredState,
  { action, toGo }: Act,
): Promise<JsonObject | undefined> {
  const { statements } = look
  if (statements.has('createorupdate')) return createOrUpdate(run, look)
  const byItself = (): Promise<undefined> => byCatalogue(run, rendered, look, toGo)
  if (isMade(look)) {
    if (!statements.has('create')) return byItself()
    if (await goesFirst(run, look, toGo)) await goNow(run, look, toGo, toGo.last?.identifier)
    return (await statements.run('create'))[0]
  }
  if (action === 'update') {
    return statements.has('update') ? (await statements.run('update'))[0] : byItself()
  }
  if (!statements.has('delete') || !statements.has('create')) return byItself()
  if (look.found === undefined) await statements.run('delete')
  else await goNow(run, look, toGo, look.found.identifier)
  return (await statements.run('create'))[0]
}

/** True where the recorded resource has to go before another can take its place. */
async function goesFirst(
  run: StackRun,
  { wanted }: AnchoredState,
  { last }: ToGo,
): Promise<boolean> {
  if (wanted === undefined || last === undefined) return false
  const { change } = await decideStep(run, wanted, { ...last, by: 'record', leftovers: [] })
  return change?.kind === 'replace' && change.strategy === 'delete_then_create'
}

/** Deletes what has to be gone before the next statement. */
async function goNow(
  run: StackRun,
  { statements, wanted }: AnchoredState,
  { identifiers, region }: ToGo,
  identifier: string | undefined,
): Promise<void> {
  if (identifier === undefined) return
  const place = identifiers.has(identifier) ? region : (wanted?.region ?? region)
  await deleteLeftover(run, statements.name, { identifier, region: place })
  identifiers.delete(identifier)
  statements.leftovers = [...identifiers]
}

/** Deletes what the resource has taken the place of. */
async function clear(
  run: StackRun,
  { statements, found }: AnchoredState,
  { identifiers, region }: ToGo,
): Promise<void> {
  const { name, self } = statements
  const schema = run.schema(name)
  if (schema === undefined) return
  const now = found?.identifier ?? identifierOf(schema, self) ?? run.recordOf(name)?.identifier
  for (const identifier of identifiers) {
    if (now !== undefined && identifiersEqual(schema, identifier, now)) continue
    await deleteLeftover(run, name, { identifier, region })
  }
}

/** What a create met becomes the stack's, where somebody agrees; where it is not as wanted it is changed. */
async function adopt(
  run: StackRun,
  rendered: RenderedResource,
  {
    error: cause,
    askAdoption,
    toGo,
  }: { readonly error: unknown; readonly askAdoption: AskAdoption; readonly toGo: ToGo },
): Promise<JsonObject | undefined> {
  const error = AppError.from(cause)
  const { typeName, identifier } = error.details
  if (error.code !== 'ALREADY_EXISTS' || typeName === undefined || identifier === undefined)
    throw error
  const { name } = rendered.resource
  await agreeToAdopt(run, { name, typeName, identifier }, askAdoption)
  const look = await lookAnchored(run, rendered, { patient: false })
  look.statements.leftovers = [...toGo.identifiers]
  return look.state === 'wrong' ? act(run, rendered, look, { action: 'update', toGo }) : undefined
}

/** That the resource is there already is what was asked for. */
async function createOrUpdate(
  run: StackRun,
  { statements }: AnchoredState,
): Promise<JsonObject | undefined> {
  try {
    return (await statements.run('createorupdate'))[0]
  } catch (error) {
    if (!AppError.is(error) || error.code !== 'ALREADY_EXISTS') throw error
    run.context.host.notify({
      code: '6104',
      level: 'info',
      text: `${error.message}: nothing to do`,
    })
    return undefined
  }
}

async function byCatalogue(
  run: StackRun,
  { resource }: RenderedResource,
  { wanted, found }: AnchoredState,
  { last, identifiers }: ToGo,
): Promise<undefined> {
  if (wanted === undefined) {
    throw new AppError(
      'MANIFEST',
      `${resource.name} is not as declared, and has no statement to change it`,
      {
        ...resource.place,
        hint: 'give its .iql file an update, or let its props name the properties of its table',
      },
    )
  }
  const { name } = resource
  const known = last === undefined ? found : ({ ...last, by: 'record', leftovers: [] } as const)
  const decided = await decideStep(run, wanted, known)
  refuseProtected(name, decided.action, resource.protect)
  const { identifier } = decided
  const noted = new Set([...identifiers, ...(identifier === undefined ? [] : [identifier])])
  const step: Step = { name, type: resource.type, needs: [], ...decided, leftovers: [] }
  await applyStep(step, run.writing(name, wanted, [...noted]), {
    timeouts: resource.timeouts,
    replaceable: !resource.protect,
  })
  if (last !== undefined) identifiers.delete(last.identifier)
  return undefined
}

/** What a statement returned is there for later statements, under `callback.` and by `return_vals`. */
function takeReturned(
  run: StackRun,
  { resource }: RenderedResource,
  { statements }: AnchoredState,
  { operation, row }: { readonly operation: Operation; readonly row: JsonObject | undefined },
): void {
  const event = run.events.get(resource.name)
  const columns = event === undefined ? {} : eventColumns(event)
  const ofEvent = event === undefined ? {} : { ...columns, ProgressEvent: columns }
  const before = run.callbacks.get(resource.name)
  run.callbacks.set(resource.name, { ...before, ...ofEvent, ...row })
  if (row === undefined) return
  const values = (resource.returnVals.get(operation) ?? []).map(
    ({ column, variable, place }): [string, JsonObject[string]] => {
      const key = Object.keys(row).find((name) => name.toLowerCase() === column.toLowerCase())
      if (key === undefined) {
        throw new AppError('MANIFEST', `${resource.name}: the ${operation} returned no ${column}`, {
          ...place,
          hint: `it returned ${Object.keys(row).join(', ')}`,
        })
      }
      return [variable, row[key] ?? null]
    },
  )
  statements.self = { ...statements.self, ...Object.fromEntries(values) }
}

async function awaitCallback(
  { statements }: Pick<AnchoredState, 'statements'>,
  operation: Operation,
): Promise<void> {
  const name: AnchorName | undefined = ([`callback:${operation}`, 'callback'] as const).find(
    (one) => statements.has(one),
  )
  if (name === undefined || statements.isShortCut(name)) return
  const { satisfied } = await statements.check(name, isDone)
  if (satisfied) return
  throw await troubled(
    { statements },
    operation,
    new AppError(
      'TIMEOUT',
      `${statements.name}: its callback did not say that the ${operation} is done`,
    ),
  )
}

/** An error with what the user's troubleshooting query says about it. */
export async function troubled(
  { statements }: Pick<AnchoredState, 'statements'>,
  operation: Operation,
  cause: unknown,
): Promise<AppError> {
  const error = AppError.from(cause)
  const name = ([`troubleshoot:${operation}`, 'troubleshoot'] as const).find((one) =>
    statements.has(one),
  )
  if (name === undefined) return error
  const said = await statements.run(name).then(
    (rows) => JSON.stringify(rows),
    (problem: unknown) => AppError.from(problem).message,
  )
  return new AppError(error.code, error.message, {
    ...error.details,
    hint: [error.details.hint, `troubleshoot says ${said}`]
      .filter((one) => one !== undefined)
      .join('; '),
    cause,
  })
}

async function finish(
  run: StackRun,
  rendered: RenderedResource,
  look: AnchoredState,
): Promise<void> {
  const { wanted, found, statements } = look
  const { name } = rendered.resource
  const schema = run.schema(name)
  if (wanted !== undefined && found !== undefined) {
    await run.records.keep(name, wanted, found.identifier)
  } else if (wanted === undefined && schema !== undefined) {
    // Its props do not describe it: its type and name are all that is known.
    const identifier = identifierOf(schema, statements.self)
    if (identifier !== undefined) {
      await run.records.keep(name, { schema, region: run.region(rendered) }, identifier)
    }
  }
  await noteAnchoredExports(run, rendered, look)
}

function identified({ found }: AnchoredState): { readonly identifier?: string } {
  return found === undefined ? {} : { identifier: found.identifier }
}
