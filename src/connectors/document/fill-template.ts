import type { InputDocument } from '../../catalog/index.js'
import { isJsonObject, type Json, type JsonObject, jsonText } from '../../util/index.js'

/** What names in braces stand for; `undefined` where there is no value. */
export type Lookup = (name: string) => Json | undefined

const NAME = /\{\{|\}\}|\{([^{}]*)\}/g
const ONE_NAME = /^\{([^{}]+)\}$/

/**
 * A template with its names filled in. What has no value is left out, with the objects that only held such;
 * `undefined` where nothing is left.
 */
export function fillTemplate(template: Json, lookup: Lookup): Json | undefined {
  if (typeof template === 'string') return fillText(template, lookup)
  if (Array.isArray(template)) {
    const items = template as readonly Json[]
    return items.map((each) => fillTemplate(each, lookup)).filter((each) => each !== undefined)
  }
  if (!isJsonObject(template)) return template
  const entries = Object.entries(template)
  const filled = entries.flatMap(([key, value]) => {
    const own = fillTemplate(value, lookup)
    return own === undefined ? [] : [[key, own] as const]
  })
  return filled.length === 0 && entries.length > 0 ? undefined : Object.fromEntries(filled)
}

function fillText(text: string, lookup: Lookup): Json | undefined {
  const [, only] = ONE_NAME.exec(text) ?? []
  if (only !== undefined) return lookup(only)
  const missing: string[] = []
  const filled = text.replace(NAME, (found: string, name: string | undefined) => {
    if (name === undefined) return found.charAt(0)
    const value = lookup(name)
    if (value === undefined || value === null) missing.push(name)
    return typeof value === 'string' ? value : jsonText(value)
  })
  return missing.length === 0 ? filled : undefined
}

/** The values of an input: columns under their names, or a template. */
export function fillInput(input: InputDocument | undefined, lookup: Lookup): JsonObject {
  const filled = fillBody(input, lookup)
  if (filled === undefined || !isJsonObject(filled)) return {}
  return filled
}

/** As `fillInput`, for a body, which may be any JSON. */
export function fillBody(input: InputDocument | undefined, lookup: Lookup): Json | undefined {
  if (input === undefined) return undefined
  if (!Array.isArray(input)) return fillTemplate(input, lookup)
  const names = input as readonly string[]
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = lookup(name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
