import type { ResourceSchema } from '../catalog/index.js'
import { jsonText, type JsonObject } from '../util/index.js'
import { jsonEqual } from '../util/index.js'
import type { Change, Reason } from './change.js'
import { cleanModel } from './clean-model.js'
import { compareModels } from './compare-models.js'
import { effectOf } from './create-only.js'
import type { Comparison, Difference } from './difference.js'
import type { Path } from './facts.js'
import { mergeProperty } from './merge-models.js'
import { checkDesiredLength, checkLength } from './patch-document.js'
import { formatPointer, valuesAt } from './pointer.js'
import { findRemovals } from './removals.js'
import { settle } from './property-transform.js'
import { isTrapped, refuseTrapped } from './updatable.js'
import { lostWriteOnly } from './lost-write-only.js'
import { makePatch } from './update-patch.js'

export interface ChangeOptions {
  /**
   * What was declared when the resource was last applied. It tells what the user took out since, which
   * write-only values are new, and whose doing another order or spelling is. Without it nothing is removed.
   */
  readonly previous?: JsonObject
  /** Pointers of write-only values that are known to be new, where only their hashes were kept. */
  readonly changedWriteOnly?: readonly string[]
  /** `act` takes every doubt for a difference; by default they are reported alone. */
  readonly unsure?: 'report' | 'act'
  /** True: a type of which every update fails is replaced; by default that is an error. */
  readonly replaceTrapped?: boolean
  /** True: a new resource that takes the place of another has what that had and nobody declared. */
  readonly keepUndeclared?: boolean
}

/**
 * Decides what makes one resource as declared.
 *
 * @param desired `undefined` where the resource is to go.
 * @param live model as GetResource returned it; `undefined` where there is none.
 * @throws AppError NOT_UPDATABLE for a type of which every update fails, PATCH_TOO_LARGE for what is more than
 *   the service takes.
 */
export function planChange(
  schema: ResourceSchema,
  desired: JsonObject | undefined,
  live: JsonObject | undefined,
  options: ChangeOptions = {},
): Change {
  if (desired === undefined || live === undefined) return planExistence(schema, desired, live)
  const models = { desired: cleanModel(schema, desired), live, ...replacing(options) }
  return decide(schema, models, decided(schema, models, options), [])
}

/**
 * As `planChange`, with the registry's property transforms as the last rung: a service may return f(value)
 * for a value. They are evaluated only where the models still differ, and loaded only then.
 */
export async function planSettledChange(
  schema: ResourceSchema,
  desired: JsonObject | undefined,
  live: JsonObject | undefined,
  options: ChangeOptions = {},
): Promise<Change> {
  if (desired === undefined || live === undefined) return planExistence(schema, desired, live)
  const models = { desired: cleanModel(schema, desired), live, ...replacing(options) }
  const comparison = decided(schema, models, options)
  const { differences, unsure, unknown } = comparison
  const settled = await settle(schema, models, [...differences, ...unsure])
  const isOpen = ({ path }: Difference): boolean => !settled.includes(path)
  const open = { differences: differences.filter(isOpen), unsure: unsure.filter(isOpen), unknown }
  return decide(schema, models, open, settled)
}

interface Models {
  readonly desired: JsonObject
  readonly live: JsonObject
  readonly replaceTrapped: boolean
  readonly keepUndeclared: boolean
}

function replacing({
  replaceTrapped = false,
  keepUndeclared = false,
}: ChangeOptions): Pick<Models, 'replaceTrapped' | 'keepUndeclared'> {
  return { replaceTrapped, keepUndeclared }
}

function planExistence(
  schema: ResourceSchema,
  desired: JsonObject | undefined,
  live: JsonObject | undefined,
): Change {
  const { typeName } = schema
  if (desired !== undefined) {
    const model = cleanModel(schema, desired)
    checkDesiredLength(model)
    const reasons = Object.entries(model).map(([name, to]) =>
      reason({ path: [name], from: undefined, to, why: 'new', effect: 'in-place' }),
    )
    return frozen({ kind: 'create', typeName, reasons, desired: model })
  }
  if (live === undefined)
    return frozen({ kind: 'no-op', typeName, reasons: [], unsure: [], unknown: [] })
  const gone = reason({ path: [], from: live, to: undefined, why: 'unwanted', effect: 'in-place' })
  return frozen({ kind: 'delete', typeName, reasons: [gone] })
}

/** The comparison with all that is known of the last declaration brought to it. */
function decided(
  schema: ResourceSchema,
  { desired, live }: Models,
  { previous, changedWriteOnly = [], unsure = 'report' }: ChangeOptions,
): Comparison {
  const comparison = compareModels(schema, desired, live)
  const renewed = new Set(changedWriteOnly)
  const isNew = (path: Path): boolean =>
    renewed.has(formatPointer(path)) || (previous !== undefined && !sameAt(path, previous, desired))
  const acted = comparison.unsure.filter(
    ({ path }) => unsure === 'act' || (previous !== undefined && !sameAt(path, previous, desired)),
  )
  const secrets = comparison.unknown.filter(isNew).map((path): Difference => ({
    path,
    from: undefined,
    to: valuesAt(desired, path)[0],
    why: 'write-only',
  }))
  const removed = previous === undefined ? [] : findRemovals(schema, { previous, desired, live })
  const found = [...comparison.differences, ...acted, ...secrets]
  const known = new Set(found.map(({ path }) => formatPointer(path)))
  return {
    differences: [...found, ...removed.filter(({ path }) => !known.has(formatPointer(path)))],
    unsure: comparison.unsure.filter((one) => !acted.includes(one)),
    unknown: comparison.unknown,
  }
}

function decide(
  schema: ResourceSchema,
  models: Models,
  { differences, unsure, unknown }: Comparison,
  settled: readonly Path[],
): Change {
  const { typeName } = schema
  const doubts = {
    unsure: Object.freeze(unsure.map((one) => explained(schema, one))),
    unknown: Object.freeze(unknown.map(formatPointer)),
  }
  if (differences.length === 0) return frozen({ kind: 'no-op', typeName, reasons: [], ...doubts })
  const trapped = models.replaceTrapped && isTrapped(schema)
  const updatable = schema.handlers.update !== undefined && !trapped
  const reasons = differences.map((one) =>
    explained(schema, one, updatable ? undefined : 'replace'),
  )
  if (reasons.some(({ effect }) => effect === 'replace')) {
    const strategy = schema.replacementStrategy ?? 'create_then_delete'
    const desired = models.keepUndeclared ? completed(schema, models, differences) : models.desired
    checkDesiredLength(desired)
    return frozen({ kind: 'replace', typeName, reasons, desired, strategy })
  }
  refuseTrapped(schema)
  const { patch, result } = makePatch(schema, { ...models, differences, unknown, settled })
  const document = jsonText(patch)
  checkLength(document)
  return frozen({
    kind: 'update',
    typeName,
    reasons,
    ...doubts,
    patch: Object.freeze(patch.map((operation) => Object.freeze(operation))),
    document,
    result,
    replaceIfRefused: reasons
      .filter(({ effect }) => effect === 'may-replace')
      .map(({ path }) => path),
    lostWriteOnly: lostWriteOnly(schema, models.desired),
  })
}

/** What is declared, over what the resource has besides. */
function completed(
  schema: ResourceSchema,
  { desired, live }: Models,
  differences: readonly Difference[],
): JsonObject {
  const names = new Set([...Object.keys(live), ...Object.keys(desired)])
  const whole = [...names].flatMap((name) => {
    const sides = { declared: desired[name], live: live[name] }
    const value = mergeProperty(schema, name, sides, { differences, prefer: 'declared' })
    return value === undefined ? [] : [[name, value] as const]
  })
  return cleanModel(schema, Object.fromEntries(whole))
}

function explained(
  schema: ResourceSchema,
  difference: Difference,
  effect: Reason['effect'] = effectOf(schema, difference),
): Reason {
  return reason({ ...difference, effect })
}

function reason(parts: Omit<Reason, 'path'> & { readonly path: Path }): Reason {
  return Object.freeze({ ...parts, path: formatPointer(parts.path) })
}

function sameAt(path: Path, a: JsonObject, b: JsonObject): boolean {
  return jsonEqual(valuesAt(a, path), valuesAt(b, path))
}

function frozen(change: Change): Change {
  Object.freeze(change.reasons)
  return Object.freeze(change)
}
