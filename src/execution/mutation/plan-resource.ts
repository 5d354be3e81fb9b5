import type { ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import {
  formatIdentifier,
  planSettledChange,
  replacementOrder,
  statedIdentifier,
  updatableWriteOnly,
  type Change,
  type ChangeOptions,
} from '../../resource/index.js'
import type { JsonObject } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import type { PlannedWrite, WritePlace } from './planned-write.js'

/** One resource as somebody wants it. */
export interface ResourceRequest {
  readonly schema: ResourceSchema
  readonly place: WritePlace
  /** `undefined` where the resource is to go. */
  readonly desired: JsonObject | undefined
  /** Where the declaration does not hold the whole of it. */
  readonly identifier?: string
  /** As GetResource returned it; read where it is not given and can be found. */
  readonly live?: JsonObject
  readonly options?: ChangeOptions
  /** True: write-only values are new, though nobody can compare them. They are sent for their own sake. */
  readonly sendWriteOnly?: boolean
  /** Whether a change that no update can make may delete the resource and make it anew. */
  readonly replaceable?: boolean
}

/**
 * Decides what makes one resource as declared; reads it where it is not given. Nothing is changed.
 * @throws AppError as `planChange`, and as the connector; that there is no resource is no error.
 */
export async function planResource(
  request: ResourceRequest,
  context: ExecutionContext,
): Promise<PlannedWrite> {
  const { schema, place, desired } = request
  const stated =
    request.identifier ?? (desired === undefined ? undefined : statedIdentifier(schema, desired))
  const found =
    request.live !== undefined || stated === undefined
      ? { identifier: stated, live: request.live }
      : await readResource(schema, place, stated, context)
  const { live } = found
  const identifier =
    found.identifier ?? (live === undefined ? stated : formatIdentifier(schema, live))
  const change = await decide(request, live)
  return {
    schema,
    place,
    ...(identifier === undefined ? {} : { identifier }),
    ...(live === undefined ? {} : { live }),
    ...(request.replaceable === undefined ? {} : { replaceable: request.replaceable }),
    change: change.kind === 'replace' ? inOrder(schema, change, identifier) : change,
  }
}

async function decide(
  { schema, desired, replaceable, sendWriteOnly = false, ...request }: ResourceRequest,
  live: JsonObject | undefined,
): Promise<Change> {
  const options = { replaceTrapped: replaceable === true, ...request.options }
  const change = await planSettledChange(schema, desired, live, options)
  if (!sendWriteOnly || change.kind !== 'no-op') return change
  const changedWriteOnly = updatableWriteOnly(schema, change.unknown)
  if (changedWriteOnly.length === 0) return change
  return planSettledChange(schema, desired, live, { ...options, changedWriteOnly })
}

/** A new resource of the same name can only be made once the old one is gone. */
export function inOrder(
  schema: ResourceSchema,
  change: Extract<Change, { kind: 'replace' }>,
  identifier: string | undefined,
): Change {
  return { ...change, strategy: replacementOrder(schema, change, identifier) }
}

/** A resource as it is now; no `live` where there is none. */
export async function readResource(
  { typeName }: ResourceSchema,
  place: WritePlace,
  identifier: string,
  { connector, limit, signal }: ExecutionContext,
): Promise<{ readonly identifier: string; readonly live: JsonObject | undefined }> {
  try {
    const found = await limit(() => connector.get({ typeName, identifier, ...place }, signal))
    return { identifier: found.identifier, live: found.properties }
  } catch (error) {
    if (AppError.is(error) && error.code === 'NOT_FOUND') return { identifier, live: undefined }
    throw error
  }
}
