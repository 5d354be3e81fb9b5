/** Where in SQL text the next character will stand. */
export type SqlPlace =
  | { readonly kind: 'code' }
  | { readonly kind: 'string'; readonly escapes: boolean }
  | { readonly kind: 'identifier' }
  | { readonly kind: 'line-comment' }
  | { readonly kind: 'block-comment'; readonly depth: number }
  | { readonly kind: 'dollar'; readonly tag: string }

const CODE: SqlPlace = { kind: 'code' }
/** Longest look back: a dollar quote's tag. */
const TAIL = 130

/**
 * Follows SQL text as DuckDB reads it, across the pieces it comes in. A doubled quote closes and opens
 * again, which leaves the place right wherever a piece ends.
 */
export class SqlContext {
  #place: SqlPlace = CODE
  #tail = ''
  /** How the text that just closed was quoted, to go on with it when its quote is doubled. */
  #closed: SqlPlace | undefined
  /** True where the last character opened a string, so that it is empty so far. */
  #fresh = false
  /** In a string with escapes: the character before was a backslash that counts. */
  #escaped = false
  /** Characters since the place was entered. */
  #inPlace = 1

  get place(): SqlPlace {
    return this.#place
  }

  /** The last character so far. */
  get last(): string {
    return this.#tail.at(-1) ?? ''
  }

  /** True directly behind the quote that opens a plain string. */
  get atStringStart(): boolean {
    return this.#fresh && this.#place.kind === 'string' && !this.#place.escapes
  }

  feed(text: string): void {
    const all = this.#tail + text
    for (let at = this.#tail.length; at < all.length; at++) this.#step(all, at)
    this.#tail = all.slice(-TAIL)
  }

  #step(text: string, at: number): void {
    const char = text[at] ?? ''
    const place = this.#place
    const closed = this.#closed
    this.#fresh = false
    this.#closed = undefined
    this.#inPlace++
    switch (place.kind) {
      case 'code':
        this.#inCode(text, at, closed)
        return
      case 'string':
        this.#inString(char, place)
        return
      case 'identifier':
        if (char === '"') this.#enter(CODE)
        return
      case 'line-comment':
        if (char === '\n' || char === '\r') this.#enter(CODE)
        return
      case 'block-comment':
        this.#inBlockComment(text.slice(at - 1, at + 1), place.depth)
        return
      case 'dollar':
        if (this.#inPlace >= place.tag.length && recent(text, at).endsWith(place.tag)) {
          this.#enter(CODE)
        }
    }
  }

  #enter(place: SqlPlace): void {
    this.#place = place
    this.#inPlace = 0
  }

  #inString(char: string, place: Extract<SqlPlace, { kind: 'string' }>): void {
    if (place.escapes && (this.#escaped || char === '\\')) {
      this.#escaped = !this.#escaped
    } else if (char === "'") {
      this.#enter(CODE)
      this.#closed = place
    }
  }

  #inCode(text: string, at: number, closed: SqlPlace | undefined): void {
    const char = text[at]
    // Both characters of a pair must stand in code: a comment that just closed lends no slash.
    const before = this.#inPlace > 1 ? text[at - 1] : ''
    if (char === "'") {
      const again = closed?.kind === 'string' ? closed : undefined
      this.#enter(again ?? { kind: 'string', escapes: /(?:^|[^\w$])[eE]'$/.test(recent(text, at)) })
      this.#fresh = again === undefined
    } else if (char === '"') {
      this.#enter({ kind: 'identifier' })
    } else if (char === '-' && before === '-') {
      this.#enter({ kind: 'line-comment' })
    } else if (char === '*' && before === '/') {
      this.#enter({ kind: 'block-comment', depth: 1 })
    } else if (char === '$') {
      const tag = /(?:^|[^\w$])(\$(?:[A-Za-z_]\w*)?\$)$/.exec(recent(text, at))?.[1]
      if (tag !== undefined && tag.length <= this.#inPlace) this.#enter({ kind: 'dollar', tag })
    }
  }

  #inBlockComment(pair: string, depth: number): void {
    if (this.#inPlace < 2) return
    if (pair === '*/') this.#enter(depth === 1 ? CODE : { kind: 'block-comment', depth: depth - 1 })
    if (pair === '/*') this.#enter({ kind: 'block-comment', depth: depth + 1 })
  }
}

/** The text up to and with a character, as far back as any token of interest begins. */
function recent(text: string, at: number): string {
  return text.slice(Math.max(0, at + 1 - TAIL), at + 1)
}
