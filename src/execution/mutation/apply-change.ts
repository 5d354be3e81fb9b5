import { jsonText } from '../../util/index.js'
import { AppError } from '../../errors/index.js'
import { maskSecrets, missingProperties, type ReplaceChange } from '../../resource/index.js'
import type { ExecutionContext } from '../context.js'
import { runMutation } from './await-mutation.js'
import { creation, named, removal } from './change-bodies.js'
import { operationOf } from './described.js'
import type { Mutation } from './mutation.js'
import type { MutationOutcome } from './outcome.js'
import { hasUntested } from './patch-tests.js'
import { readResource } from './plan-resource.js'
import { resourceKey, type PlannedWrite } from './planned-write.js'
import { ALLOW_REPLACEMENT, keptOf, updateResource } from './update-resource.js'
import { verifyWrite } from './verify-write.js'
import type { WriteSlot } from './write-slot.js'

/**
 * Applies what was decided about one resource, and follows it to its end. Who writes to it at the same time waits, and
 * what was decided is decided anew where the resource may have changed since it was read.
 * @throws AppError of a call that failed; CREATE_ONLY_PROPERTY, NOT_UPDATABLE for a replacement that nobody
 *   allowed; CONFLICT where what was decided does not apply any more
 */
export async function applyChange(
  write: PlannedWrite,
  slot: WriteSlot,
  context: ExecutionContext,
): Promise<MutationOutcome> {
  refuseReplacement(write)
  const { schema, place, identifier, change } = write
  if (identifier === undefined || change.kind === 'no-op' || change.kind === 'create')
    return applyDecided(write, slot, context)
  const work = async (): Promise<MutationOutcome> =>
    applyDecided(await decidedNow(write, context), slot, context)
  if (context.locks === undefined) return work()
  const target = await context.connections.targetOf(place.connection)
  const key = JSON.stringify([target, resourceKey(schema, place, identifier)])
  return context.locks.hold(key, context.signal, work)
}

/** A read that is younger than this need not be repeated for the only change of a statement. */
const FRESH_MS = 1000

/** The write over the resource as it is now. @throws AppError CONFLICT */
async function decidedNow(write: PlannedWrite, context: ExecutionContext): Promise<PlannedWrite> {
  const { decideAgain, readAt, identifier, schema, place } = write
  if (decideAgain === undefined || identifier === undefined) return write
  const isYoung = readAt !== undefined && context.clock.now() - readAt < FRESH_MS
  if (isYoung && !(write.change.kind === 'update' && hasUntested(write, write.change))) return write
  const { live } = await readResource(schema, place, identifier, context)
  const decided = { ...(await decideAgain(live)), ...keptOf(write) }
  await verifyWrite(decided, context)
  return decided
}

async function applyDecided(
  write: PlannedWrite,
  slot: WriteSlot,
  context: ExecutionContext,
): Promise<MutationOutcome> {
  const { change } = write
  refuseReplacement(write)
  switch (change.kind) {
    case 'no-op':
      return unchanged(write)
    case 'create':
      return create(write, slot, context)
    case 'update':
      return updateResource(
        { write, change, slot, apply: (next, at) => applyDecided(next, at, context) },
        context,
      )
    case 'delete':
      return runMutation(removal(write, slot.row), context)
    case 'replace':
      return replace(write, change, slot, context)
  }
}

/** @throws AppError where a change deletes a resource that the statement did not allow to be deleted */
export function refuseReplacement({ change, schema, replaceable, identifier }: PlannedWrite): void {
  if (change.kind !== 'replace' || replaceable === true) return
  const { typeName } = schema
  const fixed = change.reasons.filter(({ effect }) => effect === 'replace')
  const paths = fixed.map(({ path }) => path).join(', ')
  const details = {
    typeName,
    ...(identifier === undefined ? {} : { identifier }),
    hint: ALLOW_REPLACEMENT,
  }
  if (schema.handlers.update === undefined) {
    throw new AppError(
      'NOT_UPDATABLE',
      `${typeName} cannot be updated: a change of ${paths} deletes the resource and makes a new one`,
      details,
    )
  }
  throw new AppError(
    'CREATE_ONLY_PROPERTY',
    `${paths} of ${typeName} can only be set when the resource is created: changing it deletes the resource and makes a new one`,
    details,
  )
}

function unchanged(write: PlannedWrite): MutationOutcome {
  const { schema, place, identifier, change } = write
  const unsure = 'unsure' in change ? change.unsure : []
  const doubt =
    unsure.length === 0
      ? ''
      : `; left alone: ${unsure.map(({ path, why }) => `${path} (${why})`).join(', ')}`
  const operation = operationOf(write)
  return {
    operation,
    typeName: schema.typeName,
    ...place,
    ...(identifier === undefined ? {} : { identifier }),
    status: 'UNCHANGED',
    note:
      operation === 'DELETE'
        ? 'did not exist, nothing was sent'
        : `is so already, nothing was sent${doubt}`,
  }
}

/** @param next what follows once the resource is made */
async function create(
  write: PlannedWrite,
  slot: WriteSlot,
  context: ExecutionContext,
  next?: Mutation,
): Promise<MutationOutcome> {
  const { onExisting } = write
  const mutation = creation(write, slot.row)
  try {
    return await runMutation(next === undefined ? mutation : { ...mutation, next }, context)
  } catch (error) {
    if (onExisting === undefined || !AppError.is(error) || error.code !== 'ALREADY_EXISTS')
      throw error
    const { identifier } = error.details
    if (identifier === undefined) throw error
    return applyChange(
      once(await onExisting(identifier)),
      { ...slot, row: slot.another() },
      context,
    )
  }
}

/**
 * Both halves are awaited, whatever the session says: the second must not begin before the first ended. The
 * journal knows the second from the start, so that a crash between them leaves neither undone.
 */
async function replace(
  write: PlannedWrite,
  change: ReplaceChange,
  slot: WriteSlot,
  context: ExecutionContext,
): Promise<MutationOutcome> {
  const { schema } = write
  const missing = missingProperties(schema, change.desired)
  if (missing.length > 0) {
    throw new AppError(
      'MISSING_PROPERTY',
      `the new ${schema.typeName} needs ${missing.join(', ')}, which nobody can read from the old one`,
      { typeName: schema.typeName, hint: 'give all of them: REPLACE INTO t (…) VALUES (…)' },
    )
  }
  const waiting = { ...context, wait: true }
  const plain = once(write)
  const second = slot.another()
  if (change.strategy === 'create_then_delete') {
    const then = removal(write, second)
    const made = await create(plain, slot, waiting, then)
    try {
      await runMutation(then, waiting)
    } catch (cause) {
      throw await halfDone(
        cause,
        `the new ${schema.typeName} is made as ${made.identifier ?? 'unknown'}, but the old one, ${named(write)}, could not be deleted`,
        { second, context },
      )
    }
    return { ...made, operation: 'REPLACE', note: `in place of ${named(write)}` }
  }
  const then = creation(plain, second)
  // What the new one lacks must be told while the old one is still there.
  await verifyWrite(plain, context)
  await runMutation({ ...removal(write, slot.row), next: then }, waiting)
  try {
    const made = await runMutation(then, waiting)
    return { ...made, operation: 'REPLACE', note: 'deleted and made anew' }
  } catch (cause) {
    const model = jsonText(maskSecrets(schema, change.desired))
    throw await halfDone(
      cause,
      `${schema.typeName} ${named(write)} was deleted to be made anew, and the new one could not be made; it was to be ${model}`,
      { second, context },
    )
  }
}

/** What was met once is not met again: the second time it is a failure. */
function once({
  schema,
  place,
  identifier,
  change,
  live,
  parameters,
  replaceable,
}: PlannedWrite): PlannedWrite {
  return {
    schema,
    place,
    change,
    ...(identifier === undefined ? {} : { identifier }),
    ...(live === undefined ? {} : { live }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(replaceable === undefined ? {} : { replaceable }),
  }
}

/** The error of a replacement whose second half was not done; what was never sent is left to --resume. */
async function halfDone(
  cause: unknown,
  what: string,
  { second, context }: { readonly second: number; readonly context: ExecutionContext },
): Promise<AppError> {
  const { journal, clientToken } = context
  const { resumeCommand = journal === undefined ? undefined : 'skyql exec --resume' } = context
  await journal?.left(clientToken(second, 1))
  const error = AppError.from(cause)
  const rest =
    error.code === 'CANCELLED' && resumeCommand !== undefined
      ? { hint: `${resumeCommand} does the rest` }
      : {}
  return new AppError(error.code, `${what}: ${error.message}`, { ...error.details, ...rest, cause })
}
