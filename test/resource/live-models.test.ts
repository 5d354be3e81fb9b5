import { beforeAll, describe, expect, it } from 'vitest'
import type { ResourceSchema } from '../../src/catalog/index.js'
import {
  applyPatch,
  coerceProperty,
  formatIdentifier,
  parseIdentifier,
  planAssignments,
} from '../../src/resource/index.js'
import { isJsonObject, type Json, type JsonObject } from '../../src/util/index.js'
import { liveModels, missing, type LiveModel } from './live-corpus.js'

/** Answers of GetResource from AWS, each with what its author had declared. */
describe.skipIf(missing !== undefined)('resources as AWS returns them', () => {
  let models: LiveModel[] = []

  beforeAll(async () => {
    models = await liveModels()
  })

  it('are many', () => {
    expect(models.length).toBeGreaterThan(500)
  })

  it('have declared values that coerce to themselves, given as data or as text', () => {
    for (const { schema, declared } of models) {
      for (const [name, value] of Object.entries(declared)) {
        const context = `${schema.typeName}.${name}`
        const coerced = coerceProperty(schema, name, value)
        // A document written as text becomes an object where the schema takes both.
        const same =
          typeof value === 'string' && isJsonObject(coerced) ? (JSON.parse(value) as Json) : value
        expect(coerced, context).toEqual(same)
        const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
        expect(coerceProperty(schema, name, text), context).toEqual(same)
      }
    }
  })

  it('have identifiers that go round', () => {
    let checked = 0
    for (const { schema, live } of models) {
      const whole = schema.primaryIdentifier.every((one) => (one.split('/')[2] as string) in live)
      if (!whole) continue
      const identifier = formatIdentifier(schema, live)
      const parts = parseIdentifier(schema, identifier, live)
      expect(formatIdentifier(schema, parts), schema.typeName).toBe(identifier)
      checked++
    }
    expect(checked).toBeGreaterThan(400)
  })

  it('change in the edited property alone', () => {
    let patches = 0
    for (const { schema, declared, live } of models) {
      for (const [name, value] of Object.entries(declared)) {
        if (!isMutable(schema, name)) continue
        const edited = edit(value)
        for (const to of [value, edited]) {
          const change = planAssignments(schema, live, { [name]: to })
          const patch = change.kind === 'update' ? change.patch : []
          expect(['update', 'no-op'], name).toContain(change.kind)
          const result = applyPatch(live, patch)
          const context = `${schema.typeName}.${name} ${JSON.stringify(patch).slice(0, 200)}`
          if (patch.length > 0) {
            const heads = new Set(patch.map(({ path }) => path.split('/')[1]))
            expect([...heads], context).toEqual([name])
            const { reasons } = planAssignments(schema, result, { [name]: to })
            expect(
              reasons.filter(({ why }) => why !== 'write-only'),
              context,
            ).toEqual([])
            patches++
          }
          expect({ ...result, [name]: null }, context).toEqual({ ...live, [name]: null })
        }
      }
    }
    expect(patches).toBeGreaterThan(500)
  })
})

/** Updatable at every path, so that an edit anywhere inside is one that the service takes. */
function isMutable(schema: ResourceSchema, name: string): boolean {
  const fixed = [...(schema.createOnlyProperties ?? []), ...(schema.readOnlyProperties ?? [])]
  const trapped = (schema.required ?? []).some((one) =>
    schema.writeOnlyProperties?.includes(`/properties/${one}`),
  )
  return (
    schema.handlers.update !== undefined &&
    !trapped &&
    !fixed.some((pointer) => pointer.split('/')[2] === name)
  )
}

/** The value with its first scalar changed. */
function edit(value: Json): Json {
  if (typeof value === 'string') return `${value}x`
  if (typeof value === 'number') return value + 1
  if (typeof value === 'boolean') return !value
  if (value === null) return 'x'
  if (Array.isArray(value)) {
    const [first = 'x', ...rest] = value as Json[]
    return [edit(first), ...rest]
  }
  const [first, ...rest] = Object.entries(value as JsonObject)
  if (first === undefined) return { Added: 'x' }
  return Object.fromEntries([[first[0], edit(first[1])], ...rest])
}
