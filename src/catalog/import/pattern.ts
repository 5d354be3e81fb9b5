import { classBody } from './pattern-class.js'
import { escapeText } from './pattern-escape.js'
import { posixClass } from './posix-classes.js'
import { Untranslatable } from './untranslatable.js'

/**
 * The JavaScript form of a registry pattern, to be compiled **with the `u` flag** (ajv's default): only then do
 * `\p{L}` and characters beyond 16 bits mean what the registry means. `undefined` where there is no form that
 * accepts everything the original accepts.
 *
 * Registry patterns are a mix of Java, PCRE and Python: inline flags (`(?i)`, `(?s)`), anchors (`\A \Z \z`),
 * POSIX classes (`\p{Graph}`), needless escapes (`\_`), hyphens beside a class (`[\w-.]`), possessive quantifiers.
 */
export function translatePattern(source: string): string | undefined {
  if (compiles(source) && !/&&\[|\[\[?:|\(\?</.test(source)) return source
  try {
    const translated = new Translation(source).run()
    return compiles(translated) ? translated : undefined
  } catch (reason) {
    if (reason instanceof Untranslatable) return undefined
    throw reason
  }
}

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u')
    return true
  } catch {
    return false
  }
}

const QUANTIFIER = /^(?:[*+?]|\{\d*(?:,\d*)?\})/
const FLAGS = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])/
const GROUP = /^\((?:\?(?:[:=!]|<[=!]|P?<[A-Za-z_]\w*>))?/
const ANCHORS: Readonly<Record<string, string>> = { A: '^', Z: '$', z: '$' }

interface Group {
  /** Where the group starts in the output. */
  readonly start: number
  readonly assertion: boolean
  readonly ignoreCase: boolean
  readonly dotAll: boolean
}

class Translation {
  readonly #source: string
  #at = 0
  #out = ''
  #ignoreCase = false
  #dotAll = false
  readonly #open: Group[] = []
  /** Start of an assertion that was just closed: JavaScript cannot repeat one unless it is wrapped. */
  #closedAssertion: number | undefined
  #afterQuantifier = false

  constructor(source: string) {
    this.#source = source
  }

  run(): string {
    while (this.#at < this.#source.length) this.#next()
    return this.#out
  }

  #next(): void {
    const rest = this.#source.slice(this.#at)
    const quantifier = QUANTIFIER.exec(rest)?.[0]
    if (quantifier !== undefined && quantifier !== '{}' && quantifier !== '{,}')
      return this.#quantify(quantifier)
    this.#afterQuantifier = false
    this.#closedAssertion = undefined
    const char = rest.charAt(0)
    if (char === '\\') return this.#escape(rest)
    if (char === '[') return this.#class()
    if (char === '(') return this.#openGroup(rest)
    if (char === ')') return this.#closeGroup()
    if (char === '.' && this.#dotAll) return this.#emit('[\\s\\S]', 1)
    if (char === '{' || char === '}' || char === ']') return this.#emit(`\\${char}`, 1)
    const letter = this.#ignoreCase && /[a-zA-Z]/.test(char)
    this.#emit(letter ? `[${char.toLowerCase()}${char.toUpperCase()}]` : char, 1)
  }

  #emit(text: string, consumed: number): void {
    this.#out += text
    this.#at += consumed
  }

  #quantify(quantifier: string): void {
    const next = this.#source.charAt(this.#at + quantifier.length)
    // a*{1,9}: engines disagree on what that means
    if (this.#afterQuantifier) throw new Untranslatable()
    if (this.#closedAssertion !== undefined)
      this.#out = `${this.#out.slice(0, this.#closedAssertion)}(?:${this.#out.slice(this.#closedAssertion)})`
    this.#closedAssertion = undefined
    this.#afterQuantifier = true
    this.#emit(quantifier.replace('{,', '{0,'), quantifier.length)
    if (next === '?') this.#emit('?', 1)
    if (next === '+') this.#withoutBacktracking(1)
  }

  /** Possessive and atomic parts accept more when made greedy, which is safe unless they are negated. */
  #withoutBacktracking(consumed: number): void {
    if (/\(\?<?!/.test(this.#source)) throw new Untranslatable()
    this.#at += consumed
  }

  #escape(rest: string): void {
    const char = rest.charAt(1)
    const anchor = ANCHORS[char]
    if (anchor !== undefined) return this.#emit(anchor, 2)
    const posix = posixClass(rest)
    if (posix !== undefined) return this.#emit(`[${posix.body}]`, posix.length)
    const [text, length] = escapeText(rest, false)
    this.#emit(text, length)
  }

  #class(): void {
    const { text, length } = classBody(this.#source.slice(this.#at), this.#ignoreCase)
    this.#emit(text, length)
  }

  #openGroup(rest: string): void {
    const flags = FLAGS.exec(rest)
    const [whole, on = '', off = '', end] = flags ?? []
    if (whole !== undefined && whole !== '(?:') {
      if (/[^isu]/.test(on + off)) throw new Untranslatable()
      if (end === ':') this.#push(this.#out.length, false)
      if (/i/.test(on + off)) this.#ignoreCase = on.includes('i')
      if (/s/.test(on + off)) this.#dotAll = on.includes('s')
      return this.#emit(end === ':' ? '(?:' : '', whole.length)
    }
    if (rest.startsWith('(?>')) {
      this.#push(this.#out.length, false)
      this.#withoutBacktracking(0)
      return this.#emit('(?:', 3)
    }
    const opening = GROUP.exec(rest)?.[0] ?? '('
    if (opening === '(' && rest.startsWith('(?')) throw new Untranslatable()
    this.#push(this.#out.length, /[=!]$/.test(opening))
    this.#emit(opening.replace('?P<', '?<'), opening.length)
  }

  #push(start: number, assertion: boolean): void {
    const [ignoreCase, dotAll] = [this.#ignoreCase, this.#dotAll]
    this.#open.push({ start, assertion, ignoreCase, dotAll })
  }

  #closeGroup(): void {
    const group = this.#open.pop()
    if (group === undefined) throw new Untranslatable()
    this.#ignoreCase = group.ignoreCase
    this.#dotAll = group.dotAll
    this.#emit(')', 1)
    if (group.assertion) this.#closedAssertion = group.start
  }
}
