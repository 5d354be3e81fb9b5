import { isExactNumber, jsonText, type Json, parseJson } from '../../util/index.js'
import type { TemplateNode } from './nodes.js'

/**
 * Text that a filter made for a place: in SQL the body of a quoted string, or an expression of its own; in a shell a
 * quoted word, or code.
 */
export class SqlText {
  readonly kind: 'escaped' | 'expression' | 'shell' | 'shell-code'
  readonly text: string
  constructor(kind: SqlText['kind'], text: string) {
    this.kind = kind
    this.text = text
  }
}

/** Rendered pieces that have not met their surroundings yet: the result of a macro or a block. */
export class Fragment {
  readonly pieces: readonly Piece[]
  constructor(pieces: readonly Piece[]) {
    this.pieces = pieces
  }
}

/** A value that a template prints, with the expression that it is of. */
export interface ValuePiece {
  readonly value: Value
  /** Absent for what is no placeholder of the template language. */
  readonly node?: TemplateNode
  readonly name: string
}

export type Piece =
  | { readonly text: string }
  | ValuePiece
  /** A placeholder that is filled in later, as it is written. */
  | { readonly later: string }

/** Something a template may call. Never a JavaScript function, so that nothing leads from a value to code. */
export class Callable {
  readonly call: (args: readonly Value[], named: ReadonlyMap<string, Value>) => Value
  constructor(call: Callable['call']) {
    this.call = call
  }
}

/** What an expression can yield. `undefined` only where a default or a test asks for it. */
export type Value =
  | Json
  | undefined
  | SqlText
  | Fragment
  | Callable
  | RegExp
  | readonly Value[]
  | { readonly [key: string]: Value }

/** Compact JSON for structures, the text itself for texts, true and false, null as `null`. */
export function toText(value: Value): string {
  if (typeof value === 'string') return value
  if (value instanceof SqlText) return value.text
  if (value instanceof Fragment) {
    return value.pieces.map(pieceText).join('')
  }
  if (value === undefined || value instanceof Callable || value instanceof RegExp) return ''
  return jsonText(plain(value))
}

/** A piece as plain text. */
export function pieceText(piece: Piece): string {
  if ('text' in piece) return piece.text
  return 'later' in piece ? piece.later : toText(piece.value)
}

/** A value as filters and JSON know it: wrapped texts become texts. */
export function plain(value: Value): Json {
  if (value === undefined || value instanceof Callable || value instanceof RegExp) return null
  if (value instanceof SqlText || value instanceof Fragment) return toText(value)
  if (isExactNumber(value)) return value
  if (Array.isArray(value)) return (value as readonly Value[]).map(plain)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value as Readonly<Record<string, Value>>)
  return Object.fromEntries(members.map(([key, inner]) => [key, plain(inner)]))
}

/** The object or array that a text spells, so that variables given as JSON text can be used as data. */
export function fromJsonText(value: Value): Value {
  const text = value instanceof SqlText || value instanceof Fragment ? toText(value) : value
  if (typeof text !== 'string' || !/^\s*[[{]/.test(text)) return value
  try {
    return parseJson(text) as Json
  } catch {
    return value
  }
}

/** True as nunjucks sees it. */
export function truthy(value: Value): boolean {
  if (value instanceof SqlText || value instanceof Fragment) return toText(value) !== ''
  return Boolean(value)
}

export function isArray(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

/** A plain object: neither array nor any of the wrappers above. */
export function isRecord(value: Value): value is Readonly<Record<string, Value>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !isExactNumber(value) &&
    !(value instanceof SqlText) &&
    !(value instanceof Fragment) &&
    !(value instanceof Callable) &&
    !(value instanceof RegExp)
  )
}
