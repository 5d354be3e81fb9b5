/** What a stretch of SQL text is to DuckDB's scanner. */
export type TokenKind =
  | 'word' // unquoted identifier or keyword
  | 'quoted' // "identifier"
  | 'string' // 'text', E'text', $tag$text$tag$, x'41', b'01'
  | 'number'
  | 'parameter' // $1, $name, ?
  | 'operator'
  | 'punctuation' // ( ) [ ] { } , ; . : ::

/** A token with its place: offsets are UTF-16 indices into the text that was scanned. */
export interface Token {
  readonly kind: TokenKind
  /** As written. */
  readonly text: string
  readonly start: number
  readonly end: number
}

/** What stands between tokens: spaces, or one comment, with the line break that ends it. */
export interface Blank {
  readonly kind: 'space' | 'comment'
  readonly text: string
  readonly start: number
  readonly end: number
}

export function isBlank(piece: Token | Blank): piece is Blank {
  return piece.kind === 'space' || piece.kind === 'comment'
}

/** True for an unquoted word equal to `word` (given in upper case). */
export function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text.toUpperCase() === word
}

/** True for punctuation or an operator with exactly this text. */
export function isSymbol(token: Token | undefined, text: string): boolean {
  return (token?.kind === 'punctuation' || token?.kind === 'operator') && token.text === text
}

/** The name that a word or quoted identifier stands for. */
export function identifierOf(token: Token): string {
  return token.kind === 'quoted' ? token.text.slice(1, -1).replaceAll('""', '"') : token.text
}

export function isIdentifier(token: Token | undefined): boolean {
  return token?.kind === 'word' || token?.kind === 'quoted'
}
