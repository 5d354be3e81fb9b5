import { AppError } from '../errors/index.js'
import { positionAt } from '../util/index.js'
import { characterName } from './character-name.js'
import { isBlank, type Blank, type Token, type TokenKind } from './token.js'

/*
 * The rules of DuckDB's scanner, which test/sql/lexer-duckdb.test.ts holds them against. To it every character beyond
 * ASCII is a letter, but for a few spaces that it replaces by plain ones before it reads.
 */

/** What DuckDB replaces by a plain space, outside texts and quoted names. */
const WIDE_SPACES = '\\u00a0\\u2000-\\u200b\\u202f\\u205f\\u2060\\u3000\\ufeff'
const LETTER = `A-Za-z_\\u0080-\\u009f\\u00a1-\\u1fff\\u200c-\\u202e\\u2030-\\u205e\\u2061-\\u2fff\\u3001-\\ufefe\\uff00-\\uffff`

const SPACE = new RegExp(`[ \\t\\n\\r\\f${WIDE_SPACES}]+`, 'y')
const WIDE_SPACE = new RegExp(`[${WIDE_SPACES}]`, 'g')
const WORD = new RegExp(`[${LETTER}][${LETTER}0-9$]*`, 'y')
const INTEGER = '\\d(?:_?\\d)*'
/** `1..2` is a range of two integers. */
const NUMBER = new RegExp(
  `(?:${INTEGER}(?=\\.\\.)|(?:${INTEGER}(?:\\.(?:${INTEGER})?)?|\\.${INTEGER})(?:[eE][+-]?${INTEGER})?)`,
  'y',
)
/** Behind a name that is a prefix of texts (`$e'…'`) DuckDB sees the text, so such a name is none. */
const PARAMETER = new RegExp(
  `\\$(?:${INTEGER}|(?![eEbBxXnN]')(?![uU]&['"])[${LETTER}][${LETTER}0-9]*)|\\?${INTEGER}`,
  'y',
)
const DOLLAR_TAG = new RegExp(`\\$(?:[${LETTER}][${LETTER}0-9]*)?\\$`, 'y')
const OPERATOR = /[+\-*/<>=~!@%^&|`]+/y
/** Postgres' operators on JSON, which become macros of ours; to DuckDB `#` and `?` stand for themselves. */
const JSON_OPERATOR = /#(?:(?:>>?|-)(?![+\-*/<>=~!@%^&|`]))?|\?(?:[|&](?![+\-*/<>=~!@%^&|`]))?/y
const PUNCTUATION = /::|:=|\.\.|[()[\]{},;.:]/y

/** An operator may end in + or - only when it holds one of these; otherwise the sign is the operand's. */
const SIGN_FRIENDLY = /[~!@%^&|`]/

/**
 * Scans SQL as DuckDB's own scanner does: '' doubles a quote, backslash is an ordinary character except in
 * E'…', comments nest, dollar quotes have tags. Spaces and comments are dropped; offsets find them again.
 * @throws AppError SYNTAX for a string, identifier or comment that never ends, and for characters that mean nothing
 *   (NUL above all, behind which DuckDB reads no more)
 */
export function tokenize(text: string): Token[] {
  return scanText(text).filter((piece): piece is Token => !isBlank(piece))
}

/** As `tokenize`, with the spaces and comments between tokens: together they are the whole text. */
export function scanText(text: string): (Token | Blank)[] {
  const nul = text.indexOf('\0')
  if (nul >= 0) throw unexpected(text, nul)
  const pieces: (Token | Blank)[] = []
  for (let at = 0; at < text.length;) {
    const piece = blank(text, at) ?? scan(text, at)
    pieces.push(piece)
    at = piece.end
  }
  return pieces
}

/** Offsets of the characters that DuckDB replaces by spaces, wherever they stand. */
export function wideSpaces(text: string): number[] {
  return Array.from(text.matchAll(WIDE_SPACE), ({ index }) => index)
}

function scan(text: string, at: number): Token {
  const char = text[at] ?? ''
  const next = text[at + 1]
  if (char === "'") return make('string', text, at, closeContinued(text, at, closeText))
  if (char === '"') return make('quoted', text, at, closeQuote(text, at, '"'))
  if (next === "'" && /[eE]/.test(char)) {
    return make('string', text, at, closeContinued(text, at + 1, closeEscaped))
  }
  if (next === "'" && /[bBxX]/.test(char)) {
    return make('string', text, at, closeContinued(text, at + 1, closePart))
  }
  if (/^[uU]&['"]/.test(text.slice(at, at + 3))) {
    throw unfinished(text, at, "U&'…' is not supported", "characters are written E'\u00e4'")
  }
  if (char === '$') {
    const tag = match(DOLLAR_TAG, text, at)
    if (tag !== undefined) return make('string', text, at, closeDollar(text, at, tag))
  }
  const found =
    tryKind('word', WORD, text, at) ??
    (/\d/.test(char) || (char === '.' && /\d/.test(next ?? ''))
      ? tryKind('number', NUMBER, text, at)
      : undefined) ??
    (char === '$' || char === '?' ? tryKind('parameter', PARAMETER, text, at) : undefined) ??
    tryKind('punctuation', PUNCTUATION, text, at) ??
    tryKind('operator', JSON_OPERATOR, text, at) ??
    operator(text, at)
  if (found !== undefined) return found
  throw unexpected(text, at)
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

function blank(text: string, at: number): Blank | undefined {
  const space = match(SPACE, text, at)
  if (space !== undefined) return gap('space', text, at, at + space.length)
  if (text.startsWith('--', at)) return gap('comment', text, at, closeLine(text, at))
  if (text.startsWith('/*', at)) return gap('comment', text, at, closeComment(text, at))
  return undefined
}

function gap(kind: Blank['kind'], text: string, start: number, end: number): Blank {
  return { kind, text: text.slice(start, end), start, end }
}

const LINE_END = /[\n\r]/g

function closeLine(text: string, at: number): number {
  LINE_END.lastIndex = at
  const end = LINE_END.exec(text)
  return end === null ? text.length : end.index + 1
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
const CONTINUATION = new RegExp(
  `(?:[ \\t\\f${WIDE_SPACES}]*(?:--[^\\n\\r]*)?[\\n\\r])+[ \\t\\f${WIDE_SPACES}]*(?=')`,
  'y',
)

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

/** In bytes and bits two quotes are the end of one text and the beginning of the next. */
function closePart(text: string, at: number): number {
  const end = text.indexOf("'", at + 1)
  if (end === -1) throw unfinished(text, at, 'unterminated string')
  return end + 1
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

function unexpected(text: string, at: number): AppError {
  return unfinished(text, at, `unexpected character ${characterName(text, at)}`)
}

function unfinished(text: string, at: number, message: string, hint?: string): AppError {
  return new AppError('SYNTAX', message, {
    position: positionAt(text, at),
    source: text,
    ...(hint !== undefined && { hint }),
  })
}
