import { AppError } from '../errors/index.js'
import { positionAt } from '../util/index.js'
import { checkLiterals } from './check-literals.js'
import { slice, type Slice } from './slice.js'
import type { QualifiedName } from './statement.js'
import { identifierOf, isIdentifier, isSymbol, isWord, type Token } from './token.js'
import { tokenize } from './lexer.js'

/** Walks the tokens of one statement, whose literals are checked; errors carry its position. */
export class TokenCursor {
  readonly source: string
  readonly #tokens: readonly Token[]
  #next = 0

  constructor(source: string) {
    this.source = source
    this.#tokens = tokenize(source)
    checkLiterals(source, this.#tokens)
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#next + ahead]
  }

  /** Where the last token ended that was consumed. */
  get lastEnd(): number {
    return this.#tokens[this.#next - 1]?.end ?? 0
  }

  get done(): boolean {
    return this.#next >= this.#tokens.length
  }

  /** Consumes the word if it is next. */
  acceptWord(word: string): boolean {
    if (!isWord(this.peek(), word)) return false
    this.#next++
    return true
  }

  acceptSymbol(text: string): boolean {
    if (!isSymbol(this.peek(), text)) return false
    this.#next++
    return true
  }

  expectWord(word: string): void {
    if (!this.acceptWord(word)) throw this.unexpected(word)
  }

  expectSymbol(text: string): void {
    if (!this.acceptSymbol(text)) throw this.unexpected(`"${text}"`)
  }

  expectEnd(): void {
    if (!this.done) throw this.unexpected('the end of the statement')
  }

  take(expected: string): Token {
    const token = this.peek()
    if (token === undefined) throw this.unexpected(expected)
    this.#next++
    return token
  }

  takeIdentifier(expected: string): { readonly name: string; readonly offset: number } {
    if (!isIdentifier(this.peek())) throw this.unexpected(expected)
    const token = this.take(expected)
    return { name: identifierOf(token), offset: token.start }
  }

  takeQualifiedName(expected: string): QualifiedName {
    const first = this.takeIdentifier(expected)
    const parts = [first.name]
    while (this.acceptSymbol('.')) parts.push(this.takeIdentifier(expected).name)
    return { parts, offset: first.offset }
  }

  /**
   * The text up to the first token outside parentheses for which `stop` holds, or to the end.
   * @throws AppError SYNTAX where nothing stands there, or a parenthesis does not close.
   */
  takeUntil(expected: string, stop: (token: Token) => boolean): Slice {
    const first = this.peek()
    let last: Token | undefined
    let depth = 0
    for (let token = this.peek(); token !== undefined; token = this.peek()) {
      if (depth === 0 && stop(token)) break
      if (isSymbol(token, '(') || isSymbol(token, '[') || isSymbol(token, '{')) depth++
      if (isSymbol(token, ')') || isSymbol(token, ']') || isSymbol(token, '}')) depth--
      if (depth < 0) throw this.unexpected(expected)
      last = token
      this.#next++
    }
    if (first === undefined || last === undefined || depth > 0) throw this.unexpected(expected)
    return slice(this.source, first.start, last.end)
  }

  unexpected(expected: string): AppError {
    const token = this.peek()
    const found = token === undefined ? 'the statement ends' : `found "${token.text}"`
    return new AppError('SYNTAX', `expected ${expected}, but ${found}`, {
      position: positionAt(this.source, token?.start ?? this.source.length),
      source: this.source,
    })
  }
}
