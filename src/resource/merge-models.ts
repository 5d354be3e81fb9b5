import type { PropertySchema, ResourceSchema } from '../catalog/index.js'
import type { Json, JsonObject } from '../util/index.js'
import { isJsonObject } from '../util/index.js'
import type { Difference } from './difference.js'
import { covered, factsOf, type Path } from './facts.js'
import { isWithin, valuesAt } from './pointer.js'
import { shapeOf } from './shape.js'

/** Whose value stands where both models hold an equal one. */
export type Preference = 'live' | 'declared'

export interface MergeOptions {
  readonly differences: readonly Difference[]
  readonly prefer: Preference
}

/**
 * One property as it shall be: what is declared over what the service holds. What nobody declared stays,
 * what was taken out goes, and lists and maps are taken from one side whole.
 */
export function mergeProperty(
  schema: ResourceSchema,
  name: string,
  sides: { readonly declared: Json | undefined; readonly live: Json | undefined },
  options: MergeOptions,
): Json | undefined {
  const merge = (property: PropertySchema | undefined, at: Sides, path: Path): Json | undefined => {
    const { declared, live } = at
    if (declared === undefined) return isRemoved(options, path) ? undefined : live
    const fixed = covered(path, factsOf(schema).createOnly) && !differs(options, path)
    const absent = live === undefined || live === null
    // Equal to its absence (a default), and to be set at creation alone.
    if (absent && fixed) return undefined
    const shape = shapeOf(schema, property)
    const held = absent ? {} : live
    if (isJsonObject(declared) && isJsonObject(held) && shape.properties.size > 0) {
      const keys = new Set([...Object.keys(held), ...Object.keys(declared)])
      return Object.fromEntries(
        [...keys].flatMap((key): [string, Json][] => {
          const child = shape.properties.get(key) ?? shape.additional
          const sides = { declared: own(declared, key), live: own(held, key) }
          const value = merge(child, sides, [...path, key])
          return value === undefined ? [] : [[key, value]]
        }),
      )
    }
    if (absent) return declared
    // Spelled anew, a create-only value that is equal would look like a change.
    const keep = fixed || (options.prefer === 'live' && !differs(options, path))
    return keep && !holdsWriteOnly(schema, path, declared) ? live : declared
  }
  return merge(schema.properties[name], sides, [name])
}

type Sides = Parameters<typeof mergeProperty>[2]

function differs({ differences }: MergeOptions, path: Path): boolean {
  return differences.some((one) => isWithin(one.path, path) || isWithin(path, one.path))
}

function isRemoved({ differences }: MergeOptions, path: Path): boolean {
  return differences.some((one) => one.to === undefined && isWithin(path, one.path))
}

/** A list is sent whole, and with it the values in it that the service could not read back. */
function holdsWriteOnly(schema: ResourceSchema, path: Path, declared: Json): boolean {
  const { writeOnly } = factsOf(schema)
  if (covered(path, writeOnly)) return true
  return writeOnly.some(
    (hidden) =>
      isWithin(path, hidden.slice(0, path.length)) &&
      valuesAt(declared, hidden.slice(path.length)).length > 0,
  )
}

function own(model: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(model, key) ? model[key] : undefined
}
