import type { Json } from '../util/index.js'
import { parseJsonText } from './json-text.js'

/** The object or array that a text spells as JSON; `undefined` for every other text. */
export function parseStructure(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return parseJsonText(text, '')
  } catch {
    return undefined
  }
}
