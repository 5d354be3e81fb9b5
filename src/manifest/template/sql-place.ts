import type { Blank, Token } from '../../sql/index.js'
import { isBlank, stringBodies } from '../../sql/index.js'

/** Where in a statement a value stands. */
export type SqlPlace =
  /** Alone between other tokens, with what stands on both sides of it. */
  | {
      readonly kind: 'code'
      readonly first: Token | undefined
      readonly before: Token | undefined
      readonly after: Token | undefined
    }
  /** A part of a name or word, with other letters. */
  | { readonly kind: 'word' }
  | { readonly kind: 'string'; readonly escapes: boolean }
  | { readonly kind: 'dollar' }
  | { readonly kind: 'identifier' }
  | { readonly kind: 'line-comment' }
  | { readonly kind: 'block-comment' }
  /** The words of a hint. */
  | { readonly kind: 'hint' }
  /** Within an escape of E'…', the tag of a dollar quote, a parameter: nothing can stand there. */
  | { readonly kind: 'none'; readonly what: string }

/** The tokens of a statement in which a stand-in holds each value's place. */
export type Pieces = readonly (Token | Blank)[]

/** An escape of E'…' that is not complete. */
const OPEN_ESCAPE =
  /(?<!\\)(?:\\\\)*\\(?:[0-7]{0,2}|x[0-9a-fA-F]?|u[0-9a-fA-F]{0,3}|U[0-9a-fA-F]{0,7})$/

/**
 * The place of the stand-in at an offset.
 *
 * @param index of the piece that holds it.
 */
export function placeAt(pieces: Pieces, index: number, offset: number): SqlPlace {
  const piece = pieces[index]
  const text = piece?.text ?? ''
  const inside = offset - (piece?.start ?? 0)
  switch (piece?.kind) {
    case 'comment':
      if (text.startsWith('--')) return { kind: 'line-comment' }
      return { kind: text.startsWith('/*+') ? 'hint' : 'block-comment' }
    case 'quoted':
      return { kind: 'identifier' }
    case 'string':
      return inString(text, inside)
    case 'word':
      if (text.length > 1) return { kind: 'word' }
      return {
        kind: 'code',
        first: firstOf(pieces, index),
        before: neighbour(pieces, index, -1),
        after: neighbour(pieces, index, 1),
      }
    default:
      return { kind: 'none', what: 'the name of a parameter' }
  }
}

function inString(text: string, inside: number): SqlPlace {
  if (/^[xb]/i.test(text)) return { kind: 'none', what: 'a literal of bytes or bits' }
  const body = stringBodies(text).find(({ start, end }) => inside >= start && inside < end)
  if (body === undefined) {
    // Between the lines of a text stand comments; around a dollar quote its tag.
    return text.startsWith('$')
      ? { kind: 'none', what: 'the tag of a dollar quote' }
      : { kind: 'line-comment' }
  }
  if (text.startsWith('$')) return { kind: 'dollar' }
  const escapes = !text.startsWith("'")
  if (escapes && OPEN_ESCAPE.test(text.slice(body.start, inside))) {
    return { kind: 'none', what: "an escape of E'…'" }
  }
  return { kind: 'string', escapes }
}

function neighbour(pieces: Pieces, index: number, step: 1 | -1): Token | undefined {
  for (let at = index + step; ; at += step) {
    const piece = pieces[at]
    if (piece === undefined || piece.text === ';') return undefined
    if (!isBlank(piece)) return piece
  }
}

/** The first token of the statement. */
function firstOf(pieces: Pieces, index: number): Token | undefined {
  let first: Token | undefined
  for (let token = pieces[index], at = index; token !== undefined; token = pieces[--at]) {
    if (token.text === ';') break
    if (!isBlank(token)) first = token
  }
  return first
}
