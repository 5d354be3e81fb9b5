import { AppError } from '../../errors/index.js'
import type { Json, JsonObject } from '../../util/index.js'
import { positionAt } from '../../util/index.js'
import { fold } from '../evaluate/layers.js'

/** `<DomainName>|<Uri>` or `<DomainName|Uri>`, the whole of a quoted text. */
const LITERAL = /'((?:<[A-Za-z_]\w*(?:\|[A-Za-z_]\w*)*>)(?:\|<[A-Za-z_]\w*(?:\|[A-Za-z_]\w*)*>)*)'/g

export interface FilledTemplate {
  /** The template with the placeholders marked; as long as it was, so that offsets stay. */
  readonly template: string
  /** Identifiers by their marks, each of which stands between quotes. */
  readonly inserts: ReadonlyMap<string, string>
}

export interface KnownIdentifier {
  /** Properties of the resource and parts of its recorded identifier. */
  readonly known: JsonObject
  /** The whole identifier, where the manifest gives it; it fills parts that have no value of their own. */
  readonly identifier?: string | undefined
}

/**
 * Fills the identifier placeholders of generated documentation pages.
 *
 * @throws AppError IDENTIFIER_REQUIRED naming each part without a value.
 */
export function fillIdentifiers(template: string, from: KnownIdentifier): FilledTemplate {
  const inserts = new Map<string, string>()
  const marks = unusedCharacter(template)
  const marked = template.replace(LITERAL, (literal, text: string, offset: number) => {
    const names = text.split(/[<>|]+/).filter((name) => name !== '')
    const inside = `${marks}${text.slice(1, -1)}${marks}`
    inserts.set(inside, identifierOf(names, from, { template, offset }))
    return `'${inside}'`
  })
  return { template: marked, inserts }
}

function identifierOf(
  names: readonly string[],
  { known, identifier: whole }: KnownIdentifier,
  at: { template: string; offset: number },
): string {
  const values = names.map((name): [string, Json | undefined] => [name, valueOf(known, name)])
  const parts = values.filter((one): one is [string, Part] => isPart(one[1]))
  if (parts.length < values.length && whole !== undefined && fits(whole, names)) {
    return whole
  }
  if (parts.length < values.length) {
    const missing = values.filter(([, value]) => !isPart(value)).map(([name]) => name)
    throw new AppError(
      'IDENTIFIER_REQUIRED',
      `<${missing.join('>, <')}> has no value: it is neither a prop of the resource nor part of its recorded identifier`,
      {
        source: at.template,
        position: positionAt(at.template, at.offset + 1),
        hint: `Give the resource a prop ${missing.join(', ')}, or an identifier.`,
      },
    )
  }
  const texts = parts.map(([, value]) => String(value))
  const joined = texts.length === 1 || !texts.some((text) => text.includes('|'))
  const plain = joined && texts[0]?.startsWith('{') !== true
  return plain ? texts.join('|') : JSON.stringify(Object.fromEntries(parts))
}

/** True where an identifier has as many parts as are asked for. */
function fits(identifier: string, names: readonly string[]): boolean {
  return names.length === 1 || identifier.split('|').length === names.length
}

type Part = string | number | boolean

function valueOf(known: JsonObject, name: string): Json | undefined {
  if (Object.hasOwn(known, name)) return known[name]
  const spelled = Object.keys(known).find((key) => fold(key) === fold(name))
  return spelled === undefined ? undefined : known[spelled]
}

function isPart(value: Json | undefined): value is Part {
  return typeof value === 'string' ? value !== '' : /number|boolean/.test(typeof value)
}

/** A private-use character that the template does not have. */
function unusedCharacter(text: string): string {
  let code = 0xe100
  while (text.includes(String.fromCharCode(code))) code++
  return String.fromCharCode(code)
}
