import { jsonText } from '../../util/index.js'
import { AppError } from '../../errors/index.js'
import {
  cleanModel,
  maskSecrets,
  missingProperties,
  type ReplaceChange,
  type UpdateChange,
} from '../../resource/index.js'
import type { ExecutionContext } from '../context.js'
import { runMutation } from './await-mutation.js'
import { creation, named, removal, updating } from './change-bodies.js'
import { operationOf } from './described.js'
import type { Mutation } from './mutation.js'
import type { MutationOutcome } from './outcome.js'
import { inOrder } from './plan-resource.js'
import type { PlannedWrite } from './planned-write.js'
import { verifyWrite } from './verify-write.js'

/** Numbers that the ClientTokens of a write are made of; no two calls that are no resends share one. */
export interface WriteSlot {
  /** Its place among the writes that are applied together. */
  readonly row: number
  /** A number that no other call has: for the second call of a replacement. */
  another(): number
}

/** Slots for writes that are applied together. */
export function writeSlots(count: number): (row: number) => WriteSlot {
  let next = count
  return (row) => ({ row, another: () => next++ })
}

/**
 * Applies what was decided about one resource, and follows it to its end.
 * @throws AppError of a call that failed; CREATE_ONLY_PROPERTY, NOT_UPDATABLE for a replacement that nobody
 *   allowed
 */
export async function applyChange(
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
      return update(write, change, slot, context)
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
  const details = { typeName, ...(identifier === undefined ? {} : { identifier }), hint: ALLOW }
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

const ALLOW = 'allow it with /*+ replace */ after the verb, or say REPLACE INTO; EXPLAIN shows it'

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

async function update(
  write: PlannedWrite,
  change: UpdateChange,
  slot: WriteSlot,
  context: ExecutionContext,
): Promise<MutationOutcome> {
  const { schema, replaceable } = write
  const identifier = named(write)
  warnOfLoss(write, change.lostWriteOnly, context)
  try {
    return await runMutation(updating(write, change, slot.row), context)
  } catch (error) {
    const refused = AppError.is(error) && error.code === 'NOT_UPDATABLE'
    if (!refused || change.replaceIfRefused.length === 0) throw error
    const paths = change.replaceIfRefused.join(', ')
    if (replaceable !== true) {
      throw new AppError(error.code, `${error.message} (${paths} may take a new resource)`, {
        ...error.details,
        hint: ALLOW,
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
    return applyChange({ ...write, change: ordered }, { ...slot, row: slot.another() }, context)
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
