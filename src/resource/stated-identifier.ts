import type { ResourceSchema } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import type { JsonObject } from '../util/index.js'
import type { ReplaceChange } from './change.js'
import { cleanModel } from './clean-model.js'
import { covered, factsOf } from './facts.js'
import { formatIdentifier, identifiersEqual } from './identifier.js'
import { parsePointer } from './pointer.js'

/** What a declared model is found by, where it says so itself: many identifiers are made by the service. */
export function statedIdentifier(schema: ResourceSchema, desired: JsonObject): string | undefined {
  let known = STATED.get(desired)
  if (known?.schema !== schema) {
    known = { schema, identifier: readIdentifier(schema, desired) }
    STATED.set(desired, known)
  }
  return known.identifier
}

/** A model is asked for its name at every step of what is done with it. */
const STATED = new WeakMap<
  JsonObject,
  { readonly schema: ResourceSchema; readonly identifier: string | undefined }
>()

function readIdentifier(schema: ResourceSchema, desired: JsonObject): string | undefined {
  try {
    return formatIdentifier(schema, cleanModel(schema, desired))
  } catch (error) {
    if (AppError.is(error) && error.code === 'BAD_IDENTIFIER') return undefined
    throw error
  }
}

/**
 * In which order a replacement is made. The new resource comes first, unless the type asks otherwise or both
 * would have one name: then the old one has to go first.
 */
export function replacementOrder(
  schema: ResourceSchema,
  { desired, strategy }: ReplaceChange,
  identifier: string | undefined,
): ReplaceChange['strategy'] {
  const next = statedIdentifier(schema, desired)
  const same =
    next !== undefined && identifier !== undefined && identifiersEqual(schema, next, identifier)
  return same ? 'delete_then_create' : strategy
}

/** Of pointers to write-only values those that an update can carry. */
export function updatableWriteOnly(
  schema: ResourceSchema,
  pointers: readonly string[],
): readonly string[] {
  const { createOnly } = factsOf(schema)
  return pointers.filter((pointer) => !covered(parsePointer(pointer), createOnly))
}
