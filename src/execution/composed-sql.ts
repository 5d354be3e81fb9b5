import { AppError } from '../errors/index.js'
import type { Slice } from '../sql/index.js'
import { positionAt } from '../util/index.js'

interface Piece {
  readonly start: number
  readonly text: string
  /** Offset in the statement, for a piece that the user wrote. */
  readonly offset?: number
}

/**
 * SQL that is put together from pieces of ours and slices of a statement. Errors in it are shown at the
 * place in the statement where the slice stands.
 */
export class ComposedSql {
  readonly #source: string
  readonly #pieces: Piece[] = []
  #length = 0

  constructor(source: string) {
    this.#source = source
  }

  add(text: string): this {
    return this.#push({ start: this.#length, text })
  }

  addSlice(slice: Slice): this {
    return this.#push({ start: this.#length, text: slice.text, offset: slice.offset })
  }

  get sql(): string {
    return this.#pieces.map(({ text }) => text).join('')
  }

  get length(): number {
    return this.#length
  }

  /** Runs work over this SQL; positions of its errors become positions in the statement. */
  async run<T>(work: (sql: string) => Promise<T>): Promise<T> {
    try {
      return await work(this.sql)
    } catch (error) {
      if (!AppError.is(error) || error.details.source !== this.sql) throw error
      const offset = this.#toSource(error.details.position?.offset ?? 0)
      throw new AppError(error.code, error.message, {
        ...error.details,
        position: positionAt(this.#source, offset),
        source: this.#source,
      })
    }
  }

  #push(piece: Piece): this {
    this.#pieces.push(piece)
    this.#length += piece.text.length
    return this
  }

  /** Inside a slice its own place; inside text of ours, where the nearest slice begins. */
  #toSource(offset: number): number {
    const at = this.#pieces.findLast(({ start }) => start <= offset)
    if (at?.offset !== undefined) return at.offset + Math.min(offset - at.start, at.text.length)
    const next = this.#pieces.find(({ start, offset: own }) => start >= offset && own !== undefined)
    return next?.offset ?? this.#pieces.findLast((piece) => piece.offset !== undefined)?.offset ?? 0
  }
}
