import type { ResourceSchema } from '../../catalog/index.js'
import {
  formatPointer,
  maskSecrets,
  parsePointer,
  type UpdateChange,
} from '../../resource/index.js'
import { jsonEqual, jsonText, type Json, type JsonObject } from '../../util/index.js'
import type { PlannedWrite } from './planned-write.js'

/** One property that a patch is to find as it was read; the whole resource where `property` is absent. */
export interface PatchTest {
  readonly property?: string
  readonly value: Json
}

/**
 * What a patch tests before it changes anything: the properties that it touches and those that it was computed from, as
 * they were read. Cloud Control applies a patch as a whole or not at all, and does so to what it reads at that moment
 * (its User Guide, "Updating a resource"). Left out is what it may see otherwise than GetResource shows it: what is
 * read-only or write-only in any part, and secrets.
 */
export function patchTests(
  { schema, live, basis }: PlannedWrite,
  change: UpdateChange,
): readonly PatchTest[] {
  if (basis === undefined || basis.length === 0 || live === undefined) return []
  const touched = change.patch.map(({ path }) => headOf(path))
  const names = [...new Set([...touched, ...basis])].filter((name) => !isOutOfReach(schema, name))
  // That something is missing only a test of the whole can tell.
  if (names.some((name) => (live[name] ?? null) === null)) return [{ value: live }]
  return names.flatMap((property) => {
    const value = live[property] ?? null
    return isSecret(schema, property, value) ? [] : [{ property, value }]
  })
}

/**
 * True where a patch was computed from a property that no test holds, since patches may see it otherwise than reads.
 */
export function hasUntested(write: PlannedWrite, change: UpdateChange): boolean {
  const { schema, basis = [] } = write
  if (basis.length === 0) return false
  // The connector of documents tests what it reads, and puts a moment later.
  if (schema.document !== undefined) return true
  const tests = patchTests(write, change)
  if (tests.some(({ property }) => property === undefined)) return false
  const tested = new Set(tests.map(({ property }) => property))
  const touched = change.patch.map(({ path }) => headOf(path))
  return [...touched, ...basis].some((name) => !tested.has(name) && !isFixed(schema, name))
}

function isFixed(
  { createOnlyProperties, primaryIdentifier }: ResourceSchema,
  property: string,
): boolean {
  return [createOnlyProperties, primaryIdentifier].some((list) =>
    list?.some((pointer) => pointer.split('/')[2] === property),
  )
}

/** A patch document with its tests in front. */
export function withTests(tests: readonly PatchTest[], document: string): string {
  if (tests.length === 0) return document
  const operations = tests.map(({ property, value }) =>
    jsonText({
      op: 'test',
      path: property === undefined ? '' : formatPointer([property]),
      value,
    }),
  )
  const rest = document.trim().slice(1)
  return `[${operations.join(',')}${rest === ']' ? '' : ','}${rest}`
}

function headOf(path: string): string {
  return parsePointer(path)[0] ?? ''
}

/** What never changes needs no test, and what is hidden from reads passes none. */
function isOutOfReach(schema: ResourceSchema, property: string): boolean {
  const { readOnlyProperties, writeOnlyProperties, createOnlyProperties } = schema
  const pointers = [
    readOnlyProperties,
    writeOnlyProperties,
    createOnlyProperties,
    schema.primaryIdentifier,
  ]
  return pointers.some((list) => list?.some((pointer) => pointer.split('/')[2] === property))
}

function isSecret(schema: ResourceSchema, property: string, value: Json): boolean {
  const model: JsonObject = { [property]: value }
  return !jsonEqual(maskSecrets(schema, model), model)
}
