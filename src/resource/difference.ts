import type { ResourceSchema } from '../catalog/index.js'
import type { Json, JsonObject } from '../util/index.js'
import { canonicalJson, isJsonObject } from '../util/index.js'
import { scalarsEqual } from './scalar-equality.js'
import { covered, factsOf, type Path, type TypeFacts } from './facts.js'
import { parseStructure } from './json-structure.js'
import { matchItems } from './match-items.js'
import { policiesEqual, policyDocumentOf } from './policy-document.js'
import { isSecretName } from './secrets.js'
import type { Shape } from './shape.js'
import { shapeOf } from './shape.js'
import { isTagList, isTagProperty, withoutReservedTags } from './tags.js'

/** A declared path that the live model does not hold as declared. */
export interface Difference {
  readonly path: Path
  /** `undefined` where the live model has nothing there. */
  readonly from: Json | undefined
  /** `undefined` where it is to go. */
  readonly to: Json | undefined
  readonly why: 'differs' | 'absent' | 'removed' | 'write-only'
}

export interface Comparison {
  readonly differences: readonly Difference[]
  /** Declared paths that the service does not return, so that nobody can say whether they differ. */
  readonly unknown: readonly Path[]
}

/**
 * What of a declared model the live one does not hold. Rung by rung, the first that says equal wins:
 *
 * 1. Only what is declared is compared: services fill in what nobody asked for. A list, and a map whose
 *    keys are the user's own, is declared as a whole: more items or keys than declared are a difference.
 * 2. Scalars are equal by the schema's type: `"1"` is 1, `"true"` is true.
 * 3. Absent equals the schema's default, an empty list or map, and an object of nothing but such.
 * 4. Tags are compared by key, without those that AWS keeps for itself.
 * 5. Lists that the schema calls unordered or unique, and lists of key and value, are multisets.
 * 6. IAM policies, as objects or as text, are equal where IAM evaluates them alike.
 * 7. JSON in a text is compared by what it says.
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
    else if (!scalarsEqual(shape, path, to, from)) this.#documents(to, from, path)
  }

  #absent(shape: Shape, to: Json, path: Path): void {
    if (isDefault(this.#schema, shape, to)) return
    // Found by this very value; a secret is kept by every service, whether its schema says so or not.
    if (covered(path, this.#facts.identifier)) return
    if (typeof to === 'string' && isSecretName(path.at(-1) ?? '')) {
      this.unknown.push(path)
      return
    }
    if (!isJsonObject(to) || !this.#hidden(to, path)) {
      this.differences.push({ path, from: undefined, to, why: 'absent' })
      return
    }
    for (const [key, inner] of Object.entries(to)) {
      this.compare(shape.properties.get(key) ?? shape.additional, inner, undefined, [...path, key])
    }
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
    if (shape.attributes || shape.unordered || isTagList(wanted) || isTagList(held)) {
      if (this.#multisets(shape, wanted, held, path)) return
    } else if (wanted.length === held.length) {
      wanted.forEach((item, index) => {
        this.compare(shape.items, item, held[index], [...path, String(index)])
      })
      return
    }
    this.differences.push({ path, from, to, why: 'differs' })
  }

  #multisets(shape: Shape, to: readonly Json[], from: readonly Json[], path: Path): boolean {
    if (to.length !== from.length && !(shape.attributes && to.length < from.length)) return false
    const left = removeIdentical(to, from)
    const unknown: Path[] = []
    const equal = matchItems(left.to.length, left.from.length, (item, candidate) => {
      const inner = new Comparer(this.#schema)
      inner.compare(shape.items, left.to[item] as Json, left.from[candidate], [...path, '*'])
      unknown.push(...inner.unknown)
      return inner.differences.length === 0
    })
    if (equal && unknown.length > 0) this.unknown.push(path)
    return equal
  }

  /** Either side may be the text of the other. */
  #documents(to: Json, from: Json, path: Path): void {
    const wanted = typeof to === 'string' ? parseStructure(to) : to
    const held = typeof from === 'string' ? parseStructure(from) : from
    const structures = typeof wanted === 'object' && typeof held === 'object'
    if (structures && canonicalJson(wanted) === canonicalJson(held)) return
    if (structures && this.#policies(wanted, held)) return
    this.differences.push({ path, from, to, why: 'differs' })
  }

  #policies(to: Json, from: Json): boolean {
    const wanted = policyDocumentOf(to)
    const held = wanted === undefined ? undefined : policyDocumentOf(from)
    return wanted !== undefined && held !== undefined && policiesEqual(wanted, held)
  }
}

type Property = Parameters<typeof shapeOf>[1]

/** True for values that a service may leave out of its answer: the default, and emptiness. */
function isDefault(schema: ResourceSchema, shape: Shape, value: Json): boolean {
  if (value === null) return true
  if (shape.default !== undefined && canonicalJson(shape.default as Json) === canonicalJson(value))
    return true
  if (isList(value)) return value.length === 0
  if (!isJsonObject(value)) return false
  return Object.entries(value).every(([key, inner]) =>
    isDefault(schema, shapeOf(schema, shape.properties.get(key) ?? shape.additional), inner),
  )
}

/** Pairs of items that are the same to the letter need no matching; most lists have nothing else. */
function removeIdentical(
  to: readonly Json[],
  from: readonly Json[],
): { readonly to: readonly Json[]; readonly from: readonly Json[] } {
  const held = new Map<string, number[]>()
  from.forEach((item, index) => {
    const text = canonicalJson(item)
    const places = held.get(text)
    if (places === undefined) held.set(text, [index])
    else places.push(index)
  })
  const used = new Set<number>()
  const left = to.filter((item) => {
    const place = held.get(canonicalJson(item))?.pop()
    if (place !== undefined) used.add(place)
    return place === undefined
  })
  return { to: left, from: from.filter((_, index) => !used.has(index)) }
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
