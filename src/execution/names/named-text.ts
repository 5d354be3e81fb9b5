import { AppError } from '../../errors/index.js'
import { originalOffset, positionAt, type TextEdit } from '../../util/index.js'

/** A name that was written out; `view` where a view's query stands in its place. */
export interface NameEdit extends TextEdit {
  readonly view?: string
  /** The temporary tables that this reference reads, itself or through views. */
  readonly temporary?: readonly string[]
}

/** A statement with its names written out in full, and the way back to what the user wrote. */
export class NamedText {
  readonly sql: string
  readonly #source: string
  readonly #edits: readonly NameEdit[]

  constructor(sql: string, source: string, edits: readonly NameEdit[]) {
    this.sql = sql
    this.#source = source
    this.#edits = [...edits].sort((a, b) => a.start - b.start)
  }

  get isChanged(): boolean {
    return this.#edits.length > 0
  }

  /** Temporary tables that the statement reads, itself or through views. */
  get temporary(): readonly string[] {
    return this.#edits.flatMap(({ temporary = [] }) => temporary)
  }

  /** Where an offset of the user's text is now; for one outside of what was replaced. */
  moved(offset: number): number {
    return this.#edits
      .filter(({ end }) => end <= offset)
      .reduce((at, { start, end, text }) => at + text.length - (end - start), offset)
  }

  /** Errors in this text are shown in the user's: what is wrong inside a view, where the view is named. */
  async run<T>(work: (sql: string) => Promise<T>): Promise<T> {
    try {
      return await work(this.sql)
    } catch (error) {
      throw AppError.is(error) ? this.located(error) : error
    }
  }

  /** An error in this text as one in the user's. */
  located(error: AppError): AppError {
    if (!this.isChanged) return error
    const { position, source } = error.details
    if (position === undefined || source !== this.sql) return error
    const offset = originalOffset(this.#edits, position.offset)
    const view = this.#edits.find(
      ({ start, text }) =>
        position.offset >= this.#start(start) && position.offset < this.#start(start) + text.length,
    )?.view
    const message = view === undefined ? error.message : `in view ${view}: ${error.message}`
    return new AppError(error.code, message, {
      ...error.details,
      position: positionAt(this.#source, Math.min(offset, this.#source.length)),
      source: this.#source,
    })
  }

  /** Where the replacement that begins at an offset of the user's text begins now. */
  #start(start: number): number {
    return this.#edits
      .filter((edit) => edit.start < start)
      .reduce((at, edit) => at + edit.text.length - (edit.end - edit.start), start)
  }
}
