import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { applyPatch, planChange, planSettledChange, type Change } from '../../src/resource/index.js'
import { AppError } from '../../src/errors/index.js'
import type { Json, JsonObject } from '../../src/util/index.js'
import { liveModels, missing, type LiveModel } from './live-corpus.js'

const page = new URL('../../docs/equality.md', import.meta.url)

/** Share of the undrifted models in which nothing may be found to do. */
const WANTED = 0.97

describe.skipIf(missing !== undefined)('models as declared and as AWS returns them', () => {
  let models: LiveModel[] = []
  const changes = new Map<LiveModel, Change>()

  beforeAll(async () => {
    models = await liveModels()
    for (const model of models) {
      changes.set(model, await planSettledChange(model.schema, model.declared, model.live))
    }
  })

  const changed = (): LiveModel[] => models.filter((one) => changes.get(one)?.kind !== 'no-op')

  it('are equal, but for those that the page lists with their reasons', () => {
    const rows = readFileSync(page, 'utf8').match(/^\| `AWS__.*$/gm) ?? []
    const listed = rows.map((row) => row.split('|').map((cell) => cell.trim()))
    const found = changed().map((model) => [
      `\`${model.name}\``,
      paths(changes.get(model)),
      model.drift === undefined ? '' : 'yes',
    ])
    expect(listed.map((cells) => cells.slice(1, 4))).toEqual(found)
    for (const cells of listed) expect(cells[4], cells[1]).toMatch(/\w{3}/)
  })

  it('are equal in 97 of 100 where nobody changed the resource', () => {
    const undrifted = models.filter(({ drift }) => drift === undefined)
    const equal = undrifted.filter((one) => changes.get(one)?.kind === 'no-op').length
    const all = models.length - changed().length
    console.log(
      `no change: ${equal} of ${undrifted.length} undrifted, ${all} of all ${models.length}`,
    )
    expect(undrifted.length).toBeGreaterThan(500)
    expect(equal / undrifted.length).toBeGreaterThanOrEqual(WANTED)
  })

  it('differ wherever a declared value was changed', () => {
    const drifted = models.filter(({ drift }) => drift === 'declared')
    expect(drifted.length).toBeGreaterThan(5)
    expect(changed()).toEqual(expect.arrayContaining(drifted))
  })

  it('make a patch that gives what is declared', () => {
    for (const model of changed()) {
      const change = changes.get(model)
      if (change?.kind !== 'update') continue
      expect(applyPatch(model.live, change.patch), model.name).toEqual(change.result)
      expect(planChange(model.schema, model.declared, change.result).kind).toBe('no-op')
    }
  })

  it('change in the edited property alone', () => {
    let patches = 0
    for (const { name, schema, declared, live } of models.filter(
      (one) => !changed().includes(one),
    )) {
      for (const [property, value] of Object.entries(declared)) {
        const desired = { ...declared, [property]: edit(value) }
        const change = plan(schema, desired, live, declared)
        const context = `${name}.${property}`
        if (change === undefined || change.kind !== 'update') {
          expect(isFixed({ schema, property }), `${context} ${change?.kind}`).toBe(true)
          continue
        }
        const repeated = change.unknown.map(head)
        const touched = change.patch.map(({ path }) => head(path))
        const others = touched.filter((one) => one !== property && !repeated.includes(one))
        expect([touched.includes(property), others], context).toEqual([true, []])
        expect(
          change.reasons.map(({ path }) => head(path)),
          context,
        ).toContain(property)
        const result = applyPatch(live, change.patch)
        for (const key of Object.keys({ ...live, ...result })) {
          if (!touched.includes(key)) expect(result[key], `${context} ${key}`).toEqual(live[key])
        }
        patches++
      }
    }
    expect(patches).toBeGreaterThan(1_000)
  })
})

function paths(change: Change | undefined): string {
  return [...new Set((change?.reasons ?? []).map(({ path }) => `\`${head(path)}\``))].join(', ')
}

function head(path: string): string {
  return path.split('/')[1] ?? ''
}

/** `undefined` where the type refuses every update. */
function plan(
  ...[schema, desired, live, previous]: [LiveModel['schema'], JsonObject, JsonObject, JsonObject]
): Change | undefined {
  try {
    return planChange(schema, desired, live, { previous })
  } catch (error) {
    if (AppError.from(error).code === 'NOT_UPDATABLE') return undefined
    throw error
  }
}

/** True where an edit may be one that no patch can bring. */
function isFixed({ schema, property }: { schema: LiveModel['schema']; property: string }): boolean {
  const fixed = [...(schema.createOnlyProperties ?? []), ...(schema.readOnlyProperties ?? [])]
  const trapped = (schema.required ?? []).some(
    (one) =>
      schema.writeOnlyProperties?.includes(`/properties/${one}`) === true &&
      schema.createOnlyProperties?.includes(`/properties/${one}`) === true,
  )
  return (
    schema.handlers.update === undefined ||
    trapped ||
    fixed.some((pointer) => pointer.split('/')[2] === property)
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
