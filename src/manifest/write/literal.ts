import type { Json } from '../../util/index.js'
import { isJsonObject } from '../../util/index.js'

/** A value as a manifest has to spell it, so that no template and no include is seen in its texts. */
export function literalValue(value: Json): Json {
  if (typeof value === 'string') {
    const special = /\{[{%#]|^\s*file\(/.test(value)
    return special ? `{{ ${JSON.stringify(value)} }}` : value
  }
  if (Array.isArray(value)) return (value as readonly Json[]).map(literalValue)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [literalValue(key) as string, literalValue(inner)]),
  )
}
