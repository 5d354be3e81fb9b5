import type { AppError } from '../../errors/index.js'
import { ShellContext, type ShellPlace } from './shell-context.js'
import type { Refuse } from './sql-writer.js'
import { Fragment, pieceText, SqlText, toText, type Piece, type Value } from './values.js'

/** What a value may hold where it stands; all else would be read by the shell. */
const PLAIN: Readonly<Record<ShellPlace, RegExp>> = {
  code: /^[A-Za-z0-9_./:@%+=,-]*$/,
  comment: /^[A-Za-z0-9_./:@%+=,-]*$/,
  double: /^[^$`"\\]*$/,
  single: /^[^']*$/,
}

/**
 * Writes a rendered shell script so that no value can become code: what the shell would read in a value is an error,
 * unless `shell_quote` put it between quotes, or `shell_code` says that it is meant.
 */
export class ShellWriter {
  readonly #context = new ShellContext()
  readonly #refuse: Refuse
  #out = ''
  /** The first value that is safe only as long as nobody reads it again. */
  #between: Piece | undefined

  constructor(refuse: Refuse) {
    this.#refuse = refuse
  }

  readonly emit = (piece: Piece): void => {
    if ('text' in piece || 'later' in piece) this.#append(pieceText(piece))
    else if (piece.value instanceof Fragment) piece.value.pieces.forEach(this.emit)
    else this.#append(this.#fit(piece, piece.value), true)
  }

  /** @throws AppError where what was written between quotes is read again after all. */
  finish(): string {
    if (this.#between !== undefined && this.#context.evaluates) throw this.#code(this.#between)
    return this.#out
  }

  #append(text: string, isValue = false): void {
    this.#out += text
    this.#context.feed(text, isValue)
  }

  #fit(piece: Piece, value: Value): string {
    const text = toText(value)
    const { place, isReadAgain } = this.#context
    const kind = value instanceof SqlText ? value.kind : undefined
    if (kind === 'shell-code') return text
    const mayBe = isReadAgain ? PLAIN.code : PLAIN[place]
    if (kind === 'shell' && place === 'code' && !isReadAgain) {
      this.#between ??= piece
      return text
    }
    const plain = kind === 'shell' ? text.replace(/^'(.*)'$/s, '$1') : text
    if (!mayBe.test(plain) || text.includes('\0')) throw this.#code(piece)
    if (!PLAIN.code.test(plain)) this.#between ??= piece
    return kind === 'shell' ? plain : text
  }

  #code(piece: Piece): AppError {
    const { place, isReadAgain } = this.#context
    const name = 'name' in piece ? piece.name : 'value'
    return this.#refuse(
      'TEMPLATE_FORBIDDEN',
      'the shell would read a part of this value as code',
      piece,
      place === 'code' && !isReadAgain
        ? `Write {{ ${name} | shell_quote }}, or use "$SKYQL_${environmentName(name)}".`
        : `Use "$SKYQL_${environmentName(name)}", or {{ ${name} | shell_quote }} outside of quotes.`,
    )
  }
}

/** The end of the name under which a script finds a variable in its environment. */
export function environmentName(name: string): string {
  return name.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase()
}
