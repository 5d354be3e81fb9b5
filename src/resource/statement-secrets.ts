import { AppError } from '../errors/index.js'
import { identifierOf, isSymbol, isWord, tokenize, type Token } from '../sql/index.js'
import { isSecretName, MASK, SIGNATURE } from './secrets.js'
import type { IsSecret } from './yaml-secrets.js'

/** A part of a text that must not be shown, and the quote around it. */
interface Hidden {
  readonly start: number
  readonly end: number
  readonly quote: string
}

/**
 * A statement as it is kept: values that are given to names of secrets are masked, in assignments, in the
 * columns of an INSERT and inside JSON; signed URLs are cut.
 */
export function maskStatement(text: string, isSecret: IsSecret = isSecretName): string {
  return replaced(text, ({ quote }) => `${quote}${MASK}${quote}`, isSecret)
}

/**
 * As `maskStatement`, with every character at its place: one `*` for each that is hidden. `isSecret` says which
 * names are those of secrets.
 */
export function blackenStatement(text: string, isSecret: IsSecret = isSecretName): string {
  return replaced(
    text,
    (_, part) =>
      part.replace(/[^\r\n]/g, (char, at: number) =>
        (at === 0 || at === part.length - 1) && /['"]/.test(char) ? char : '*',
      ),
    isSecret,
  )
}

function replaced(
  text: string,
  replace: (hidden: Hidden, part: string) => string,
  isSecret: IsSecret = isSecretName,
): string {
  let shown = ''
  let at = 0
  for (const hidden of hiddenParts(text, isSecret)) {
    if (hidden.start < at) continue
    shown += text.slice(at, hidden.start) + replace(hidden, text.slice(hidden.start, hidden.end))
    at = hidden.end
  }
  return shown + text.slice(at)
}

function hiddenParts(text: string, isSecret: IsSecret): Hidden[] {
  let tokens: readonly Token[]
  try {
    tokens = tokenize(text)
  } catch (error) {
    if (AppError.is(error)) return unreadable(text, isSecret)
    throw error
  }
  const secrets = new Set(
    statementsOf(tokens).flatMap((each) => [...given(each, isSecret), ...inserted(each, isSecret)]),
  )
  return tokens.flatMap((token) => {
    if (secrets.has(token)) return [{ start: token.start, end: token.end, quote: "'" }]
    return token.kind === 'string' ? insideText(token, isSecret) : []
  })
}

/** A text whose quotes do not match: what is a value is not known, so all after the first secret's name is. */
function unreadable(text: string, isSecret: IsSecret): Hidden[] {
  const words = [...text.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)]
  const name = words.find(([word]) => isSecret(word))
  const start = text.indexOf("'")
  if (name === undefined || start === -1) return []
  return [{ start: Math.min(start, name.index + name[0].length), end: text.length, quote: "'" }]
}

function statementsOf(tokens: readonly Token[]): Token[][] {
  const statements: Token[][] = [[]]
  for (const token of tokens) {
    if (isSymbol(token, ';')) statements.push([])
    else statements.at(-1)?.push(token)
  }
  return statements
}

const isValue = ({ kind }: Token): boolean => kind === 'string' || kind === 'number'

/** `password = 'x'` and `'x' AS password`. */
function given(tokens: readonly Token[], isSecret: IsSecret): Token[] {
  return tokens.filter((token, at) => {
    if (!isValue(token)) return false
    const [name, sign, next, alias] = [-2, -1, 1, 2].map((step) => tokens[at + step])
    return (
      (isSymbol(sign, '=') && names(name, isSecret)) ||
      (isWord(next, 'AS') && names(alias, isSecret))
    )
  })
}

/** The values of `INSERT INTO t (…, password, …) VALUES (…, 'x', …), …`, and of its SELECT. */
function inserted(tokens: readonly Token[], isSecret: IsSecret): Token[] {
  const verb = tokens.findIndex((token) => isWord(token, 'INTO'))
  const open = tokens.findIndex((token, at) => at > verb && isSymbol(token, '('))
  if (verb === -1 || open === -1) return []
  const [columns = [], ...rows] = tupleItems(tokens.slice(open))
  const query = selected(tokens.slice(open))
  return (query.length > 0 ? [query] : rows).flatMap((row) =>
    row.flatMap((item, index) =>
      names(columns[index]?.[0], isSecret) ? item.filter(isValue) : [],
    ),
  )
}

/** The items of each parenthesis at the top, as tokens. */
function tupleItems(tokens: readonly Token[]): Token[][][] {
  const tuples: Token[][][] = []
  let depth = 0
  for (const token of tokens) {
    if (isSymbol(token, ')') || isSymbol(token, ']')) depth--
    if (depth === 0 && isSymbol(token, '(')) tuples.push([[]])
    else if (depth === 1 && isSymbol(token, ',')) tuples.at(-1)?.push([])
    else if (depth > 0) tuples.at(-1)?.at(-1)?.push(token)
    if (isSymbol(token, '(') || isSymbol(token, '[')) depth++
  }
  return tuples
}

/** The items of the first SELECT at the top. */
function selected(tokens: readonly Token[]): Token[][] {
  const items: Token[][] = []
  let depth = 0
  for (const token of tokens) {
    if (isSymbol(token, ')') || isSymbol(token, ']')) depth--
    if (depth === 0 && items.length > 0 && isWord(token, 'FROM')) break
    if (depth === 0 && isWord(token, 'SELECT')) items.push([])
    else if (depth === 0 && isSymbol(token, ',') && items.length > 0) items.push([])
    else items.at(-1)?.push(token)
    if (isSymbol(token, '(') || isSymbol(token, '[')) depth++
  }
  return items
}

const MEMBER = /"((?:[^"\\]|\\.)+)"\s*:\s*/g
const TEXT = /"(?:[^"\\]|\\.)*"?/y
const PLAIN = /[^\s,}\]']+/y

/** What a text hides: members of JSON with names of secrets, and what a URL is signed with. */
function insideText({ text, start }: Token, isSecret: IsSecret): Hidden[] {
  const found = [...text.matchAll(MEMBER)].flatMap((member): Hidden[] => {
    if (!isSecret(member[1] ?? '')) return []
    const from = member.index + member[0].length
    const end = valueEnd(text, from)
    return end === from ? [] : [{ start: start + from, end: start + end, quote: '"' }]
  })
  const signed = [...text.matchAll(SIGNATURE)].map(({ index, 0: part }) => ({
    start: start + index,
    end: start + index + part.length,
    quote: '',
  }))
  return [...found, ...signed].sort((a, b) => a.start - b.start)
}

/** Where a JSON value ends; the text's own end where it never does. */
function valueEnd(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length;) {
    const char = text[at] ?? ''
    if (char === '"' || (depth === 0 && !/[[{]/.test(char))) {
      const pattern = char === '"' ? TEXT : PLAIN
      pattern.lastIndex = at
      at += pattern.exec(text)?.[0].length ?? 0
      if (depth === 0) return at
      continue
    }
    if (/[[{]/.test(char)) depth++
    else if (/[\]}]/.test(char) && --depth === 0) return at + 1
    at++
  }
  return text.length
}

function names(token: Token | undefined, isSecret: IsSecret): boolean {
  return token !== undefined && isSecret(identifierOf(token).replaceAll('"', ''))
}
