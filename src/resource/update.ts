import type { ResourceSchema } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import type { Json, JsonObject } from '../util/index.js'
import { canonicalJson } from '../util/index.js'
import type { PropertyChanges } from './desired.js'
import { propertyEqual, withoutReadOnly } from './equality.js'
import type { PatchOperation } from './patch-document.js'
import { checkLength } from './patch-document.js'
import { patchProperty } from './patch.js'
import { formatPointer, isWithin, pointerPath, valuesAt } from './pointer.js'
import { tagPropertyOf, withoutReservedTags } from './tags.js'
import { refuseTrapped } from './updatable.js'

/** One property that an update changes, and why. */
export interface PathChange {
  /** `/Tags` */
  readonly path: string
  /** Live value; `undefined` where it is absent or the service never returns it. */
  readonly from: Json | undefined
  /** `undefined` where the property is removed. */
  readonly to: Json | undefined
  readonly reason: 'differs' | 'absent' | 'removed' | 'write-only'
}

/** What UpdateResource will be asked, and what the user should know of it. */
export interface UpdatePlan {
  /** Empty where the live resource is as asked already: send nothing. */
  readonly patch: readonly PatchOperation[]
  /** `patch` as the text that is sent. */
  readonly document: string
  /** The live model with the changes in it. */
  readonly desired: JsonObject
  readonly changes: readonly PathChange[]
  /** Paths of the type's write-only properties that this update does not repeat; the service may lose them. */
  readonly lostWriteOnly: readonly string[]
  /** Changed paths that the service may refuse to update in place. */
  readonly conditionalCreateOnly: readonly string[]
}

/**
 * Decides how a live resource becomes what an UPDATE asks for. Only the properties in `changes` are
 * compared and touched.
 *
 * @param live model as GetResource returned it.
 * @throws AppError NOT_UPDATABLE, CREATE_ONLY_PROPERTY, MISSING_PROPERTY or PATCH_TOO_LARGE.
 */
export function planUpdate(
  schema: ResourceSchema,
  live: JsonObject,
  changes: PropertyChanges,
): UpdatePlan {
  refuseImmutable(schema)
  const planned = Object.entries(changes).flatMap(([property, value]) =>
    planProperty(schema, live, property, value),
  )
  const desired = applyChanges(live, planned)
  refuseIncomplete(schema, desired, planned)
  const patch = planned.flatMap(({ property, to }) => patchProperty(schema, property, live, to))
  const document = JSON.stringify(patch)
  checkLength(document)
  const paths = planned.map(({ property }) => property)
  return {
    patch,
    document,
    desired,
    changes: planned.map(({ property, from, to, reason }) => ({
      path: formatPointer([property]),
      from,
      to,
      reason,
    })),
    lostWriteOnly: patch.length === 0 ? [] : lostWriteOnly(schema, changes),
    conditionalCreateOnly: (schema.conditionalCreateOnlyProperties ?? [])
      .map(pointerPath)
      .filter(([head]) => head !== undefined && paths.includes(head))
      .map(formatPointer),
  }
}

/** Write-only paths that a set of values does not carry and that an update could therefore lose. */
export function lostWriteOnly(schema: ResourceSchema, given: JsonObject): string[] {
  const fixed = (schema.createOnlyProperties ?? []).map(pointerPath)
  return (schema.writeOnlyProperties ?? [])
    .map(pointerPath)
    .filter(
      (path) => !fixed.some((one) => isWithin(path, one)) && valuesAt(given, path).length === 0,
    )
    .map(formatPointer)
}

interface PlannedProperty extends Omit<PathChange, 'path'> {
  readonly property: string
}

function planProperty(
  schema: ResourceSchema,
  live: JsonObject,
  property: string,
  value: Json,
): PlannedProperty[] {
  const from = Object.hasOwn(live, property) ? live[property] : undefined
  const isTags = property === tagPropertyOf(schema)
  const to = value === null ? undefined : isTags ? withoutReservedTags(value) : value
  const comparable = withoutReadOnly(schema, property, from)
  const equal = propertyEqual(schema, property, comparable, to)
  const secret = to !== undefined && holdsWriteOnly(schema, property, to)
  // A write-only value cannot be compared, so that it is sent whenever it is given.
  if (equal && !secret) return []
  refuseCreateOnly(schema, property, from, to)
  const reason = secret
    ? 'write-only'
    : to === undefined
      ? 'removed'
      : from === undefined
        ? 'absent'
        : 'differs'
  return [{ property, from, to, reason }]
}

function applyChanges(live: JsonObject, planned: readonly PlannedProperty[]): JsonObject {
  const model = new Map(Object.entries(live))
  for (const { property, to } of planned) {
    if (to === undefined) model.delete(property)
    else model.set(property, to)
  }
  return Object.fromEntries(model)
}

function holdsWriteOnly(schema: ResourceSchema, property: string, value: Json): boolean {
  return (schema.writeOnlyProperties ?? [])
    .map(pointerPath)
    .some(([head, ...rest]) => head === property && valuesAt(value, rest).length > 0)
}

function refuseImmutable(schema: ResourceSchema): void {
  if (schema.handlers.update === undefined) {
    throw new AppError('NOT_UPDATABLE', `${schema.typeName} cannot be updated`, {
      hint: 'Delete the resource and insert it again.',
      typeName: schema.typeName,
    })
  }
  refuseTrapped(schema)
}

function refuseCreateOnly(
  schema: ResourceSchema,
  property: string,
  from: Json | undefined,
  to: Json | undefined,
): void {
  for (const pointer of schema.createOnlyProperties ?? []) {
    const [head, ...rest] = pointerPath(pointer)
    if (head !== property || !changesFixed(schema, { property, rest }, from, to)) continue
    const path = [head, ...rest].join('.')
    throw new AppError(
      'CREATE_ONLY_PROPERTY',
      `${path} of ${schema.typeName} can only be set when the resource is created`,
      {
        hint: 'Delete the resource and insert it again with the new value.',
        typeName: schema.typeName,
      },
    )
  }
}

function changesFixed(
  schema: ResourceSchema,
  { property, rest }: { property: string; rest: readonly string[] },
  from: Json | undefined,
  to: Json | undefined,
): boolean {
  if (rest.length === 0) return !propertyEqual(schema, property, from, to)
  const before = valuesAt(from, rest).map(canonicalJson)
  const after = valuesAt(to, rest).map(canonicalJson)
  if (!rest.includes('*')) return before.join() !== after.join()
  // New items of an array may bring values; those of items that exist must stay.
  for (const value of before) {
    const index = after.indexOf(value)
    if (index < 0) return true
    after.splice(index, 1)
  }
  return false
}

function refuseIncomplete(
  schema: ResourceSchema,
  desired: JsonObject,
  planned: readonly PlannedProperty[],
): void {
  if (planned.length === 0) return
  const writeOnly = schema.writeOnlyProperties ?? []
  const missing = (schema.required ?? []).filter((name) => {
    if (Object.hasOwn(desired, name)) return false
    const removed = planned.some(({ property }) => property === name)
    return removed || writeOnly.includes(formatPointer(['properties', name]))
  })
  if (missing.length === 0) return
  throw new AppError(
    'MISSING_PROPERTY',
    `an update of ${schema.typeName} must also set ${missing.join(', ')}: required, and not known from the live resource`,
    { hint: `Add ${missing.join(' and ')} to SET.`, typeName: schema.typeName },
  )
}
