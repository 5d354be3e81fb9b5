import type { PropertySchema, ResourceSchema } from '../catalog/index.js'
import type { Json, JsonObject } from '../util/index.js'
import { isJsonObject } from '../util/index.js'
import type { Difference } from './difference.js'
import { covered, factsOf, type Path } from './facts.js'
import { shapeOf } from './shape.js'
import { isTagProperty, withoutReservedTags } from './tags.js'

/**
 * What a user took out of the declaration since the last one, and the live model still has. Maps and lists
 * are left to the comparison, which takes them as a whole.
 */
export function findRemovals(
  schema: ResourceSchema,
  models: {
    readonly previous: JsonObject
    readonly desired: JsonObject
    readonly live: JsonObject
  },
): Difference[] {
  const facts = factsOf(schema)
  const found: Difference[] = []
  const visit = (property: PropertySchema, at: Places, path: Path): void => {
    if (at.previous === undefined || at.previous === null) return
    if (covered(path, facts.readOnly)) return
    const hidden = covered(path, facts.writeOnly)
    if (at.desired === undefined || at.desired === null) {
      const from = at.live ?? undefined
      if (from === undefined || hidden || holdsOnlyReservedTags(schema, path, from)) return
      found.push({ path, from, to: undefined, why: 'removed' })
      return
    }
    if (!isJsonObject(at.previous) || !isJsonObject(at.desired) || !isJsonObject(at.live)) return
    const shape = shapeOf(schema, property)
    for (const [key, child] of shape.properties) {
      visit(child, stepInto(at, key), [...path, key])
    }
  }
  for (const [name, property] of Object.entries(schema.properties)) {
    visit(property, stepInto(models, name), [name])
  }
  return found
}

/** Tags that AWS keeps for itself stay where all others were removed. */
function holdsOnlyReservedTags(schema: ResourceSchema, path: Path, value: Json): boolean {
  if (!isTagProperty(schema, path) || typeof value !== 'object' || value === null) return false
  const size = Object.keys(value).length
  return size > 0 && Object.keys(withoutReservedTags(value) as object).length === 0
}

interface Places {
  readonly previous: Json | undefined
  readonly desired: Json | undefined
  readonly live: Json | undefined
}

function stepInto({ previous, desired, live }: Places, key: string): Places {
  const step = (value: Json | undefined): Json | undefined =>
    isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return { previous: step(previous), desired: step(desired), live: step(live) }
}
