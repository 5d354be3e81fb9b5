import type { ResourceSchema } from '../../catalog/index.js'
import type { CallPlace } from '../../connectors/index.js'
import type { AppError } from '../../errors/index.js'
import type { Change } from '../../resource/index.js'
import type { JsonObject } from '../../util/index.js'

/** Where one resource lives: a write is sent through one connection to one region. */
export type WritePlace = CallPlace

/** One text for each resource, to find it again. */
export function resourceKey(
  { typeName }: Pick<ResourceSchema, 'typeName'>,
  { connection, region }: WritePlace,
  identifier: string,
): string {
  return JSON.stringify([connection, region, typeName, identifier])
}

/** What is to be done to one resource: decided, and not sent. */
export interface PlannedWrite {
  readonly schema: ResourceSchema
  readonly place: WritePlace
  /** In the form that is sent; absent where the service will name the resource. */
  readonly identifier?: string
  readonly change: Change
  /** What the statement asks for, where nothing has to be done for it. */
  readonly asked?: 'CREATE' | 'UPDATE' | 'DELETE' | 'REPLACE'
  /** The resource as it was when the change was decided, where it was read. */
  readonly live?: JsonObject
  /** When `live` was read, in milliseconds since the epoch, where all of the change was computed from that read. */
  readonly readAt?: number
  /**
   * Decides anew, over the resource as it is just before the write is sent; absent where nothing of it was computed from
   * the resource. It throws CONFLICT where the change does not apply any more.
   */
  readonly decideAgain?: (live: JsonObject | undefined) => Promise<PlannedWrite>
  /** Properties that the change was computed from: the patch tests them, so that the service refuses it in their place. */
  readonly basis?: readonly string[]
  /** How often it was decided, since others were faster each time; by default once. */
  readonly attempt?: number
  /** Whether the resource may be deleted and made anew; `undefined` asks for an error. */
  readonly replaceable?: boolean
  /** What the statement says beside the resource, for methods of documents that take it. */
  readonly parameters?: JsonObject
  /** What to do where a resource that is to be made is there already; by default that is a failure. */
  readonly onExisting?: (identifier: string) => Promise<PlannedWrite>
}

/** A write that could not be decided; its error is its outcome. */
export interface UnplannedWrite {
  readonly schema: ResourceSchema
  readonly place: WritePlace
  readonly identifier?: string
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'REPLACE'
  readonly error: AppError
}

export function isPlanned(write: PlannedWrite | UnplannedWrite): write is PlannedWrite {
  return 'change' in write
}

/** True for writes that make a call. */
export function isSent(write: PlannedWrite | UnplannedWrite): write is PlannedWrite {
  return isPlanned(write) && write.change.kind !== 'no-op'
}
