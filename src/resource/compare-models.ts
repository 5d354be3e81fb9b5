import type { ResourceSchema } from '../catalog/index.js'
import type { Json, JsonObject } from '../util/index.js'
import { canonicalJson, isJsonObject } from '../util/index.js'
import { scalarsEqual } from './scalar-equality.js'
import { covered, factsOf, type Path, type TypeFacts } from './facts.js'
import { parseStructure } from './json-structure.js'
import { isDefault } from './default-values.js'
import type { Comparison, Difference } from './difference.js'
import { matchItems, removeIdentical } from './match-items.js'
import { policiesEqual, policyDocumentOf } from './policy-document.js'
import { hidesAlias, sameReference, versionSatisfied } from './reference-equality.js'
import { isCredentialName } from './secret-names.js'
import type { Shape } from './shape.js'
import { shapeOf } from './shape.js'
import { isTagList, isTagProperty, withoutReservedTags } from './tags.js'

/**
 * What of a declared model the live one does not hold. Rung by rung, the first that says equal wins:
 *
 * 1. Only what is declared is compared: services fill in what nobody asked for. A list, and a map whose
 *    keys are the user's own, is declared as a whole: more items or keys than declared are a difference.
 * 2. Scalars are equal by the schema's type: `"1"` is 1, `"true"` is true.
 * 3. Absent equals the schema's default, an empty list or map, and an object of nothing but such.
 * 4. Tags are compared by key, without those that AWS keeps for itself.
 * 5. Lists that the schema calls unordered or unique, and lists of key and value, are multisets. Where the
 *    schema says nothing of order, the same items in another order are `unsure`: services reorder such
 *    lists (subnets, methods, scopes) as freely as those that they call unordered, and acting on it would
 *    be an update at every run that never settles.
 * 6. IAM policies, as objects or as text, are equal where IAM evaluates them alike.
 * 7. JSON in a text is compared by what it says; a line break at the end of a text of lines says nothing.
 * 8. An ARN equals the name at its end, and a version given in part the full one. A key's alias against the
 *    ARN of a key is `unsure`: which key the alias means is nothing that either model says.
 * 9. A replacement destroys: for a create-only text, another case of the same letters is `unsure`.
 *
 * `settleTransforms` takes the last rung, which has to wait. Read-only paths are not compared; write-only
 * ones, and secrets that do not come back, are `unknown`.
 */
export function compareModels(
  schema: ResourceSchema,
  desired: JsonObject,
  live: JsonObject,
): Comparison {
  const comparer = new Comparer(schema)
  for (const [name, value] of Object.entries(desired)) {
    comparer.compare(schema.properties[name], value, own(live, name), [name])
  }
  return comparer
}

class Comparer implements Comparison {
  readonly differences: Difference[] = []
  readonly unsure: Difference[] = []
  readonly unknown: Path[] = []
  readonly #schema: ResourceSchema
  readonly #facts: TypeFacts

  constructor(schema: ResourceSchema) {
    this.#schema = schema
    this.#facts = factsOf(schema)
  }

  compare(property: Property, to: Json, from: Json | undefined, path: Path): void {
    if (to === null || to === from || covered(path, this.#facts.readOnly)) return
    if (covered(path, this.#facts.writeOnly)) {
      this.unknown.push(path)
      return
    }
    const shape = shapeOf(this.#schema, property)
    if (from === undefined || from === null) this.#absent(shape, to, path)
    else if (isList(to) && isList(from)) this.#lists(shape, to, from, path)
    else if (isJsonObject(to) && isJsonObject(from)) this.#objects(shape, to, from, path)
    else if (!scalarsEqual(shape, path, to, from)) this.#texts(to, from, path)
  }

  #absent(shape: Shape, to: Json, path: Path): void {
    if (isJsonObject(to) && this.#hidden(to, path)) {
      for (const [key, inner] of Object.entries(to)) {
        const child = shape.properties.get(key) ?? shape.additional
        this.compare(child, inner, undefined, [...path, key])
      }
      return
    }
    if (isDefault(this.#schema, shape, to)) return
    // Found by this very value.
    if (covered(path, this.#facts.identifier)) return
    // A secret is kept by every service, whether its schema says so or not.
    const secret = typeof to === 'string' && isCredentialName(path.at(-1) ?? '')
    if (secret) this.unknown.push(path)
    else this.differences.push({ path, from: undefined, to, why: 'absent' })
  }

  /** True where part of an object never comes back, so that its parts have to be judged one by one. */
  #hidden(value: JsonObject, path: Path): boolean {
    const { writeOnly, readOnly } = this.#facts
    return Object.keys(value).some((key) => {
      const inner = [...path, key]
      return [...writeOnly, ...readOnly].some((one) => startsLike(one, inner))
    })
  }

  #objects(shape: Shape, to: JsonObject, from: JsonObject, path: Path): void {
    if (this.#policies(to, from)) return
    for (const [key, inner] of Object.entries(to)) {
      const child = shape.properties.get(key) ?? shape.additional
      this.compare(child, inner, own(from, key), [...path, key])
    }
    const isTags = isTagProperty(this.#schema, path)
    const foreign = isTags ? (withoutReservedTags(from) as JsonObject) : from
    for (const [key, inner] of Object.entries(foreign)) {
      if (inner === null || shape.properties.has(key) || own(to, key) != null) continue
      // Named keys are the service's vocabulary; keys of a map are the user's own.
      if (shape.properties.size > 0) continue
      this.differences.push({ path: [...path, key], from: inner, to: undefined, why: 'removed' })
    }
  }

  #lists(shape: Shape, to: readonly Json[], from: readonly Json[], path: Path): void {
    const isTags = isTagProperty(this.#schema, path)
    const wanted = isTags ? (withoutReservedTags(to) as readonly Json[]) : to
    const held = isTags ? (withoutReservedTags(from) as readonly Json[]) : from
    if (isMultiset(shape) || isTagList(wanted) || isTagList(held)) {
      const multiset = this.#multisets(shape, wanted, held, path)
      if (multiset === undefined) this.differences.push({ path, from, to, why: 'differs' })
      else this.#take(multiset)
      return
    }
    const ordered = this.#sequences(shape, wanted, held, path)
    const silent = shape.types.has('array') && !shape.ordered && ordered.differences.length > 0
    const shuffled = silent ? this.#multisets(shape, wanted, held, path) : undefined
    this.#take(shuffled ?? ordered)
    if (shuffled !== undefined) this.unsure.push({ path, from, to, why: 'order' })
  }

  #sequences(shape: Shape, to: readonly Json[], from: readonly Json[], path: Path): Comparison {
    const inner = new Comparer(this.#schema)
    if (to.length !== from.length) {
      inner.differences.push({ path, from, to, why: 'differs' })
      return inner
    }
    to.forEach((item, index) => {
      inner.compare(shape.items, item, from[index], [...path, String(index)])
    })
    return inner
  }

  #take(other: Comparison): void {
    this.differences.push(...other.differences)
    this.unsure.push(...other.unsure)
    this.unknown.push(...other.unknown)
  }

  /** `undefined` where they differ; else what there is to say of the items all the same. */
  #multisets(
    shape: Shape,
    to: readonly Json[],
    from: readonly Json[],
    path: Path,
  ): Comparison | undefined {
    if (to.length !== from.length && !(shape.attributes && to.length < from.length))
      return undefined
    const left = removeIdentical(to, from)
    const found = new Comparer(this.#schema)
    const equal = matchItems(left.to.length, left.from.length, (item, candidate) => {
      const inner = new Comparer(this.#schema)
      inner.compare(shape.items, left.to[item] as Json, left.from[candidate], [...path, '*'])
      if (inner.unknown.length > 0 && found.unknown.length === 0) found.unknown.push(path)
      return inner.differences.length === 0 && inner.unsure.every(({ why }) => why === 'order')
    })
    return equal ? found : undefined
  }

  /** Either side may be the text of the other. */
  #texts(to: Json, from: Json, path: Path): void {
    const wanted = typeof to === 'string' ? parseStructure(to) : to
    const held = typeof from === 'string' ? parseStructure(from) : from
    const structures = typeof wanted === 'object' && typeof held === 'object'
    if (structures && canonicalJson(wanted) === canonicalJson(held)) return
    if (structures && this.#policies(wanted, held)) return
    const texts = typeof to === 'string' && typeof from === 'string'
    if (texts && sameReference(to, from)) return
    if (texts && versionSatisfied(path.at(-1) ?? '', to, from)) return
    if (texts && hidesAlias(to, from)) {
      this.unsure.push({ path, from, to, why: 'alias' })
      return
    }
    const fixed = covered(path, this.#facts.createOnly)
    if (texts && fixed && to.toLowerCase() === from.toLowerCase())
      this.unsure.push({ path, from, to, why: 'spelling' })
    else this.differences.push({ path, from, to, why: 'differs' })
  }

  #policies(to: Json, from: Json): boolean {
    const wanted = policyDocumentOf(to)
    const held = wanted === undefined ? undefined : policyDocumentOf(from)
    return wanted !== undefined && held !== undefined && policiesEqual(wanted, held)
  }
}

type Property = Parameters<typeof shapeOf>[1]

function isMultiset(shape: Shape): boolean {
  return shape.attributes || shape.unordered || shape.unique
}

/** True where one path lies on the way to the other. */
function startsLike(a: Path, b: Path): boolean {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    if (a[index] !== '*' && b[index] !== '*' && a[index] !== b[index]) return false
  }
  return true
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function own(model: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(model, key) ? model[key] : undefined
}
