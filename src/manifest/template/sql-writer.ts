import type { ErrorCode } from '../../errors/index.js'
import type { AppError } from '../../errors/index.js'
import { SqlContext } from './sql-context.js'
import type { Piece, Value } from './values.js'
import { Fragment, SqlText, toText } from './values.js'

/** Builds the error for a value that cannot stand where its placeholder does. */
export type Refuse = (code: ErrorCode, message: string, piece: Piece, hint?: string) => AppError

/** Texts that are one word or one number wherever they stand. */
const WORD = /^[A-Za-z0-9_.]+(?:-[A-Za-z0-9_.]+)*$|^-?\d+(?:\.\d+)?$/

/**
 * Writes rendered SQL so that no value can change the statement around it: inside quotes a value's quotes
 * are doubled, in comments it cannot end the comment, and outside it must be a number, a word or what
 * `sql_list` made.
 */
export class SqlWriter {
  readonly #context = new SqlContext()
  readonly #refuse: Refuse
  #out = ''
  /** A null that stands directly behind an opening quote; what follows decides. */
  #null: Piece | undefined

  constructor(refuse: Refuse) {
    this.#refuse = refuse
  }

  readonly emit = (piece: Piece): void => {
    if ('text' in piece) {
      this.#text(piece.text)
      return
    }
    if (piece.value instanceof Fragment) {
      piece.value.pieces.forEach(this.emit)
      return
    }
    this.#settleNull('')
    this.#value(piece, piece.value)
  }

  /** @throws AppError where a null is left inside a string. */
  finish(): string {
    this.#settleNull('')
    return this.#out
  }

  #text(text: string): void {
    if (text === '') return
    this.#append(this.#settleNull(text))
  }

  #append(text: string): void {
    this.#out += text
    this.#context.feed(text)
  }

  #value(piece: Piece, value: Value): void {
    const before = this.#context.place
    if (value === null && before.kind === 'string') {
      if (!this.#context.atStringStart || this.#out.endsWith("''")) throw this.#nullInside(piece)
      this.#null = piece
      return
    }
    this.#append(this.#fit(piece, value))
    const after = this.#context.place
    if (after.kind !== before.kind) {
      throw this.#refuse('TEMPLATE_FORBIDDEN', 'the value would change the statement', piece)
    }
  }

  #fit(piece: Piece, value: Value): string {
    const { place } = this.#context
    const text = toText(value)
    switch (place.kind) {
      case 'code':
        return this.#bare(piece, value, text)
      case 'string': {
        const slashed = place.escapes ? text.replaceAll('\\', '\\\\') : text
        const quoted = value instanceof SqlText && value.kind === 'escaped'
        return quoted ? slashed : slashed.replaceAll("'", "''")
      }
      case 'identifier':
        return text.replaceAll('"', '""')
      case 'line-comment':
        return text.replace(/[\r\n]+/g, ' ')
      case 'block-comment':
        return ` ${text.replaceAll('*', ' * ').replaceAll('/', ' / ')} `
      case 'dollar':
        if (!text.includes('$')) return text
        throw this.#refuse(
          'TEMPLATE_FORBIDDEN',
          'a value with $ cannot stand in a dollar-quoted text',
          piece,
          'Use single quotes.',
        )
    }
  }

  #bare(piece: Piece, value: Value, text: string): string {
    if (value === null) return 'NULL'
    const made = value instanceof SqlText && value.kind === 'expression'
    const plain = typeof value === 'number' || typeof value === 'boolean' || WORD.test(text)
    if (!made && !plain) {
      throw this.#refuse(
        'TEMPLATE_FORBIDDEN',
        'a value that is not a number or a single word must stand in quotes',
        piece,
        "Write '{{ ... }}', or pass a list through sql_list.",
      )
    }
    return this.#context.last === '-' && text.startsWith('-') ? ` ${text}` : text
  }

  /** `'{{ x }}'` with a null is NULL: the quotes go. Anything longer has no meaning. */
  #settleNull(next: string): string {
    const piece = this.#null
    if (piece === undefined) return next
    this.#null = undefined
    if (!next.startsWith("'") || next.startsWith("''")) throw this.#nullInside(piece)
    this.#out = this.#out.slice(0, -1)
    // The closing quote moves the context on; the text gets the word for both quotes.
    this.#context.feed("'")
    this.#out += 'NULL'
    return next.slice(1)
  }

  #nullInside(piece: Piece): AppError {
    const name = 'name' in piece ? piece.name : ''
    return this.#refuse(
      'TEMPLATE_UNDEFINED',
      `"${name}" is null and stands inside a longer text`,
      piece,
      `Give it a value, or a default: {{ ${name} or 'text' }}.`,
    )
  }
}
