import { AppError } from '../../errors/index.js'
import type { AnchorName, RenderedResource } from '../../manifest/index.js'
import { applyStep } from '../apply/apply-step.js'
import { eventColumns } from '../journal/watching-connector.js'
import { refuseProtected } from '../plan/decide.js'
import type { Step } from '../plan/step.js'
import type { Done } from '../run/done.js'
import { agreeToAdopt, type AskAdoption } from '../run/adopt.js'
import { decideStep } from '../run/decide-step.js'
import type { StackRun } from '../run/stack-run.js'
import type { JsonObject } from '../../util/index.js'
import {
  identifierOf,
  lookAnchored,
  noteAnchoredExports,
  type AnchoredState,
} from './plan-anchored.js'
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
  const action = actionOf(before, planned)
  if (action === 'no-op') {
    await finish(run, rendered, before)
    return { step: { ...planned, action }, ...identified(before) }
  }
  refuseProtected(name, action, resource.protect)
  const operation = action === 'create' ? 'create' : 'update'
  let row: JsonObject | undefined
  try {
    row = await act(run, rendered, before, action).catch((error: unknown) =>
      action === 'create'
        ? adopt(run, rendered, error, askAdoption)
        : Promise.reject(error as Error),
    )
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
  const after = await lookAnchored(run, rendered, { patient: true, self })
  if (after.state !== 'correct' && !before.statements.has('createorupdate')) {
    const error = new AppError(
      'REQUEST_FAILED',
      after.state === 'wrong'
        ? `${name}: the statement succeeded, and its statecheck still does not hold`
        : `${name}: the statement succeeded, and the resource cannot be found`,
      { ...resource.place },
    )
    throw await troubled(after, operation, error)
  }
  run.pending.delete(name)
  await finish(run, rendered, after)
  return { step: { ...planned, action }, ...identified(after) }
}

function actionOf(
  { state }: AnchoredState,
  planned: Step,
): 'create' | 'update' | 'replace' | 'no-op' {
  if (state === 'correct') return 'no-op'
  if (state === 'absent' || state === 'waiting') return 'create'
  return planned.action === 'replace' ? 'replace' : 'update'
}

/** Makes the resource as wanted; answers the first row that a statement returned. */
async function act(
  run: StackRun,
  rendered: RenderedResource,
  look: AnchoredState,
  action: 'create' | 'update' | 'replace',
): Promise<JsonObject | undefined> {
  const { statements } = look
  if (statements.has('createorupdate')) return createOrUpdate(run, look)
  if (action === 'create') {
    if (statements.has('create')) return (await statements.run('create'))[0]
    return byCatalogue(run, rendered, look)
  }
  if (action === 'update') {
    if (statements.has('update')) return (await statements.run('update'))[0]
    return byCatalogue(run, rendered, look)
  }
  if (!statements.has('delete') || !statements.has('create'))
    return byCatalogue(run, rendered, look)
  await statements.run('delete')
  return (await statements.run('create'))[0]
}

/** What a create met becomes the stack's, where somebody agrees; where it is not as wanted it is changed. */
async function adopt(
  run: StackRun,
  rendered: RenderedResource,
  cause: unknown,
  askAdoption: AskAdoption,
): Promise<JsonObject | undefined> {
  const error = AppError.from(cause)
  const { typeName, identifier } = error.details
  if (error.code !== 'ALREADY_EXISTS' || typeName === undefined || identifier === undefined)
    throw error
  const { name } = rendered.resource
  await agreeToAdopt(run, { name, typeName, identifier }, askAdoption)
  const look = await lookAnchored(run, rendered, { patient: false })
  return look.state === 'wrong' ? act(run, rendered, look, 'update') : undefined
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
  const decided = await decideStep(run, wanted, found)
  const step: Step = { name, type: resource.type, needs: [], ...decided }
  await applyStep(step, run.writing(name, wanted), { timeouts: resource.timeouts })
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
