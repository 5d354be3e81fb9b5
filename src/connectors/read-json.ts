import { MAX_DEPTH } from '../resource/index.js'
import { parseJson, type Json } from '../util/index.js'

/** A JSON text as a value, or what is wrong with it. */
export type JsonReading = { readonly value: Json } | { readonly fault: string }

/** Services nest less than a statement may; what nests deeper than this would end our own recursion. */
export const MOST_LEVELS = 5 * MAX_DEPTH

/** Reads JSON that a service sent. @param parse what keeps the digits of its numbers, and how; throws a SyntaxError */
export function readJson(text: string, parse: (text: string) => unknown = parseJson): JsonReading {
  if (text.trim() === '') return { fault: 'is empty' }
  let value: Json
  try {
    value = parse(text) as Json
  } catch {
    return { fault: /^\s*[[{]/.test(text) ? 'is JSON that is torn or damaged' : 'is no JSON' }
  }
  if (nestsDeeper(text, MOST_LEVELS)) return { fault: `nests deeper than ${MOST_LEVELS} levels` }
  return { value }
}

/** Of valid JSON. A level takes two characters at the least, so that most texts need not be looked through. */
function nestsDeeper(text: string, most: number): boolean {
  if (text.length <= 2 * most) return false
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfText(text, at)
        break
      case OPEN_LIST:
      case OPEN_OBJECT:
        if (++depth > most) return true
        break
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth--
    }
  }
  return false
}

/** Where the text that begins at a quote ends. */
function endOfText(text: string, start: number): number {
  let at = text.indexOf('"', start + 1)
  while (at !== -1 && isEscaped(text, at)) at = text.indexOf('"', at + 1)
  return at === -1 ? text.length : at
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0
  while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++
  return slashes % 2 === 1
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
