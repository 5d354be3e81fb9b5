import { AppError } from '../../errors/index.js'
import { isWord, tokenize, type Token } from '../../sql/index.js'
import { KEYWORDS } from './keywords.js'

/** What a stretch of SQL is shown as. */
export type Role =
  | 'plain'
  | 'keyword'
  | 'function'
  | 'string'
  | 'number'
  | 'comment'
  | 'operator'
  | 'quoted'
  | 'broken'

export interface Span {
  readonly text: string
  readonly role: Role
}

/** Longer texts are shown plain: nobody reads the colours of a pasted megabyte, and a key must not wait for them. */
const LONGEST = 50_000

/** The text in stretches, in order and whole. A string or comment that never ends is shown as broken. */
export function highlight(text: string): Span[] {
  if (text.length > LONGEST) return [{ text, role: 'plain' }]
  const { tokens, end } = scanned(text)
  const spans: Span[] = []
  let at = 0
  tokens.forEach((token, index) => {
    spans.push(...between(text.slice(at, token.start)))
    spans.push({ text: token.text, role: roleOf(token, tokens[index + 1]) })
    at = token.end
  })
  spans.push(...between(text.slice(at, end)))
  if (end < text.length) spans.push({ text: text.slice(end), role: 'broken' })
  return spans.filter((span) => span.text !== '')
}

/** The tokens of a text, up to where something never ends. */
function scanned(text: string): { tokens: readonly Token[]; end: number } {
  try {
    return { tokens: tokenize(text), end: text.length }
  } catch (error) {
    const end = AppError.is(error) ? error.details.position?.offset : undefined
    if (end === undefined || end >= text.length) return { tokens: [], end: text.length }
    return { tokens: scanned(text.slice(0, end)).tokens, end }
  }
}

/** Spaces and comments. */
function between(text: string): Span[] {
  return text.split(/(--[^\n]*|\/\*[\s\S]*\*\/)/).map((piece, index) => ({
    text: piece,
    role: index % 2 === 1 ? 'comment' : 'plain',
  }))
}

function roleOf(token: Token, next: Token | undefined): Role {
  switch (token.kind) {
    case 'word':
      if (KEYWORDS.has(token.text.toUpperCase())) return 'keyword'
      return next?.text === '(' ? 'function' : 'plain'
    case 'string':
    case 'number':
    case 'quoted':
    case 'operator':
      return token.kind
    case 'parameter':
      return 'number'
    default:
      return isWord(token, 'NULL') ? 'keyword' : 'plain'
  }
}

/** The same stretches; those from `from` to `to` are shown as broken. */
export function withProblem(
  spans: readonly Span[],
  problem: { readonly from: number; readonly to: number } | undefined,
): readonly Span[] {
  if (problem === undefined) return spans
  const { from, to } = problem
  const marked: Span[] = []
  let at = 0
  for (const { text, role } of spans) {
    const [start, end] = [Math.max(0, from - at), Math.max(0, to - at)]
    marked.push({ text: text.slice(0, start), role })
    marked.push({ text: text.slice(start, end), role: 'broken' })
    marked.push({ text: text.slice(end), role })
    at += text.length
  }
  return marked.filter((span) => span.text !== '')
}
