import type { Json } from '../util/index.js'
import type { TextRange } from './secret-looks.js'

/** A value of a text of JSON, and where it stands. */
export interface JsonNode extends TextRange {
  readonly value: Json
  /** Of an object, by name; of a list, by number. */
  readonly parts: ReadonlyMap<string, JsonNode>
}

const TOKEN =
  /\s*(?:(?<punctuation>[[\]{},:])|(?<text>"(?:[^"\\\u0000-\u001f]|\\.)*")|(?<plain>-?\d[\d.eE+-]*|true|false|null))/y
const DEEPEST = 200

/** Reads JSON with the places of its values; `undefined` of a text that is none. */
export function readJsonRanges(text: string): JsonNode | undefined {
  const reader = new Reader(text)
  try {
    const node = reader.value(0)
    return reader.isAtEnd ? node : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get isAtEnd(): boolean {
    return this.#text.slice(this.#at).trim() === ''
  }

  value(depth: number): JsonNode {
    if (depth > DEEPEST) throw new SyntaxError('too deep')
    const { token, start } = this.#next()
    if (token === '{' || token === '[') return this.#container(token === '{', start, depth)
    if (/^[\]},:]$/.test(token)) throw new SyntaxError(token)
    return { value: JSON.parse(token) as Json, start, end: this.#at, parts: new Map() }
  }

  #container(isObject: boolean, start: number, depth: number): JsonNode {
    const close = isObject ? '}' : ']'
    const parts = new Map<string, JsonNode>()
    for (let first = true; ; first = false) {
      const before = this.#at
      const { token } = this.#next()
      if (token === close) break
      if (first) this.#at = before
      else if (token !== ',') throw new SyntaxError(token)
      let key = String(parts.size)
      if (isObject) {
        key = JSON.parse(this.#next().token) as string
        if (this.#next().token !== ':') throw new SyntaxError(key)
      }
      // Of two members of one name both are looked at.
      parts.set(parts.has(key) ? `${key}\0${String(parts.size)}` : key, this.value(depth + 1))
    }
    const values = [...parts].map(([key, { value }]): [string, Json] => [key, value])
    const value = isObject ? Object.fromEntries(values) : values.map(([, item]) => item)
    return { value, start, end: this.#at, parts }
  }

  #next(): { readonly token: string; readonly start: number } {
    TOKEN.lastIndex = this.#at
    const found = TOKEN.exec(this.#text)
    if (found === null) throw new SyntaxError(`at ${String(this.#at)}`)
    this.#at += found[0].length
    const token = found[0].trimStart()
    return { token, start: this.#at - token.length }
  }
}
