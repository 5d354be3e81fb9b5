import diff from 'json-patch-gen'
import type { ResourceSchema } from '../catalog/index.js'
import type { Json, JsonObject } from '../util/index.js'
import { canonicalJson, isJsonObject } from '../util/index.js'
import type { PatchOperation } from './patch-document.js'
import { applyPatch } from './patch-document.js'
import { normaliseProperty, propertyEqual, withoutReadOnly } from './equality.js'
import { formatPointer, isWithin, parsePointer, pointerPath, valuesAt } from './pointer.js'

/**
 * Operations that turn `live` into `desired` for one property, safe for a service that reads, patches and
 * writes back: no array index, no `remove` inside a value, no `replace` (a service may read back as absent
 * what it holds), no parent that is not there.
 *
 * @param desired `undefined` removes the property.
 */
export function patchProperty(
  schema: ResourceSchema,
  property: string,
  live: JsonObject,
  desired: Json | undefined,
): PatchOperation[] {
  const path = formatPointer([property])
  const before = Object.hasOwn(live, property) ? live[property] : undefined
  if (desired === undefined) return before === undefined ? [] : [{ op: 'remove', path }]
  const whole: PatchOperation = { op: 'add', path, value: desired }
  if (before === undefined || !isJsonObject(before) || !isJsonObject(desired)) return [whole]
  const settable = withoutReadOnly(schema, property, before) ?? {}
  const generated = generate(
    normaliseProperty(schema, property, settable),
    normaliseProperty(schema, property, desired),
  )
  const safe = generated?.map((operation) => upsert(operation, property, before, desired))
  if (safe === undefined || safe.length === 0 || safe.includes(undefined)) return [whole]
  const patch = safe.filter((operation) => operation !== undefined)
  return gives(schema, property, live, { patch, desired }) ? patch : [whole]
}

/** What json-patch-gen makes of two values; `undefined` where it cannot be asked. */
function generate(before: Json, after: Json): PatchOperation[] | undefined {
  if (hasUnusualKeys(before) || hasUnusualKeys(after)) return undefined
  return diff(opaque(before), opaque(after)) as PatchOperation[]
}

/** json-patch-gen looks keys up through the prototype chain: a key that Object.prototype has confuses it. */
function hasUnusualKeys(value: Json): boolean {
  if (!isJsonObject(value)) return false
  return Object.entries(value).some(
    ([key, inner]) => key in Object.prototype || hasUnusualKeys(inner),
  )
}

/**
 * Arrays and nulls as texts: json-patch-gen compares arrays by index, in quadratic space, and takes null
 * for an empty object. A changed array is sent whole, so that it only has to see that it changed.
 */
function opaque(value: Json): Json {
  if (!isJsonObject(value)) return typeof value === 'string' ? value : `\0${canonicalJson(value)}`
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, opaque(inner)]))
}

function upsert(
  operation: PatchOperation,
  property: string,
  before: JsonObject,
  desired: JsonObject,
): PatchOperation | undefined {
  if (operation.op !== 'add' && operation.op !== 'replace') return undefined
  const steps = parsePointer(operation.path)
  const [parent] = valuesAt(before, steps.slice(0, -1))
  const [value] = valuesAt(desired, steps)
  if (steps.length === 0 || !isJsonObject(parent) || value === undefined) return undefined
  return { op: 'add', path: formatPointer([property, ...steps]), value }
}

function gives(
  schema: ResourceSchema,
  property: string,
  live: JsonObject,
  { patch, desired }: { patch: readonly PatchOperation[]; desired: Json },
): boolean {
  const result = applyPatch({ [property]: live[property] as Json }, patch)
  const fixed = (schema.readOnlyProperties ?? []).map(pointerPath)
  const touches = patch.some(({ path }) => fixed.some((one) => isWithin(parsePointer(path), one)))
  const settable = withoutReadOnly(schema, property, result[property])
  return !touches && propertyEqual(schema, property, settable, desired)
}
