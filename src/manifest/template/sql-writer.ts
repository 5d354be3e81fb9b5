import type { ErrorCode } from '../../errors/index.js'
import { AppError } from '../../errors/index.js'
import { isBlank, scanText, type Blank, type Token } from '../../sql/index.js'
import { positionAt } from '../../util/index.js'
import { fit, isWholeText } from './sql-fit.js'
import { placeAt, type Pieces } from './sql-place.js'
import type { Piece, ValuePiece } from './values.js'
import { Fragment, toText } from './values.js'

/** Builds the error for a value that cannot stand where its placeholder does. */
export type Refuse = (code: ErrorCode, message: string, piece: Piece, hint?: string) => AppError

/** Longest SQL that a template may render, in characters. */
const MAX_OUTPUT = 64 * 1024 * 1024

/** What stands for a value, or for a placeholder that is filled in later, while the statement is read. */
interface Slot {
  readonly piece: ValuePiece | { readonly later: string }
  /** What is written in its place; decided once the place is known. */
  written: string
  /** True where the quotes around it go with it. */
  takesQuotes: boolean
}

/**
 * Writes rendered SQL so that no value can change the statement around it. The template is read as DuckDB reads it, with
 * a letter in the place of each value; each value is written as its place allows; and the result is read again: it must
 * have the same tokens and comments, whatever the values are.
 */
export class SqlWriter {
  readonly #refuse: Refuse
  readonly #parts: (string | Slot)[] = []
  #length = 0

  constructor(refuse: Refuse) {
    this.#refuse = refuse
  }

  readonly emit = (piece: Piece): void => {
    if ('text' in piece) {
      this.#add(piece.text, piece.text.length)
    } else if ('value' in piece && piece.value instanceof Fragment) {
      piece.value.pieces.forEach(this.emit)
    } else {
      const length = 'later' in piece ? piece.later.length : toText(piece.value).length
      this.#add({ piece, written: '', takesQuotes: false }, length)
    }
  }

  #add(part: string | Slot, length: number): void {
    this.#length += length
    if (this.#length > MAX_OUTPUT) {
      throw new AppError('TEMPLATE_FORBIDDEN', 'the result is too long')
    }
    this.#parts.push(part)
  }

  /**
   * @throws AppError TEMPLATE_FORBIDDEN for a value that its place does not take, TEMPLATE_UNDEFINED for a null inside a
   *   longer text, SYNTAX where the template itself is no SQL
   */
  finish(): string {
    if (this.#parts.every((part) => typeof part === 'string')) return this.#parts.join('')
    const standIn = unusedCharacter(this.#parts)
    const template = this.#parts.map((part) => (typeof part === 'string' ? part : standIn)).join('')
    const pieces = this.#read(template)
    this.#decide(pieces, standIn)
    this.#check(pieces, standIn)
    return this.#written(true)
  }

  /** The template's tokens; an error of it shows placeholders again, where their stand-ins are. */
  #read(template: string): Pieces {
    try {
      return scanText(template)
    } catch (error) {
      if (!AppError.is(error) || error.code !== 'SYNTAX') throw error
      const { position, hint } = error.details
      let [at, shown, offset] = [0, '', 0]
      for (const part of this.#parts) {
        if (at <= (position?.offset ?? 0)) {
          offset = shown.length + (typeof part === 'string' ? (position?.offset ?? 0) - at : 0)
        } else if (typeof part !== 'string' && 'value' in part.piece && part.piece.value === null) {
          throw this.#problem(part.piece, { problem: '', isNull: true })
        }
        at += typeof part === 'string' ? part.length : 1
        shown += typeof part === 'string' ? part : shownSlot(part)
      }
      throw new AppError(error.code, error.message, {
        source: shown,
        position: positionAt(shown, offset),
        ...(hint !== undefined && { hint }),
      })
    }
  }

  get #slots(): Slot[] {
    return this.#parts.filter((part): part is Slot => typeof part !== 'string')
  }

  /** Finds the place of each value and writes it as the place allows. */
  #decide(pieces: Pieces, standIn: string): void {
    const slots = this.#slots
    let next = 0
    pieces.forEach((piece, index) => {
      for (
        let at = piece.text.indexOf(standIn);
        at >= 0;
        at = piece.text.indexOf(standIn, at + 1)
      ) {
        const slot = slots[next++]
        if (slot === undefined || 'later' in slot.piece) continue
        const { value } = slot.piece
        if (value === null && !isBlank(piece) && isWholeText(piece, standIn)) {
          slot.written = 'NULL'
          slot.takesQuotes = true
          continue
        }
        const fitted = fit(value, placeAt(pieces, index, piece.start + at))
        if (!('text' in fitted)) throw this.#problem(slot.piece, fitted)
        slot.written = fitted.text
        if (piece.text === `"${standIn}"` && fitted.text === '') {
          throw this.#problem(slot.piece, { problem: 'a name in quotes cannot be empty' })
        }
      }
    })
  }

  #problem(
    piece: ValuePiece,
    { problem, hint, isNull }: { problem: string; hint?: string; isNull?: true },
  ): AppError {
    if (isNull !== true) return this.#refuse('TEMPLATE_FORBIDDEN', problem, piece, hint)
    const { name } = piece
    return this.#refuse(
      'TEMPLATE_UNDEFINED',
      `"${name}" is null and stands inside a longer text`,
      piece,
      `Give it a value, or a default: {{ ${name} or 'text' }}.`,
    )
  }

  /** Reads what was written, and holds it against the template token by token. */
  #check(pieces: Pieces, standIn: string): void {
    const expected = expectedPieces(pieces, this.#slots, standIn)
    const found = read(this.#written(false, standIn))
    const wrong = found?.findIndex((piece, index) => {
      const other = expected[index]
      return piece.kind !== other?.kind || piece.text !== other.text
    })
    if (found !== undefined && wrong === -1 && found.length === expected.length) return
    // The value nearest in front of the first difference, or the first one.
    const at = wrong === undefined || wrong === -1 ? expected.length - 1 : wrong
    const slots = this.#slots.filter(({ piece }) => !('later' in piece))
    const near = expected.slice(0, at + 1).reduce((last, { slot }) => slot ?? last, slots[0])
    const { piece } = near ?? {}
    const error = (about: Piece): AppError =>
      this.#refuse('TEMPLATE_FORBIDDEN', 'the value would change the statement', about)
    throw error(piece ?? { text: '' })
  }

  /**
   * The statement. @param whole false leaves a stand-in for what is filled in later: it need not be SQL as yet.
   */
  #written(whole: boolean, standIn = ''): string {
    let out = ''
    let skipsQuote = false
    for (const part of this.#parts) {
      if (typeof part === 'string') {
        out += skipsQuote && part !== '' ? part.slice(1) : part
        if (part !== '') skipsQuote = false
        continue
      }
      if (part.takesQuotes) out = out.slice(0, -1)
      skipsQuote = part.takesQuotes
      out += 'later' in part.piece ? (whole ? part.piece.later : standIn) : part.written
    }
    return out
  }
}

function shownSlot({ piece }: Slot): string {
  return 'later' in piece ? piece.later : `{{ ${piece.name} }}`
}

interface Expected {
  readonly kind: (Token | Blank)['kind']
  readonly text: string
  /** The last value in it. */
  readonly slot?: Slot
}

/** The tokens and comments that the statement must have with its values. */
function expectedPieces(pieces: Pieces, slots: readonly Slot[], standIn: string): Expected[] {
  let next = 0
  return pieces.flatMap((piece): Expected[] => {
    if (piece.kind === 'space') return []
    if (!piece.text.includes(standIn)) return [piece]
    let slot: Slot | undefined
    const text = piece.text.replaceAll(standIn, () => {
      slot = slots[next++]
      return slot === undefined || 'later' in slot.piece ? standIn : slot.written
    })
    const values = slot === undefined ? {} : { slot }
    if (slot?.takesQuotes === true) return [{ kind: 'word', text: 'NULL', ...values }]
    if (piece.text !== standIn) return [{ kind: piece.kind, text, ...values }]
    return (read(text) ?? []).map(({ kind, text: own }) => ({ kind, text: own, ...values }))
  })
}

/** Tokens and comments; `undefined` where a text, name or comment never ends. */
function read(sql: string): (Token | Blank)[] | undefined {
  try {
    return scanText(sql).filter(({ kind }) => kind !== 'space')
  } catch (error) {
    if (AppError.is(error) && error.code === 'SYNTAX') return undefined
    throw error
  }
}

/** A letter to DuckDB that neither the template nor a value has. */
function unusedCharacter(parts: readonly (string | Slot)[]): string {
  const texts = parts.map((part) =>
    typeof part === 'string' ? part : 'later' in part.piece ? '' : toText(part.piece.value),
  )
  let code = 0xe200
  while (texts.some((text) => text.includes(String.fromCharCode(code)))) code++
  return String.fromCharCode(code)
}
