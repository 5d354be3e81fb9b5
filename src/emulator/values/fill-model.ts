import type { PropertySchema } from '../../catalog/index.js'
import type { Json, JsonObject } from '../../util/index.js'
import { isJsonObject, jsonEqual } from '../../util/index.js'
import type { Path } from '../model/pointer.js'
import { valueAt } from '../model/pointer.js'
import { propertyAt } from '../model/property-at.js'
import { madeByService } from './made-by-service.js'
import type { ValueContext } from './value-context.js'
import { makeValue } from './make-value.js'

/**
 * A desired state with what the service adds: missing parts of the identifier and every read-only value.
 * On an update `previous` keeps its read-only values, but for the times of the last change.
 */
export function fillModel(
  context: ValueContext,
  desired: JsonObject,
  previous?: JsonObject,
): JsonObject {
  let model: JsonObject = desired
  const { identifier, readOnly } = context.type
  for (const path of identifier) {
    model = fill(context, model, { path, done: [], before: previous }) as JsonObject
  }
  const named = { ...context, ownName: nameIn(context, model) }
  for (const path of readOnly) {
    model = fill(named, model, { path, done: [], before: previous }) as JsonObject
  }
  return model
}

/** The last part of the identifier, where it can be a part of an ARN. */
function nameIn({ type }: ValueContext, model: JsonObject): string | undefined {
  const last = valueAt(model, type.identifier.at(-1) ?? [])
  return typeof last === 'string' && /^[\w.@/-]+$/.test(last) ? last : undefined
}

interface Step {
  /** What is left to go. */
  readonly path: Path
  /** What has been gone through, for names. */
  readonly done: Path
  /** The same place in the model before an update. */
  readonly before: Json | undefined
}

function fill(context: ValueContext, value: Json, step: Step): Json {
  const [head, ...rest] = step.path
  if (head === undefined) return value
  if (Array.isArray(value)) return fillItems(context, value, step)
  if (!isJsonObject(value)) return value
  if (head === '*') {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        const before = isJsonObject(step.before) ? step.before[key] : undefined
        return [key, fill(context, item, { path: rest, done: [...step.done, '*'], before })]
      }),
    )
  }
  const before = isJsonObject(step.before) ? step.before[head] : undefined
  const done = [...step.done, head]
  const existing = value[head]
  if (rest.length > 0) {
    if (existing === undefined) return value
    return { ...value, [head]: fill(context, existing, { path: rest, done, before }) }
  }
  if (existing !== undefined) return value
  const made = keepsValue(head, before) ? before : make(context, done, value)
  return made === undefined ? value : { ...value, [head]: made }
}

/** Items have no identity: one that says nothing new keeps the values it got before. */
function fillItems(context: ValueContext, items: readonly Json[], step: Step): Json {
  const path = step.path[0] === '*' ? step.path.slice(1) : step.path
  const done = step.path[0] === '*' ? [...step.done, '*'] : step.done
  const old = Array.isArray(step.before) ? (step.before as readonly Json[]) : []
  return items.map((item, index) => {
    const inPlace = old[index]
    const before =
      inPlace !== undefined && contains(inPlace, item)
        ? inPlace
        : old.find((other) => contains(other, item))
    return fill(context, item, { path, done, before })
  })
}

/** Whether `whole` is `part` and perhaps more, as a read item is to a desired one. */
function contains(whole: Json, part: Json): boolean {
  if (!isJsonObject(part) || !isJsonObject(whole)) return jsonEqual(whole, part)
  return Object.entries(part).every(([name, value]) => {
    const other = whole[name]
    return other !== undefined && contains(other, value)
  })
}

function keepsValue(name: string, before: Json | undefined): before is Json {
  return (
    before !== undefined && !/^(Last)?(Updated|Modified|Changed)|Last(Updated|Modified)/.test(name)
  )
}

function make(context: ValueContext, path: Path, siblings: JsonObject): Json | undefined {
  const special = madeByService(context, path, siblings)
  if (special !== undefined) return special
  const property: PropertySchema | undefined = propertyAt(context.type.schema, path)
  return property === undefined ? undefined : makeValue(context, property, path)
}
