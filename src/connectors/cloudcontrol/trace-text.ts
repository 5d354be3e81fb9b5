import { isJsonObject, jsonText, parseJson, type Json, type JsonObject } from '../../util/index.js'
import type { CloudControlOptions } from './options.js'

/** Members whose text is a model of the resource, or a patch of it. */
const MODELS = new Set(['DesiredState', 'Properties', 'ResourceModel'])

/**
 * The body of a call or an answer as one line, without secrets. A patch is told by its paths alone, and what is no
 * JSON by its length.
 */
export function traceText(
  body: string,
  typeName: string | undefined,
  masked: NonNullable<CloudControlOptions['masked']>,
): string {
  const parsed = parse(body)
  if (parsed === undefined) return `(${String(body.length)} bytes)`
  const shown = (value: Json, name = ''): Json => {
    if (typeof value === 'string' && MODELS.has(name)) {
      const model = parse(value)
      return isJsonObject(model ?? null) ? masked(typeName ?? '', model as JsonObject) : value
    }
    if (typeof value === 'string' && name === 'PatchDocument') return patchPaths(parse(value))
    if (Array.isArray(value)) return (value as readonly Json[]).map((each) => shown(each))
    if (!isJsonObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shown(inner, key)]))
  }
  return jsonText(shown(parsed))
}

function parse(text: string): Json | undefined {
  try {
    return parseJson(text) as Json
  } catch {
    return undefined
  }
}

function patchPaths(patch: Json | undefined): Json {
  if (!Array.isArray(patch)) return null
  return (patch as readonly Json[]).flatMap((operation) =>
    isJsonObject(operation)
      ? [{ op: operation['op'] ?? null, path: operation['path'] ?? null }]
      : [],
  )
}
