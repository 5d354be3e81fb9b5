import type { ActionDocument, MethodDocument, ResourceSchema } from '../../catalog/index.js'
import { maskSecrets } from '../../resource/index.js'
import { isJsonObject, jsonText, MASK, type Json, type JsonObject } from '../../util/index.js'

/** What a call sends or is answered, as one line of JSON without its secrets. */
export function traceText(
  schema: ResourceSchema,
  { parameters, columns, secret }: MethodDocument & Partial<ActionDocument>,
  { value, isAnswer }: { readonly value: Json | undefined; readonly isAnswer: boolean },
): string {
  if (value === undefined || value === null) return '(nothing)'
  // What is shown once is shown where it was asked for, and in no log.
  if (isAnswer && secret === true) return MASK
  const properties = { ...schema.properties, ...parameters, ...columns }
  const masked = (model: Json): Json =>
    isJsonObject(model) ? maskSecrets({ ...schema, properties }, withMaskedRows(model)) : model
  // A row stands alone, or in a list, or in a list under a name.
  const withMaskedRows = (model: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(model).map(([name, inner]) => [
        name,
        Array.isArray(inner) && !Object.hasOwn(properties, name)
          ? (inner as readonly Json[]).map(masked)
          : inner,
      ]),
    )
  const shown = Array.isArray(value) ? (value as readonly Json[]).map(masked) : masked(value)
  return jsonText(shown)
}
