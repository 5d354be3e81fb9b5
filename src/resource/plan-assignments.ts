import type { ResourceSchema } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import { jsonText, type Json, type JsonObject } from '../util/index.js'
import type { Change, Reason } from './change.js'
import { cleanModel } from './clean-model.js'
import { compareModels } from './compare-models.js'
import { effectOf } from './create-only.js'
import type { PropertyChanges } from './desired.js'
import type { Difference } from './difference.js'
import { propertyEqual, withoutReadOnly } from './equality.js'
import { factsOf } from './facts.js'
import { lostWriteOnly } from './lost-write-only.js'
import type { PatchOperation } from './patch-document.js'
import { checkDesiredLength, checkLength } from './patch-document.js'
import { patchProperty } from './patch.js'
import { formatPointer, parsePointer, pointerPath, valuesAt } from './pointer.js'
import { settle } from './property-transform.js'
import { missingProperties } from './required.js'
import { tagPropertyOf, withoutReservedTags } from './tags.js'
import { refuseTrapped } from './updatable.js'

/**
 * Decides how a live resource becomes what the SET of an UPDATE asks for. A property becomes the value that it
 * is set to, as SQL has it: what the value leaves out goes, where a declaration (`planChange`) would leave it.
 * Properties that are not in `changes` are neither compared nor touched.
 *
 * @param live model as GetResource returned it.
 * @param changes `null` removes a property.
 * @throws AppError NOT_UPDATABLE for a type of which every update fails, MISSING_PROPERTY, PATCH_TOO_LARGE.
 */
export function planAssignments(
  schema: ResourceSchema,
  live: JsonObject,
  changes: PropertyChanges,
): Change {
  return decide(schema, live, planProperties(schema, live, changes))
}

/** As `planAssignments`, with the registry's property transforms as the last word on what is equal. */
export async function planSettledAssignments(
  schema: ResourceSchema,
  live: JsonObject,
  changes: PropertyChanges,
): Promise<Change> {
  const planned = planProperties(schema, live, changes)
  if (planned.length === 0 || factsOf(schema).transforms.length === 0) {
    return decide(schema, live, planned)
  }
  const model = applyChanges(live, planned)
  const open: PlannedProperty[] = []
  for (const one of planned) {
    const differences = differencesOf(schema, one)
    const settled = await settle(schema, { desired: model, live }, differences)
    if (one.hidden || differences.some(({ path }) => !settled.includes(path))) open.push(one)
  }
  return decide(schema, live, open)
}

interface PlannedProperty {
  readonly property: string
  readonly from: Json | undefined
  readonly to: Json | undefined
  /** Carries values that the service never returns: they cannot be compared, so that they are sent. */
  readonly hidden: boolean
}

function planProperties(
  schema: ResourceSchema,
  live: JsonObject,
  changes: PropertyChanges,
): PlannedProperty[] {
  return Object.entries(changes).flatMap(([property, value]) => {
    const from = Object.hasOwn(live, property) ? live[property] : undefined
    const isTags = property === tagPropertyOf(schema)
    const to = value === null ? undefined : isTags ? withoutReservedTags(value) : value
    const hidden = to !== undefined && holdsWriteOnly(schema, property, to)
    const planned = { property, from: withoutReadOnly(schema, property, from), to, hidden }
    return hidden || !isEqual(schema, planned) ? [{ ...planned, from }] : []
  })
}

/** Equal by the ladder in both directions: nothing that is asked for lacks, and nothing is there besides. */
function isEqual(schema: ResourceSchema, planned: PlannedProperty): boolean {
  const { property, from, to } = planned
  if (propertyEqual(schema, property, from, to)) return true
  if (from === undefined && to === undefined) return true
  // NULL asks for absence by name, and gets it.
  if (to === undefined) return false
  return differencesOf(schema, planned).length === 0
}

function differencesOf(schema: ResourceSchema, planned: PlannedProperty): Difference[] {
  const { property, to } = planned
  const from = withoutReadOnly(schema, property, planned.from)
  const model = (value: Json | undefined): JsonObject =>
    value === undefined ? {} : { [property]: value }
  const there = compareModels(schema, model(to), model(from))
  const back = compareModels(schema, model(from), model(to))
  const unseen = there.unknown.map((path) => ({ path, from: undefined, to, why: 'write-only' }))
  return [
    ...there.differences,
    ...there.unsure,
    ...(unseen as Difference[]),
    ...back.differences.map((one) => ({ ...one, from: one.to, to: one.from })),
  ]
}

function decide(
  schema: ResourceSchema,
  live: JsonObject,
  planned: readonly PlannedProperty[],
): Change {
  const { typeName } = schema
  const doubts = { unsure: [], unknown: [] }
  if (planned.length === 0)
    return Object.freeze({ kind: 'no-op', typeName, reasons: [], ...doubts })
  const updatable = schema.handlers.update !== undefined
  if (updatable) refuseTrapped(schema)
  const target = applyChanges(live, planned)
  refuseRemovedRequired(schema, target, planned)
  const patch = planned.flatMap(({ property, to }) => patchProperty(schema, property, live, to))
  const reasons = patch.map((operation) =>
    reasonOf(schema, live, operation, { planned, updatable }),
  )
  if (reasons.some(({ effect }) => effect === 'replace')) {
    const desired = cleanModel(schema, target)
    refuseIncomplete(schema, missingProperties(schema, desired), 'the new')
    checkDesiredLength(desired)
    const strategy = schema.replacementStrategy ?? 'create_then_delete'
    return Object.freeze({ kind: 'replace', typeName, reasons, desired, strategy })
  }
  refuseIncomplete(schema, unreadable(schema, target), 'an update of')
  const document = jsonText(patch)
  checkLength(document)
  const values = Object.fromEntries(planned.map(({ property, to }) => [property, to ?? null]))
  return Object.freeze({
    kind: 'update',
    typeName,
    reasons,
    ...doubts,
    patch: Object.freeze(patch),
    document,
    result: target,
    replaceIfRefused: reasons
      .filter(({ effect }) => effect === 'may-replace')
      .map(({ path }) => path),
    lostWriteOnly: lostWriteOnly(schema, values),
  })
}

interface Planned {
  readonly planned: readonly PlannedProperty[]
  readonly updatable: boolean
}

function reasonOf(
  schema: ResourceSchema,
  live: JsonObject,
  { op, path, value }: PatchOperation,
  { planned, updatable }: Planned,
): Reason {
  const steps = parsePointer(path)
  const [from] = valuesAt(live, steps)
  const hidden = planned.find(({ property }) => property === steps[0])?.hidden === true
  const to = op === 'remove' ? undefined : value
  const why =
    to === undefined ? 'removed' : hidden ? 'write-only' : from === undefined ? 'absent' : 'differs'
  const head = steps[0] ?? ''
  const settable = valuesAt({ [head]: withoutReadOnly(schema, head, live[head]) ?? null }, steps)[0]
  const compared = { path: steps, from: settable ?? undefined, to, why } as const
  const effect = updatable ? effectOf(schema, compared) : 'replace'
  return Object.freeze({ path, from, to, why, effect })
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

/** What the service demands in every model, cannot read back, and does not find in the patch. */
function unreadable(schema: ResourceSchema, target: JsonObject): string[] {
  const writeOnly = schema.writeOnlyProperties ?? []
  return (schema.required ?? []).filter(
    (name) =>
      !Object.hasOwn(target, name) && writeOnly.includes(formatPointer(['properties', name])),
  )
}

function refuseRemovedRequired(
  schema: ResourceSchema,
  target: JsonObject,
  planned: readonly PlannedProperty[],
): void {
  const removed = (schema.required ?? []).filter(
    (name) => !Object.hasOwn(target, name) && planned.some(({ property }) => property === name),
  )
  // A create-only one is refused for that.
  const fixed = (name: string): boolean =>
    schema.createOnlyProperties?.includes(formatPointer(['properties', name])) === true
  refuseIncomplete(
    schema,
    removed.filter((name) => !fixed(name)),
    'an update of',
  )
}

function refuseIncomplete(
  schema: ResourceSchema,
  missing: readonly string[],
  what: 'an update of' | 'the new',
): void {
  if (missing.length === 0) return
  throw new AppError(
    'MISSING_PROPERTY',
    `${what} ${schema.typeName} must also set ${missing.join(', ')}: required, and not known from the live resource`,
    { hint: `Add ${missing.join(' and ')} to SET.`, typeName: schema.typeName },
  )
}
