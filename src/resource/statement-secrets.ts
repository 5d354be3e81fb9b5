import { AppError } from '../errors/index.js'
import {
  identifierOf,
  isBlank,
  isIdentifier,
  isSymbol,
  scanText,
  type Blank,
  type Token,
} from '../sql/index.js'
import { MASK } from '../util/index.js'
import { readJsonRanges, type JsonNode } from './json-ranges.js'
import { safeLiterals } from './safe-literals.js'
import { secretData, secretLooks, type TextRange } from './secret-looks.js'
import { isSecretName } from './secret-names.js'
import { MASKING, SecretWalk } from './secret-walk.js'
import type { IsSecret } from './yaml-secrets.js'

/** A part of a text that must not be shown, and the quote around it. */
interface Hidden extends TextRange {
  readonly quote: string
}

/**
 * A statement as it is kept. Of one that has to do with secrets, by a name in it or in its texts, every literal is
 * masked that is not known to go elsewhere, and its comments; of every statement what looks like a key.
 * @param isSecret which names are those of secrets
 */
export function maskStatement(text: string, isSecret: IsSecret = isSecretName): string {
  return replaced(text, hiddenParts(text, isSecret), ({ quote }) => `${quote}${MASK}${quote}`)
}

/** As `maskStatement`, of an expression out of a statement that has to do with secrets, whether it says so or not. */
export function maskExpression(text: string, isSecret: IsSecret = isSecretName): string {
  const parts = hiddenParts(text, isSecret, true)
  return replaced(text, parts, ({ quote }) => `${quote}${MASK}${quote}`)
}

/** True of a statement that has to do with secrets, by a name in it or in its texts. */
export function touchesSecrets(text: string, isSecret: IsSecret = isSecretName): boolean {
  return (text.match(WORD) ?? []).some((word) => isSecret(word))
}

/** As `maskStatement`, with every character at its place: one `*` for each that is hidden. */
export function blackenStatement(text: string, isSecret: IsSecret = isSecretName): string {
  return replaced(text, hiddenParts(text, isSecret), (_, part) =>
    part.replace(/[^\r\n]/g, (char, at: number) =>
      (at === 0 || at === part.length - 1) && /['"]/.test(char) ? char : '*',
    ),
  )
}

/** The texts that `maskStatement` hides, without their quotes: an error about the statement may repeat them. */
export function hiddenTexts(text: string, isSecret: IsSecret = isSecretName): string[] {
  return hiddenParts(text, isSecret).flatMap(({ start, end }) => {
    const part = text.slice(start, end)
    const told = /^(?:'.*'|".*")$/s.test(part) ? part.slice(1, -1) : part
    // The name of a variable is no secret: what is wrong with it has to be told.
    return /^\$\{\w+\}$/.test(told) ? [] : [told]
  })
}

function replaced(
  text: string,
  parts: readonly Hidden[],
  replace: (hidden: Hidden, part: string) => string,
): string {
  let shown = ''
  let at = 0
  for (const hidden of parts) {
    if (hidden.start < at) continue
    shown += text.slice(at, hidden.start) + replace(hidden, text.slice(hidden.start, hidden.end))
    at = hidden.end
  }
  return shown + text.slice(at)
}

function hiddenParts(text: string, isSecret: IsSecret, isPart = false): Hidden[] {
  let pieces: readonly (Token | Blank)[]
  try {
    pieces = scanText(text)
  } catch (error) {
    if (AppError.is(error)) return unreadable(text, isSecret)
    throw error
  }
  const tokens = pieces.filter((piece): piece is Token => !isBlank(piece))
  const comments = pieces.filter(({ kind }) => kind === 'comment')
  const mentions = mentioning(isSecret)
  const statements = statementsOf(tokens)
  const touched = new Set(statements.filter((each) => isPart || each.some(mentions)))
  const hidden = statements.flatMap((each) =>
    touched.has(each)
      ? hiddenLiterals(each, isSecret)
      : each.flatMap((token, at) => insideOf(token, isSecret, columnOf(each, at))),
  )
  return [...hidden, ...hiddenComments(comments, { isTouched: touched.size > 0, isSecret })].sort(
    (a, b) => a.start - b.start || b.end - a.end,
  )
}

/** A text whose quotes do not match: what is a value is not known, so all after the first secret's name is. */
function unreadable(text: string, isSecret: IsSecret): Hidden[] {
  const name = [...text.matchAll(WORD)].find(([word]) => isSecret(word))
  const start = text.search(/['$]/)
  if (name === undefined || start === -1) return looks(text, 0)
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

const WORD = /[\p{L}_][\p{L}\p{N}_]*/gu

/** Whether a token is a name of a secret, or a text that has one in it. */
function mentioning(isSecret: IsSecret): (token: Token) => boolean {
  const known = new Map<Token, boolean>()
  const find = (token: Token): boolean => {
    if (isIdentifier(token)) return isSecret(identifierOf(token).replaceAll('"', ''))
    if (token.kind !== 'string') return false
    return (token.text.match(WORD) ?? []).some((word) => isSecret(word))
  }
  return (token) => {
    const told = known.get(token) ?? find(token)
    known.set(token, told)
    return told
  }
}

/** What a statement that has to do with secrets hides: all that is not known to go elsewhere. */
function hiddenLiterals(tokens: readonly Token[], isSecret: IsSecret): Hidden[] {
  const safe = safeLiterals(tokens, { mentions: mentioning(isSecret) })
  return tokens.flatMap((token, at) => {
    if (token.kind !== 'string' && token.kind !== 'number') return []
    if (!safe.has(token)) return [{ start: token.start, end: token.end, quote: "'" }]
    return insideOf(token, isSecret, columnOf(tokens, at))
  })
}

/** What a literal hides that is not hidden itself: members of JSON, and what looks like a key. */
function insideOf(token: Token, isSecret: IsSecret, column: string): Hidden[] {
  if (token.kind !== 'string') return []
  const { start, text } = token
  const open = /^(?:[eE]?'|\$[^$]*\$)/.exec(text)?.[0] ?? ''
  const close = text.length - (open.startsWith('$') ? open.length : 1)
  const content = text.slice(open.length, close)
  const at = start + open.length
  if (/^\s*[[{]/.test(content)) {
    const json = readJsonRanges(content)
    if (json !== undefined) return insideJson(json, isSecret, at)
    const isTold = (content.match(WORD) ?? []).some((word) => isSecret(word))
    if (isTold) return [{ start, end: token.end, quote: "'" }]
  }
  return looks(content, at, column)
}

/** The name before the sign before a literal: what it is compared with, or given to. */
function columnOf(tokens: readonly Token[], at: number): string {
  const name = tokens[at - 2]
  return tokens[at]?.kind === 'string' && name !== undefined && isIdentifier(name)
    ? identifierOf(name)
    : ''
}

const looks = (content: string, at: number, column = ''): Hidden[] =>
  secretData(content, column).map(({ start, end }) => ({
    start: at + start,
    end: at + end,
    quote: '',
  }))

/** The values of JSON that would be masked, at their places. */
function insideJson(json: JsonNode, isSecret: IsSecret, at: number): Hidden[] {
  const masked = new SecretWalk([], MASKING, { isSecret }).of(json.value, [])
  const differing = (node: JsonNode, shown: unknown): TextRange[] => {
    if (node.value === shown) return []
    if (node.parts.size === 0) return [node]
    const members = shown as Readonly<Record<string, unknown>>
    const found = [...node.parts].map(([key, part]) => ({
      part,
      ranges: differing(part, members[key]),
    }))
    // All of it: its shape is nobody's business, either.
    const isWhole =
      node !== json && found.every(({ part, ranges }) => ranges.length === 1 && ranges[0] === part)
    return isWhole ? [node] : found.flatMap(({ ranges }) => ranges)
  }
  return differing(json, masked).map(({ start, end }) => ({
    start: at + start,
    end: at + end,
    quote: '"',
  }))
}

const HINT = /^\/\*\+[\s\w(),.-]*\*\/$/

/** Comments of a text that has to do with secrets: they often say what a value was. */
function hiddenComments(
  comments: readonly (TextRange & { readonly text: string })[],
  { isTouched, isSecret }: { readonly isTouched: boolean; readonly isSecret: IsSecret },
): Hidden[] {
  return comments.flatMap(({ text, start, end }) => {
    const tells = (text.match(WORD) ?? []).some((word) => isSecret(word))
    if ((!isTouched && !tells) || HINT.test(text)) return looksOf(text, start)
    return [{ start: start + 2, end: end - (text.startsWith('/*') ? 2 : 0), quote: ' ' }]
  })
}

const looksOf = (comment: string, at: number): Hidden[] =>
  secretLooks(comment).map(({ start, end }) => ({ start: at + start, end: at + end, quote: '' }))
