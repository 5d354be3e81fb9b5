import type { MethodDocument, ResourceSchema } from '../../catalog/index.js'
import { isJsonObject, type Json, type JsonObject } from '../../util/index.js'
import { fromWire } from './convert.js'

/** The value at a pointer (`/Items/0`) of an answer; `undefined` where there is none. */
export function valueAtPointer(value: Json, pointer: string): Json | undefined {
  let at: Json | undefined = value
  for (const step of pointer.split('/').slice(1)) {
    if (typeof at !== 'object' || at === null) return undefined
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    const holder: Readonly<Record<string, Json>> = at as JsonObject
    at = Object.hasOwn(holder, name) ? holder[name] : undefined
  }
  return at
}

/** The rows of an answer, raw; none where it has none, or null in their place. */
export function rawRows(answer: Json, { rows = '' }: MethodDocument): readonly Json[] {
  const found = valueAtPointer(answer, rows)
  if (found === undefined || found === null) return []
  return Array.isArray(found) ? (found as readonly Json[]) : [found]
}

/** The columns of a table that a raw row has. */
export function readRow(schema: ResourceSchema, method: MethodDocument, raw: Json): JsonObject {
  const { fields = {} } = method
  const row: Record<string, Json> = {}
  for (const [name, property] of Object.entries(schema.properties)) {
    const pointer = fields[name]
    const own = pointer === undefined ? ownValue(raw, name) : valueAtPointer(raw, pointer)
    // A service leaves out what is empty; the document knows what that stands for.
    const value = own ?? (property.default as Json | undefined)
    if (value !== undefined && value !== null) row[name] = fromWire(value, property, schema)
  }
  return row
}

function ownValue(raw: Json, name: string): Json | undefined {
  return isJsonObject(raw) && Object.hasOwn(raw, name) ? raw[name] : undefined
}
