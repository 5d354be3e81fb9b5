import { AppError } from '../errors/index.js'
import { positionAt } from '../util/index.js'
import type { Token, TokenKind } from './token.js'

const SPACE = /\s+/y
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy
const NUMBER = /(?:0[xX][0-9a-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)/y
const PARAMETER = /\$(?:\d+|[A-Za-z_]\w*)|\?/y
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y
const OPERATOR = /[+\-*/<>=~!@#%^&|`?]+/y
const PUNCTUATION = /::|:=|[()[\]{},;.:]/y

/** An operator may end in + or - only when it holds one of these; otherwise the sign is the operand's. */
const SIGN_FRIENDLY = /[~!@#%^&|`?]/

/**
 * Scans SQL as DuckDB's own scanner does: '' doubles a quote, backslash is an ordinary character except in
 * E'…', comments nest, dollar quotes have tags. Spaces and comments are dropped; offsets find them again.
 * @throws AppError SYNTAX for a string, identifier or comment that never ends.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const skipped = skipBlank(text, at)
    if (skipped > at) {
      at = skipped
      continue
    }
    const token = scan(text, at)
    tokens.push(token)
    at = token.end
  }
  return tokens
}

/**
 * The offset of the first space between tokens that is no ASCII one (a no-break space, say), or `undefined`.
 * DuckDB takes them for plain spaces in most texts, and in some with quotes in comments it does not.
 * @throws AppError SYNTAX as `tokenize`
 */
export function unusualSpace(text: string): number | undefined {
  for (let at = 0; at < text.length;) {
    const space = match(SPACE, text, at)
    const unusual = space?.search(/[^\t\n\v\f\r ]/) ?? -1
    if (unusual >= 0) return at + unusual
    const skipped = skipBlank(text, at)
    at = skipped > at ? skipped : scan(text, at).end
  }
  return undefined
}

function scan(text: string, at: number): Token {
  const char = text[at] ?? ''
  if (char === "'") return make('string', text, at, closeContinued(text, at, closeText))
  if (char === '"') return make('quoted', text, at, closeQuote(text, at, '"'))
  if ((char === 'e' || char === 'E') && text[at + 1] === "'") {
    return make('string', text, at, closeContinued(text, at + 1, closeEscaped))
  }
  if (char === '$') {
    const tag = match(DOLLAR_TAG, text, at)
    if (tag !== undefined) return make('string', text, at, closeDollar(text, at, tag))
  }
  const found =
    tryKind('word', WORD, text, at) ??
    (/\d/.test(char) || (char === '.' && /\d/.test(text[at + 1] ?? ''))
      ? tryKind('number', NUMBER, text, at)
      : undefined) ??
    (char === '$' ? tryKind('parameter', PARAMETER, text, at) : undefined) ??
    tryKind('punctuation', PUNCTUATION, text, at) ??
    operator(text, at)
  if (found !== undefined) return found
  throw unfinished(text, at, `unexpected character ${JSON.stringify(char)}`)
}

function operator(text: string, at: number): Token | undefined {
  let found = match(OPERATOR, text, at)
  if (found === undefined) return undefined
  const comment = /--|\/\*/.exec(found)
  if (comment !== null && comment.index > 0) found = found.slice(0, comment.index)
  while (found.length > 1 && /[+-]$/.test(found) && !SIGN_FRIENDLY.test(found)) {
    found = found.slice(0, -1)
  }
  return make('operator', text, at, at + found.length)
}

/** The offset after spaces and one comment, or `at` itself where there is neither. */
function skipBlank(text: string, at: number): number {
  const space = match(SPACE, text, at)
  if (space !== undefined) return at + space.length
  if (text.startsWith('--', at)) {
    const end = text.indexOf('\n', at)
    return end === -1 ? text.length : end + 1
  }
  return text.startsWith('/*', at) ? closeComment(text, at) : at
}

function closeComment(text: string, at: number): number {
  let depth = 0
  const edge = /\/\*|\*\//g
  edge.lastIndex = at
  for (let found = edge.exec(text); found !== null; found = edge.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1
    if (depth === 0) return edge.lastIndex
  }
  throw unfinished(text, at, 'this comment is never closed')
}

/** Strings with a line break between them are one string, in the manner of the first. */
const CONTINUATION = /(?:[ \t\f\v]*(?:--[^\n\r]*)?[\n\r])+[ \t\f\v]*(?=')/y

function closeContinued(
  text: string,
  quoteAt: number,
  close: (text: string, at: number) => number,
): number {
  let end = close(text, quoteAt)
  for (let gap = match(CONTINUATION, text, end); gap !== undefined;) {
    end = close(text, end + gap.length)
    gap = match(CONTINUATION, text, end)
  }
  return end
}

function closeText(text: string, at: number): number {
  return closeQuote(text, at, "'")
}

function closeQuote(text: string, at: number, quote: string): number {
  for (let next = text.indexOf(quote, at + 1); next !== -1; next = text.indexOf(quote, next + 2)) {
    if (text[next + 1] !== quote) return next + 1
  }
  throw unfinished(text, at, quote === "'" ? 'unterminated string' : 'unterminated identifier')
}

function closeEscaped(text: string, quoteAt: number): number {
  for (let next = quoteAt + 1; next < text.length; next++) {
    if (text[next] === '\\') next++
    else if (text[next] === "'") {
      if (text[next + 1] !== "'") return next + 1
      next++
    }
  }
  throw unfinished(text, quoteAt, 'unterminated string')
}

function closeDollar(text: string, at: number, tag: string): number {
  const end = text.indexOf(tag, at + tag.length)
  if (end === -1) throw unfinished(text, at, `unterminated ${tag} string`)
  return end + tag.length
}

function tryKind(kind: TokenKind, pattern: RegExp, text: string, at: number): Token | undefined {
  const found = match(pattern, text, at)
  return found === undefined ? undefined : make(kind, text, at, at + found.length)
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

function make(kind: TokenKind, text: string, start: number, end: number): Token {
  return { kind, text: text.slice(start, end), start, end }
}

function unfinished(text: string, at: number, message: string): AppError {
  return new AppError('SYNTAX', message, { position: positionAt(text, at), source: text })
}
