import type { ResourceSchema } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import type { Json, JsonObject } from '../util/index.js'
import { withoutFixed } from './clean-model.js'
import { compareModels } from './compare-models.js'
import { isFixed } from './create-only.js'
import type { Difference } from './difference.js'
import { withoutReadOnly } from './equality.js'
import { covered, factsOf, type Path } from './facts.js'
import { mergeProperty } from './merge-models.js'
import { patchProperty } from './patch.js'
import type { PatchOperation } from './patch-document.js'
import { applyPatch } from './patch-document.js'
import { formatPointer, parsePointer, valuesAt } from './pointer.js'

export interface PatchRequest {
  /** Declared model, cleaned. */
  readonly desired: JsonObject
  readonly live: JsonObject
  readonly differences: readonly Difference[]
  /** Declared paths that the live model cannot show: they are repeated, or the service would lose them. */
  readonly unknown: readonly Path[]
  /** Paths where the models differ and are equal all the same. */
  readonly settled: readonly Path[]
}

export interface PatchResult {
  readonly patch: readonly PatchOperation[]
  /** The live model with the patch applied. */
  readonly result: JsonObject
}

/**
 * The operations that make a live resource as declared: for each property that differs, and for each that
 * holds declared write-only values, which the service would lose if they were not repeated. The patch is
 * applied in memory; where small operations do not give what is declared, whole properties are sent.
 *
 * @throws AppError INTERNAL where not even those give it.
 */
export function makePatch(schema: ResourceSchema, request: PatchRequest): PatchResult {
  const names = propertiesToSend(schema, request)
  for (const whole of [false, true]) {
    const patch = names.flatMap((name) => operations(schema, request, { name, whole }))
    const result = applyPatch(request.live, patch)
    const allowed = !patch.some((one) => isFixed(schema, parsePointer(one.path)))
    if (allowed && holds(schema, request, result)) return { patch, result }
  }
  throw new AppError('INTERNAL', `no patch makes ${schema.typeName} as it is declared`, {
    typeName: schema.typeName,
  })
}

function propertiesToSend(schema: ResourceSchema, request: PatchRequest): string[] {
  const { createOnly } = factsOf(schema)
  const repeated = request.unknown.filter((path) => !covered(path, createOnly))
  const sent = new Set(
    [...request.differences.map(({ path }) => path), ...repeated].map(([head]) => head),
  )
  // In the schema's order; a name that it does not have is for the service to refuse.
  const known = Object.keys(schema.properties).filter((name) => sent.delete(name))
  return [...known, ...[...sent].filter((name) => name !== undefined)]
}

function operations(
  schema: ResourceSchema,
  { desired, live, differences }: PatchRequest,
  { name, whole }: { readonly name: string; readonly whole: boolean },
): PatchOperation[] {
  const sides = { declared: own(withoutFixed(schema, desired), name), live: own(live, name) }
  const full = (): Json | undefined =>
    mergeProperty(schema, name, sides, { differences, prefer: 'declared' })
  const path = formatPointer([name])
  if (whole) {
    const value = full()
    if (value === undefined) return sides.live === undefined ? [] : [{ op: 'remove', path }]
    return [{ op: 'add', path, value: settable(schema, name, value) }]
  }
  const merged = mergeProperty(schema, name, sides, { differences, prefer: 'live' })
  const target = merged === undefined ? undefined : settable(schema, name, merged)
  return patchProperty(schema, name, live, target).map((operation) => {
    // Sent whole, a property goes as its author spelled it, not as the service prints it.
    const value = operation.path === path && operation.op === 'add' ? full() : undefined
    return value === undefined ? operation : { ...operation, value: settable(schema, name, value) }
  })
}

/** True where a model is as declared, apart from what the comparison could not see before either. */
function holds(schema: ResourceSchema, request: PatchRequest, result: JsonObject): boolean {
  const wanted = new Set(request.differences.map(({ path }) => formatPointer(path)))
  const settled = new Set(request.settled.map(formatPointer))
  const after = compareModels(schema, withoutFixed(schema, request.desired), result)
  return (
    after.differences.every(({ path }) => settled.has(formatPointer(path))) &&
    after.unsure.every(({ path }) => !wanted.has(formatPointer(path))) &&
    request.differences.every(
      ({ path, to }) => to !== undefined || valuesAt(result, path).length === 0,
    )
  )
}

function settable(schema: ResourceSchema, name: string, value: Json): Json {
  return withoutReadOnly(schema, name, value) ?? value
}

function own(model: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(model, key) ? model[key] : undefined
}
