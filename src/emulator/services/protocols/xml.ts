import type { Json, JsonObject } from '../../../util/index.js'
import { isJsonObject } from '../../../util/index.js'
import { textOf } from '../text-of.js'

// Our own twenty lines: answers have no attributes, comments or mixed content, so that escaping text is all
// that a library would do for us.

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  // As itself, a reader would turn it into a line feed.
  '\r': '&#xD;',
}

/** What XML 1.0 cannot hold, in no form, is left out. */
const UNSPEAKABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g

const escape = (text: string): string =>
  text.replace(UNSPEAKABLE, '').replace(/[&<>\r]/g, (character) => ENTITIES[character] ?? '')

/** The members of a structure as elements; null members are left out. */
export function xmlMembers(members: JsonObject): string {
  return Object.entries(members)
    .map(([name, value]) => xmlElement(name, value))
    .join('')
}

/** A value as one element; items of a list are called `member`, as AWS Query has it. */
export function xmlElement(name: string, value: Json): string {
  if (value === null) return ''
  return `<${name}>${content(value)}</${name}>`
}

function content(value: Json): string {
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((item) => xmlElement('member', item)).join('')
  }
  return isJsonObject(value) ? xmlMembers(value) : escape(textOf(value))
}
