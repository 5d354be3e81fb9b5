import { AppError } from '../../errors/index.js'
import { cleanModel, parsePointer, propertyEqual, type UpdateChange } from '../../resource/index.js'
import type { ExecutionContext } from '../context.js'
import { runMutation } from './await-mutation.js'
import { named, updating } from './change-bodies.js'
import type { MutationOutcome } from './outcome.js'
import { hasUntested, patchTests } from './patch-tests.js'
import { inOrder, readResource } from './plan-resource.js'
import type { PlannedWrite } from './planned-write.js'
import { changedMeanwhile } from './target-recheck.js'
import type { WriteSlot } from './write-slot.js'

/** What to do where a change takes a new resource. */
export const ALLOW_REPLACEMENT =
  'allow it with /*+ replace */ after the verb, or say REPLACE INTO; EXPLAIN shows it'

/** An update to be sent, and how what is decided instead of it is applied. */
export interface UpdateJob {
  readonly write: PlannedWrite
  readonly change: UpdateChange
  readonly slot: WriteSlot
  readonly apply: (write: PlannedWrite, slot: WriteSlot) => Promise<MutationOutcome>
}

/**
 * Sends one update and follows it to its end. Where the service says that the resource is not what the patch was
 * computed from, it is decided anew; where it takes a new resource, that is made if it is allowed.
 * @throws AppError of the call; CONFLICT
 */
export async function updateResource(
  job: UpdateJob,
  context: ExecutionContext,
): Promise<MutationOutcome> {
  const { write, change, slot } = job
  const { schema } = write
  warnOfLoss(write, change.lostWriteOnly, context)
  const tests = patchTests(write, change)
  try {
    const outcome = await runMutation(updating(write, change, slot.row), context)
    if (outcome.status === 'SUCCESS' && hasUntested(write, change))
      await confirmChange(write, change, context)
    return outcome
  } catch (error) {
    if (AppError.is(error) && error.code === 'NOT_UPDATABLE')
      return replaceInstead(error, job, context)
    if (tests.length === 0 || !AppError.is(error) || !isRefused(error, schema)) throw error
    return updateAgain(job, context)
  }
}

/**
 * Looks whether what a patch set is there, where no test of it could keep others from overwriting it.
 * @throws AppError CONFLICT
 */
async function confirmChange(
  write: PlannedWrite,
  { patch, result }: UpdateChange,
  context: ExecutionContext,
): Promise<void> {
  const { schema, place, basis = [] } = write
  const { live } = await readResource(schema, place, named(write), context)
  const set = patch
    .map(({ path }) => parsePointer(path)[0] ?? '')
    .filter((name) => basis.includes(name))
  if (
    live !== undefined &&
    set.every((name) => propertyEqual(schema, name, result[name], live[name]))
  )
    return
  throw new AppError(
    'CONFLICT',
    `${schema.typeName} ${named(write)} in ${place.region} was updated, and then changed by somebody else: ${set.join(', ')} is not what was set`,
    {
      typeName: schema.typeName,
      identifier: named(write),
      region: place.region,
      hint: 'look at it, and run the statement again',
    },
  )
}

/** True where a test of a patch may have failed: by the service's word, or by our own of documents, whose put was not sent. */
function isRefused({ code, details }: AppError, schema: PlannedWrite['schema']): boolean {
  if (details.unanswered === true) return false
  return code === (schema.document === undefined ? 'SERVICE_REJECTED' : 'CONFLICT')
}

/**
 * A patch with tests was refused. Where the resource is another one now, the update is decided anew over it; where what
 * the tests name is as it was read, they fail for the order or the form in which the service keeps it, and stay out.
 */
async function updateAgain(
  { write, change, slot, apply }: UpdateJob,
  context: ExecutionContext,
): Promise<MutationOutcome> {
  const { schema, place, decideAgain, live: before = {} } = write
  const { live } = await readResource(schema, place, named(write), context)
  const names = new Set([
    ...(write.basis ?? []),
    ...change.patch.map(({ path }) => parsePointer(path)[0] ?? ''),
  ])
  const isSame = [...names].every((name) => propertyEqual(schema, name, before[name], live?.[name]))
  const next = { ...slot, row: slot.another() }
  if (live !== undefined && isSame) {
    const outcome = await apply({ ...write, basis: [] }, next)
    if (outcome.status === 'SUCCESS') await confirmChange(write, change, context)
    return outcome
  }
  const attempt = (write.attempt ?? 1) + 1
  if (decideAgain === undefined || attempt > MOST_DECISIONS)
    throw changedMeanwhile({ schema }, { place, identifier: named(write) }, 'its values changed')
  // Those that met each other once do not meet again at the same moment.
  await context.clock.sleep(Math.random() * PAUSE_MS * 2 ** attempt, context.signal)
  const now = await readResource(schema, place, named(write), context)
  const again = { ...(await decideAgain(now.live)), ...keptOf(write), attempt }
  return apply(again, next)
}

/** Others that write all the time are let go first this often. */
const MOST_DECISIONS = 8
const PAUSE_MS = 10

async function replaceInstead(
  error: AppError,
  { write, change, slot, apply }: UpdateJob,
  context: ExecutionContext,
): Promise<MutationOutcome> {
  const { schema, replaceable } = write
  const identifier = named(write)
  if (change.replaceIfRefused.length === 0) throw error
  const paths = change.replaceIfRefused.join(', ')
  if (replaceable !== true) {
    throw new AppError(error.code, `${error.message} (${paths} may take a new resource)`, {
      ...error.details,
      hint: ALLOW_REPLACEMENT,
      cause: error,
    })
  }
  context.host.notify({
    code: '2109',
    level: 'info',
    text: `${schema.typeName} ${identifier}: ${paths} cannot be updated in place, so the resource is replaced`,
  })
  const desired = cleanModel(schema, change.result)
  const { reasons, typeName } = change
  const strategy = schema.replacementStrategy ?? 'create_then_delete'
  const next = { kind: 'replace', typeName, reasons, desired, strategy } as const
  const ordered = inOrder(schema, next, identifier)
  return apply({ ...write, change: ordered }, { ...slot, row: slot.another() })
}

/** What a statement says beside the resource stays when a write is decided anew. */
export function keptOf({ parameters, decideAgain }: PlannedWrite): Partial<PlannedWrite> {
  return {
    ...(parameters === undefined ? {} : { parameters }),
    ...(decideAgain === undefined ? {} : { decideAgain }),
  }
}

function warnOfLoss(
  { schema, place, identifier }: PlannedWrite,
  paths: readonly string[],
  { host }: ExecutionContext,
): void {
  // A document's update says by itself what it sends.
  if (paths.length === 0 || schema.document !== undefined) return
  const { typeName } = schema
  host.notify({
    code: '2104',
    level: 'warning',
    text: `${typeName} ${identifier ?? ''}: AWS never returns ${paths.join(', ')}; an update that does not repeat it may lose it`,
    data: { typeName, identifier, ...place, paths },
  })
}
