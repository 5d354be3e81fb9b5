import { AppError } from '../../errors/index.js'
import { doubleOf, positionAt } from '../../util/index.js'

/** A template made ready for nunjucks' parser; every character keeps its line and column. */
export interface PreparedSource {
  readonly text: string
  readonly variableStart: string
  readonly variableEnd: string
  /** The source text of the placeholder that starts at an offset, braces included. */
  readonly placeholders: ReadonlyMap<number, string>
  /** The name as its author wrote it. */
  readonly unalias: (name: string) => string
}

/**
 * Hides from nunjucks' lexer what it cannot read: `}}` inside a placeholder ends it there, and a name with
 * `-` or `/` is arithmetic to it. Delimiters and those two characters get stand-ins of the same length.
 *
 * @param names of variables; those with `-` or `/` in them win over arithmetic.
 * @throws AppError TEMPLATE_SYNTAX for a placeholder that is not closed.
 */
export function prepareSource(text: string, names: Iterable<string>): PreparedSource {
  const [open, close, dash, slash] = unusedCharacters(text)
  const variableStart = `{${open}`
  const variableEnd = `}${close}`
  const special = specialNames(text, names)
  const checked = (code: string, at: number): void => {
    for (const [number = ''] of code.matchAll(NUMBER)) {
      if (doubleOf(number) === undefined) throw inexact(text, at, number)
    }
  }
  const alias = (code: string): string =>
    special === undefined
      ? code
      : code.replace(special, (name) => name.replaceAll('-', dash).replaceAll('/', slash))
  const placeholders = new Map<number, string>()
  let out = ''
  let at = 0
  for (const tag of tagsOf(text)) {
    const source = text.slice(tag.start, tag.end)
    out += text.slice(at, tag.start)
    at = tag.end
    if (tag.kind === 'verbatim') {
      out += source
      continue
    }
    outsideStrings(source, (code) => {
      checked(code, tag.start)
      return code
    })
    if (tag.kind === 'statement') {
      out += outsideStrings(source, alias)
    } else {
      placeholders.set(tag.start, source)
      out += variableStart + outsideStrings(source.slice(2, -2), alias) + variableEnd
    }
  }
  return {
    text: out + text.slice(at),
    variableStart,
    variableEnd,
    placeholders,
    unalias: (name) => name.replaceAll(dash, '-').replaceAll(slash, '/'),
  }
}

/** A number in the code of a template, which nunjucks reads as a double. */
const NUMBER = /(?<![\w$.])\d+(?:\.\d+)?(?![\w$])/g

function inexact(text: string, at: number, number: string): AppError {
  return new AppError('TEMPLATE_SYNTAX', `the number ${number} would lose digits`, {
    position: positionAt(text, at),
    source: text,
    hint: `as a text it is exact: '${number}'`,
  })
}

interface Tag {
  readonly kind: 'placeholder' | 'statement' | 'verbatim'
  readonly start: number
  readonly end: number
}

function* tagsOf(text: string): Generator<Tag> {
  const opening = /\{[{%#]/g
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const start = match.index
    const tag = tagAt(text, start)
    if (tag === undefined) {
      const position = positionAt(text, start)
      throw new AppError('TEMPLATE_SYNTAX', `${match[0]} is not closed`, { position, source: text })
    }
    yield tag
    opening.lastIndex = tag.end
  }
}

function tagAt(text: string, start: number): Tag | undefined {
  const kind = text[start + 1]
  if (kind === '#') {
    const end = text.indexOf('#}', start + 2)
    return end < 0 ? undefined : { kind: 'verbatim', start, end: end + 2 }
  }
  const end = endOfCode(text, start + 2, kind === '{' ? '}}' : '%}')
  if (end === undefined) return undefined
  if (kind === '{') return { kind: 'placeholder', start, end }
  const raw = /^\{%-?\s*(raw|verbatim)\s*-?%\}$/.exec(text.slice(start, end))?.[1]
  if (raw === undefined) return { kind: 'statement', start, end }
  const closing = new RegExp(`\\{%\\s*(end)?${raw}\\s*%\\}`, 'g')
  closing.lastIndex = end
  let depth = 1
  for (let match = closing.exec(text); match !== null; match = closing.exec(text)) {
    depth += match[1] === undefined ? 1 : -1
    if (depth === 0) return { kind: 'verbatim', start, end: closing.lastIndex }
  }
  return undefined
}

/** The offset after the delimiter that closes code, past texts, regular expressions and nested braces. */
function endOfCode(text: string, start: number, closing: string): number | undefined {
  let depth = 0
  let at = start
  while (at < text.length) {
    if (depth === 0 && text.startsWith(closing, at)) return at + 2
    const literal = literalAt(text, at)
    if (literal > 0) {
      at += literal
      continue
    }
    if (text[at] === '{') depth++
    if (text[at] === '}') depth--
    if (depth < 0) return undefined
    at++
  }
  return undefined
}

const LITERAL = /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|(?<![\w$])r\/(?:[^/\\\n]|\\.)*\//y

/** Length of the text or regular expression that starts here, 0 where none does. */
function literalAt(text: string, at: number): number {
  LITERAL.lastIndex = at
  return LITERAL.exec(text)?.[0].length ?? 0
}

function outsideStrings(code: string, change: (code: string) => string): string {
  let out = ''
  let plain = 0
  for (let at = 0; at < code.length;) {
    const literal = literalAt(code, at)
    if (literal === 0) {
      at++
      continue
    }
    out += change(code.slice(plain, at)) + code.slice(at, at + literal)
    at += literal
    plain = at
  }
  return out + change(code.slice(plain))
}

function specialNames(text: string, names: Iterable<string>): RegExp | undefined {
  if (!/[-/]/.test(text)) return undefined
  // A stack may have thousands of names; few of them are in one text.
  const special = [...names]
    .filter((name) => text.includes(name))
    .filter((name) => /^[A-Za-z_$][\w$]*(?:[-/]+[\w$]+)+$/.test(name))
    .sort((a, b) => b.length - a.length)
  if (special.length === 0) return undefined
  const any = special.map((name) => name.replaceAll('$', '\\$')).join('|')
  return new RegExp(`(?<![\\w$.])(?:${any})(?![\\w$]|[-/][A-Za-z_$])`, 'g')
}

/** Four private-use characters that the text does not have. */
function unusedCharacters(text: string): [string, string, string, string] {
  const found: string[] = []
  for (let code = 0xe000; found.length < 4; code++) {
    const char = String.fromCharCode(code)
    if (!text.includes(char)) found.push(char)
  }
  return found as [string, string, string, string]
}
