import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PropertySchema, ResourceSchema } from '../../src/catalog/index.js'
import { applyPatch, planChange, planSettledChange } from '../../src/resource/index.js'
import { isWithin, valuesAt, withoutPath } from '../../src/resource/pointer.js'
import { isJsonObject, jsonEqual, type Json, type JsonObject } from '../../src/util/index.js'
import { schemaOf } from './schemas.js'

/** A schema with two values of it. */
interface Pair {
  readonly schema: PropertySchema
  readonly values: readonly [Json, Json]
}

const name = fc.constantFrom('A', 'B', 'a/b', 'c~d', 'constructor', 'toString', 'Ä', '')
const key = fc.oneof(name, fc.constant('__proto__'))
const word = fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom('x', '1', '{"a":1}', '[', '\n'))

function pair(schema: PropertySchema, value: fc.Arbitrary<Json>): fc.Arbitrary<Pair> {
  return fc.tuple(value, value).map((values) => ({ schema, values }))
}

const scalar: fc.Arbitrary<Pair> = fc.oneof(
  pair({ type: 'string' }, word),
  pair({ type: 'integer' }, fc.integer({ min: -3, max: 3 })),
  pair({ type: 'boolean' }, fc.boolean()),
  pair({ type: 'integer', default: 1 }, fc.integer({ min: 0, max: 2 })),
  pair({ type: ['object', 'string'] }, fc.oneof(word, fc.dictionary(key, word))),
  pair({ type: 'object' }, fc.dictionary(key, fc.oneof(word, fc.array(word)))),
)

function listOf(inner: fc.Arbitrary<Pair>): fc.Arbitrary<Pair> {
  return fc
    .tuple(
      inner,
      inner,
      fc.constantFrom(true, false, undefined),
      fc.array(fc.nat(3)),
      fc.array(fc.nat(3)),
    )
    .map(([one, other, insertionOrder, ...picks]) => {
      // Both pairs have to be of one schema.
      const pool = one.schema === other.schema ? [...one.values, ...other.values] : one.values
      const [a = [], b = []] = picks.map((pick) =>
        pick.map((index) => pool[index % pool.length] as Json),
      )
      const order = insertionOrder === undefined ? {} : { insertionOrder }
      return { schema: { type: 'array', items: one.schema, ...order }, values: [a, b] }
    })
}

function objectOf(inner: fc.Arbitrary<Pair>): fc.Arbitrary<Pair> {
  const member = fc.record({ pair: inner, first: fc.boolean(), second: fc.boolean() })
  return fc.dictionary(name, member, { minKeys: 1, maxKeys: 4 }).map((members) => {
    const entries = Object.entries(members)
    const side = (which: 'first' | 'second', index: 0 | 1): JsonObject =>
      Object.fromEntries(
        entries
          .filter(([, one]) => one[which])
          .map(([name, one]) => [name, one.pair.values[index]]),
      )
    const properties = Object.fromEntries(entries.map(([name, one]) => [name, one.pair.schema]))
    return { schema: { type: 'object', properties }, values: [side('first', 0), side('second', 1)] }
  })
}

const { value: anything } = fc.letrec<{ value: Pair }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, scalar, listOf(tie('value')), objectOf(tie('value'))),
}))

interface Case {
  readonly schema: ResourceSchema
  readonly desired: JsonObject
  readonly live: JsonObject
}

const cases: fc.Arbitrary<Case> = objectOf(anything).map(({ schema, values }) => ({
  schema: schemaOf({ properties: schema.properties ?? {} }),
  desired: values[0] as JsonObject,
  live: values[1] as JsonObject,
}))

/** A model with every list turned around and every object's keys too. */
function reversed(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(reversed).reverse()
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, inner]): [string, Json] => [name, reversed(inner)])
      .reverse(),
  )
}

describe('any schema and any two models', () => {
  it('have a patch that applies, gives what is declared and leaves the rest', () => {
    let updates = 0
    fc.assert(
      fc.property(cases, ({ schema, desired, live }) => {
        const before = JSON.stringify([desired, live])
        const change = planChange(schema, desired, live, { unsure: 'act' })
        expect(JSON.stringify([desired, live])).toBe(before)
        if (change.kind === 'no-op') {
          expect(change.reasons).toEqual([])
          return
        }
        if (change.kind !== 'update') throw new TypeError(change.kind)
        updates++
        const result = applyPatch(live, change.patch)
        expect(result).toEqual(change.result)
        expect(planChange(schema, desired, result, { unsure: 'act' }).kind).toBe('no-op')
        const touched = new Set(change.reasons.map(({ path }) => decoded(path)))
        for (const name of Object.keys({ ...live, ...result })) {
          if (!touched.has(name)) expect(result[name]).toEqual(live[name])
        }
        expect(change.patch.some(({ op }) => op === 'remove')).toBe(false)
      }),
      { numRuns: 1_000 },
    )
    expect(updates).toBeGreaterThan(300)
  })

  it('have a last declaration after which removals reach exactly what was declared', () => {
    fc.assert(
      fc.property(cases, ({ schema, desired, live }) => {
        const change = planChange(schema, desired, live, { previous: live })
        if (change.kind !== 'update') return
        for (const name of Object.keys(schema.properties)) {
          const declared = Object.hasOwn(desired, name)
          expect(declared || !Object.hasOwn(change.result, name), name).toBe(true)
        }
        expect(planChange(schema, desired, change.result, { previous: live }).kind).toBe('no-op')
      }),
      { numRuns: 500 },
    )
  })

  it('have a patch that names nothing fixed, and repeats what cannot be read', () => {
    let updates = 0
    fc.assert(
      fc.property(cases, fc.array(fc.nat(5), { minLength: 12 }), (one, picks) => {
        const schema = withFixedPaths(one.schema, picks)
        const secret = (schema.writeOnlyProperties ?? []).map(steps)
        const live = secret.reduce<Json>((rest, path) => withoutPath(rest, path), one.live)
        const change = planChange(schema, one.desired, live as JsonObject, { unsure: 'act' })
        if (change.kind !== 'update') return
        updates++
        const fixed = [...(schema.createOnlyProperties ?? []), ...(schema.readOnlyProperties ?? [])]
        for (const { path } of change.patch) {
          const at = path.split('/').slice(1).map(unescaped)
          expect(fixed.filter((pointer) => isWithin(at, steps(pointer)))).toEqual([])
        }
        // What stands in no list can be told exactly.
        const listless = (pointer: string): boolean => !pointer.includes('*')
        const kept = (schema.createOnlyProperties ?? []).filter(listless).map(steps)
        for (const path of kept) {
          const others = [...secret, ...(schema.readOnlyProperties ?? []).map(steps)]
          if (others.some((other) => isWithin(path, other) || isWithin(other, path))) continue
          const before = valuesAt(live, path)
          expect(
            jsonEqual(valuesAt(change.result, path), before) || removesAround(change, path),
          ).toBe(true)
        }
        for (const pointer of (schema.writeOnlyProperties ?? []).filter(listless)) {
          if (
            fixed.some(
              (other) =>
                isWithin(steps(pointer), steps(other)) || isWithin(steps(other), steps(pointer)),
            )
          )
            continue
          const [declared] = valuesAt(one.desired, steps(pointer))
          if (declared === undefined) continue
          expect(valuesAt(change.result, steps(pointer)), pointer).toEqual([declared])
        }
      }),
      { numRuns: 1_000 },
    )
    expect(updates).toBeGreaterThan(200)
  })

  it('need no change where they are equal, transforms or not', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ schema, desired }) => {
        const turned = Object.fromEntries(Object.entries(desired).reverse())
        expect(planChange(schema, desired, turned)).toMatchObject({ kind: 'no-op', unsure: [] })
        expect((await planSettledChange(schema, desired, turned)).kind).toBe('no-op')
      }),
      { numRuns: 300 },
    )
  })

  it('are equal where unordered lists are turned around', () => {
    const unordered = (schema: PropertySchema): PropertySchema => ({
      ...schema,
      ...(schema.type === 'array' && { insertionOrder: false }),
      ...(schema.items !== undefined && { items: unordered(schema.items) }),
      ...(schema.properties !== undefined && { properties: all(schema.properties) }),
    })
    const all = (
      properties: Readonly<Record<string, PropertySchema>>,
    ): Record<string, PropertySchema> =>
      Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, unordered(one)]))
    // Lists in maps have no schema of their own that could say so.
    const listed = objectOf(
      fc.oneof(
        listOf(
          scalar.filter(({ schema }) => schema.type !== 'object' && !Array.isArray(schema.type)),
        ),
        listOf(listOf(pair({ type: 'string' }, word))),
      ),
    )
    fc.assert(
      fc.property(listed, ({ schema, values }) => {
        const type = schemaOf({ properties: all(schema.properties ?? {}) })
        const model = values[0] as JsonObject
        expect(planChange(type, model, reversed(model) as JsonObject)).toMatchObject({
          kind: 'no-op',
          unsure: [],
        })
      }),
      { numRuns: 300 },
    )
  })

  it('differ by the number of a list’s items', () => {
    const type = schemaOf({
      properties: { P: { type: 'array', insertionOrder: false, items: { type: 'string' } } },
    })
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
        fc.nat(),
        (items, turn) => {
          const twice = items[turn % items.length] as string
          const kind = (to: Json, from: Json): string =>
            planChange(type, { P: to }, { P: from }).kind
          expect(kind([...items, twice], items)).toBe('update')
          expect(kind(items, [...items, twice])).toBe('update')
          expect(kind([...items, twice], [twice, ...items])).toBe('no-op')
        },
      ),
      { numRuns: 200 },
    )
  })
})

/** Some of the schema's paths made read-only, write-only or create-only. */
function withFixedPaths(schema: ResourceSchema, picks: readonly number[]): ResourceSchema {
  const paths: string[] = []
  const visit = (one: PropertySchema, path: string): void => {
    paths.push(path)
    if (one.items !== undefined) visit(one.items, `${path}/*`)
    for (const [name, inner] of Object.entries(one.properties ?? {}))
      visit(inner, `${path}/${escaped(name)}`)
  }
  for (const [name, one] of Object.entries(schema.properties))
    visit(one, `/properties/${escaped(name)}`)
  const picked = (pick: number): string[] =>
    paths.filter((path, index) => picks[index % picks.length] === pick && !path.endsWith('*'))
  return {
    ...schema,
    createOnlyProperties: picked(0),
    readOnlyProperties: picked(1),
    writeOnlyProperties: picked(2),
  }
}

/** True where the property around a path was not there before, or went. */
function removesAround(
  change: { readonly patch: readonly { readonly op: string; readonly path: string }[] },
  path: readonly string[],
): boolean {
  return change.patch.some(
    (one) => one.op === 'remove' && isWithin(path, one.path.split('/').slice(1).map(unescaped)),
  )
}

function steps(pointer: string): string[] {
  return pointer.split('/').slice(2).map(unescaped)
}

function escaped(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1')
}

function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~')
}

function decoded(path: string): string {
  return (path.split('/')[1] ?? '').replaceAll('~1', '/').replaceAll('~0', '~')
}
