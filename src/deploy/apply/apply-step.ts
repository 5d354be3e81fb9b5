import { randomUUID } from 'node:crypto'
import type { ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import {
  applyChange,
  changedMeanwhile,
  type MutationOutcome,
  type PlannedWrite,
} from '../../execution/index.js'
import { cleanModel, parsePointer, propertyEqual } from '../../resource/index.js'
import type { StackContext } from '../stack-context.js'
import type { Step } from '../plan/step.js'

export interface Timeouts {
  readonly create?: number
  readonly update?: number
  readonly delete?: number
}

/**
 * Makes one resource as its step says, and what it replaced earlier go; follows every write to its end.
 * @param context its connector notes the writes.
 * @throws AppError of the first write that failed
 */
export async function applyStep(
  step: Step,
  context: StackContext,
  options: {
    readonly timeouts?: Timeouts
    readonly adopt?: PlannedWrite['onExisting']
    /** Whether it may be deleted and made anew. */
    readonly replaceable: boolean
  },
): Promise<MutationOutcome | undefined> {
  const { change, region, identifier, live } = step
  if (step.schema === undefined || change === undefined || region === undefined) return undefined
  const schema = withTimeouts(step.schema, options.timeouts)
  let number = 0
  const write: PlannedWrite = {
    schema,
    place: { connection: context.connection, region },
    change,
    replaceable: options.replaceable,
    ...(identifier === undefined ? {} : { identifier }),
    ...(live === undefined ? {} : { live }),
    ...(options.adopt === undefined ? {} : { onExisting: options.adopt }),
  }
  const outcome = await applyChange(
    guardedByPlan(write),
    { row: 0, another: () => ++number },
    freshTokens(context),
  ).catch((error: unknown) => {
    throw options.replaceable ? error : refusedInPlace(step, error)
  })
  for (const leftover of step.leftovers) {
    if (leftover === outcome.identifier) continue
    await deleteResource({ schema, region, identifier: leftover }, context)
  }
  return outcome
}

/**
 * A write that is made only over what its plan was made over: somebody may have changed the resource since, and what would
 * come of that nobody was shown.
 */
function guardedByPlan(write: PlannedWrite): PlannedWrite {
  const { schema, place, identifier, live, change } = write
  if (identifier === undefined || live === undefined) return write
  if (change.kind !== 'update' && change.kind !== 'replace') return write
  return {
    ...write,
    decideAgain: (now) => {
      const target = { place, identifier }
      if (now === undefined) throw changedMeanwhile({ schema }, target, 'it is gone')
      const [before, after] = [cleanModel(schema, live), cleanModel(schema, now)]
      const names =
        change.kind === 'update'
          ? change.patch.map(({ path }) => parsePointer(path)[0] ?? '')
          : Object.keys({ ...before, ...after })
      const changed = names.filter(
        (name) => !propertyEqual(schema, name, before[name], after[name]),
      )
      if (changed.length === 0) return Promise.resolve(write)
      throw changedMeanwhile({ schema }, target, `${changed.join(', ')}; plan again`)
    },
  }
}

/** What a service says of an update that takes a new resource, with what can be done about it in a stack. */
function refusedInPlace({ name, change }: Step, error: unknown): unknown {
  if (!AppError.is(error) || error.code !== 'NOT_UPDATABLE' || change?.kind !== 'update')
    return error
  return new AppError(error.code, `${name}: ${error.message}; it was left as it is`, {
    ...error.details,
    cause: error,
    hint: 'take protect: true out of the manifest, if it has it, look at the plan, and build again: it is replaced then',
  })
}

/** Deletes a resource and makes sure that it is gone. */
export async function deleteResource(
  target: { readonly schema: ResourceSchema; readonly region: string; readonly identifier: string },
  context: StackContext,
  timeouts?: Timeouts,
): Promise<void> {
  const { region, identifier } = target
  const schema = withTimeouts(target.schema, timeouts)
  const { typeName } = schema
  const change = { kind: 'delete', typeName, reasons: [] } as const
  const place = { connection: context.connection, region }
  const write = { schema, place, identifier, change }
  await applyChange(write, { row: 0, another: () => 1 }, freshTokens(context))
  await confirmGone(target, context)
}

/** What a read after a delete may still find for a moment. Milliseconds. */
const WAITS = [0, 250, 500, 1_000, 2_000, 4_000, 8_000, 15_000]

/** @throws AppError REQUEST_FAILED where the resource is still there after a while */
async function confirmGone(
  target: { readonly schema: ResourceSchema; readonly region: string; readonly identifier: string },
  { connector, connection, limit, clock, signal }: StackContext,
): Promise<void> {
  const { schema, region, identifier } = target
  const { typeName } = schema
  for (const wait of WAITS) {
    if (wait > 0) await clock.sleep(wait, signal)
    try {
      await limit(() => connector.get({ typeName, connection, region, identifier }, signal))
    } catch (error) {
      if (AppError.is(error) && error.code === 'NOT_FOUND') return
      throw error
    }
  }
  throw new AppError(
    'REQUEST_FAILED',
    `${typeName} ${identifier} is still there although its deletion succeeded`,
    { typeName, region, identifier },
  )
}

/** Tokens of one resource's writes: unlike those of any other, in this run and in all others. */
function freshTokens(context: StackContext): StackContext {
  const id = randomUUID()
  return { ...context, clientToken: (row, attempt) => [id, row, attempt].join('-') }
}

function withTimeouts(schema: ResourceSchema, timeouts: Timeouts = {}): ResourceSchema {
  const handlers = { ...schema.handlers }
  for (const name of ['create', 'update', 'delete'] as const) {
    const [handler, seconds] = [handlers[name], timeouts[name]]
    if (handler === undefined || seconds === undefined) continue
    handlers[name] = { ...handler, timeoutInMinutes: seconds / 60 }
  }
  return { ...schema, handlers }
}
