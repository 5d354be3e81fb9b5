import type { Json } from '../util/index.js'

/**
 * What a text in the AWS CLI's shorthand spells: `team=a,cost=1` is a map, `Key=a,Value=b Key=c,Value=d` a list of maps,
 * `"one" "two"` a list of texts. Values are texts, `[a,b]` lists, `{a=b}` maps; quotes hold what has commas or spaces.
 * @param wanted what the place takes; a list of one map is one, too
 * @returns `undefined` for a text that is no shorthand
 */
export function parseShorthand(text: string, wanted: 'object' | 'array'): Json | undefined {
  const reader = new Reader(text)
  if (wanted === 'object') {
    const map = reader.pairs()
    return map !== undefined && reader.isDone ? map : undefined
  }
  const items: Json[] = []
  for (let more = text.trim() !== ''; more; more = reader.skipSpaces()) {
    const item = reader.isQuoted ? reader.quoted() : reader.pairs()
    if (item === undefined) return undefined
    items.push(item)
  }
  return items.length > 0 && isRead(reader) ? items : undefined
}

const isRead = ({ isDone }: Reader): boolean => isDone

const KEY = /[A-Za-z0-9_\-.#/:]+(?=\s*=(?!=))/y
const BARE = /[^\s,[\]{}"'=][^,[\]{}"']*?(?=\s*(?:,|\]|\}|\s[A-Za-z0-9_\-.#/:]+\s*=|$))/y
const SPACES = /\s+/y
const COMMA = /\s*,\s*/y

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text.trim()
  }

  get isDone(): boolean {
    return this.#at >= this.#text.length
  }

  get isQuoted(): boolean {
    const mark = this.#text[this.#at]
    return mark === '"' || mark === "'"
  }

  /** True where there were some. */
  skipSpaces(): boolean {
    return this.#match(SPACES) !== undefined
  }

  /** `a=1,b=[x,y]`; `undefined` where none begin here. */
  pairs(): Json | undefined {
    const found: [string, Json][] = []
    for (;;) {
      const key = this.#match(KEY)
      if (key === undefined) return undefined
      this.skipSpaces()
      this.#at++
      this.skipSpaces()
      const value = this.#value()
      if (value === undefined || found.some(([known]) => known === key)) return undefined
      found.push([key, value])
      if (this.#match(COMMA) === undefined) break
    }
    return Object.fromEntries(found)
  }

  /** A text between quotes, a backslash before what would end it. */
  quoted(): string | undefined {
    const mark = this.#text[this.#at] ?? ''
    let text = ''
    for (let at = this.#at + 1; at < this.#text.length; at++) {
      const character = this.#text[at] ?? ''
      if (character === mark) {
        this.#at = at + 1
        return text
      }
      const next = this.#text[at + 1]
      if (character === '\\' && (next === mark || next === '\\')) {
        text += next
        at++
      } else text += character
    }
    return undefined
  }

  #value(): Json | undefined {
    const first = this.#text[this.#at]
    if (this.isQuoted) return this.quoted()
    if (first === '[') return this.#list()
    if (first === '{') return this.#map()
    // Nothing behind the sign is an empty text.
    return first === undefined || first === ',' || first === '}' ? '' : this.#match(BARE)
  }

  #list(): Json | undefined {
    this.#at++
    const items: Json[] = []
    for (;;) {
      this.skipSpaces()
      if (this.#text[this.#at] === ']') break
      const item = this.#value()
      if (item === undefined) return undefined
      items.push(item)
      this.skipSpaces()
      if (this.#text[this.#at] === ',') this.#at++
      else if (this.#text[this.#at] !== ']') return undefined
    }
    this.#at++
    return items
  }

  #map(): Json | undefined {
    this.#at++
    this.skipSpaces()
    const map = this.#text[this.#at] === '}' ? {} : this.pairs()
    this.skipSpaces()
    if (map === undefined || this.#text[this.#at] !== '}') return undefined
    this.#at++
    return map
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found === undefined) return undefined
    this.#at += found.length
    return found
  }
}
