import { AppError } from '../../../../errors/index.js'
import { linearForm, type Json } from '../../../../util/index.js'

/** A path of SQL/JSON as Postgres reads it (chapter 9.16.2 of its manual). */
export interface JsonPath {
  readonly strict: boolean
  readonly root: PathNode
}

export type PathNode =
  | { readonly kind: 'root' | 'current' | 'last' }
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'steps'; readonly from: PathNode; readonly steps: readonly PathStep[] }
  | { readonly kind: 'sign'; readonly sign: string; readonly operand: PathNode }
  | { readonly kind: 'arithmetic'; readonly operator: string; readonly operands: Pair }
  | { readonly kind: 'compare'; readonly operator: string; readonly operands: Pair }
  | { readonly kind: 'and' | 'or'; readonly operands: Pair }
  | { readonly kind: 'not' | 'exists' | 'unknown'; readonly operand: PathNode }
  | { readonly kind: 'starts'; readonly operands: Pair }
  | {
      readonly kind: 'matches'
      readonly operand: PathNode
      readonly pattern: { test(text: string): boolean }
    }

type Pair = readonly [PathNode, PathNode]

export type PathStep =
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'anyKey' | 'anyPlace' }
  | { readonly kind: 'descend'; readonly from: number; readonly to: number }
  | { readonly kind: 'places'; readonly ranges: readonly (readonly [PathNode, PathNode])[] }
  | { readonly kind: 'filter'; readonly test: PathNode }
  | { readonly kind: 'method'; readonly name: PathMethod }

export type PathMethod = 'type' | 'size' | 'double' | 'ceiling' | 'floor' | 'abs' | 'keyvalue'

const METHODS: readonly PathMethod[] = [
  'type',
  'size',
  'double',
  'ceiling',
  'floor',
  'abs',
  'keyvalue',
]

const TOKEN =
  /\s*(?:\/\*[\s\S]*?\*\/\s*)*(?:("(?:[^"\\]|\\.)*")|(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(\$(?:[\p{L}_][\p{L}\p{N}_]*|"(?:[^"\\]|\\.)*")?)|([\p{L}_][\p{L}\p{N}_]*)|(&&|\|\||==|!=|<>|<=|>=|\*\*|[-+*/%<>!?@.()[\]{},])|$)/uy

interface PathToken {
  readonly kind: 'string' | 'number' | 'variable' | 'name' | 'symbol' | 'end'
  readonly text: string
}

/** @throws AppError SQL_RUNTIME for a text that is no such path, or that uses what is not supported (datetime()) */
export function parseJsonPath(text: string): JsonPath {
  return new PathParser(text).parse()
}

class PathParser {
  readonly #text: string
  readonly #tokens: readonly PathToken[]
  #at = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = this.#scan()
  }

  parse(): JsonPath {
    const strict = this.#takesName('strict')
    if (!strict) this.#takesName('lax')
    const root = this.#or()
    if (this.#next().kind !== 'end') throw this.#unreadable()
    return { strict, root }
  }

  #scan(): PathToken[] {
    const kinds = ['string', 'number', 'variable', 'name', 'symbol'] as const
    const tokens: PathToken[] = []
    for (let at = 0; ; at = TOKEN.lastIndex) {
      TOKEN.lastIndex = at
      const match = TOKEN.exec(this.#text)
      if (match === null) throw this.#unreadable()
      const kind = kinds.find((_, index) => match[index + 1] !== undefined)
      if (kind === undefined) return [...tokens, { kind: 'end', text: '' }]
      tokens.push({ kind, text: match[kinds.indexOf(kind) + 1] ?? '' })
    }
  }

  #or(): PathNode {
    let node = this.#and()
    while (this.#takes('||')) node = { kind: 'or', operands: [node, this.#and()] }
    return node
  }

  #and(): PathNode {
    let node = this.#not()
    while (this.#takes('&&')) node = { kind: 'and', operands: [node, this.#not()] }
    return node
  }

  #not(): PathNode {
    if (this.#takes('!')) return { kind: 'not', operand: this.#not() }
    if (this.#takesName('exists')) {
      this.#expect('(')
      const operand = this.#or()
      this.#expect(')')
      return { kind: 'exists', operand }
    }
    return this.#comparison()
  }

  #comparison(): PathNode {
    const left = this.#sum()
    const { text, kind } = this.#next()
    if (kind === 'symbol' && /^(?:==|!=|<>|<|<=|>|>=)$/.test(text)) {
      this.#at++
      return {
        kind: 'compare',
        operator: text === '<>' ? '!=' : text,
        operands: [left, this.#sum()],
      }
    }
    if (this.#takesName('starts')) {
      if (!this.#takesName('with')) throw this.#unreadable()
      return { kind: 'starts', operands: [left, this.#primary()] }
    }
    if (this.#takesName('like_regex')) return this.#matching(left)
    if (this.#takesName('is')) {
      if (!this.#takesName('unknown')) throw this.#unreadable()
      return { kind: 'unknown', operand: left }
    }
    return left
  }

  #matching(operand: PathNode): PathNode {
    const pattern = this.#string()
    const flags = this.#takesName('flag') ? this.#string() : ''
    if (/[^ismq]/.test(flags)) throw this.#unreadable()
    const source = flags.includes('q') ? pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : pattern
    // Whoever writes what a query reads must not decide how long it takes: looking around or back is refused.
    const linear = linearForm(source, flags.replace('q', ''), true)
    if (linear === undefined) throw this.#unreadable()
    const matched = { test: (text: string): boolean => linear.matcher(text).find() }
    return { kind: 'matches', operand, pattern: matched }
  }

  #sum(): PathNode {
    return this.#operators(/^[+-]$/, () => this.#operators(/^[*/%]$/, () => this.#signed()))
  }

  #operators(symbols: RegExp, operand: () => PathNode): PathNode {
    let node = operand()
    for (let next = this.#next(); next.kind === 'symbol' && symbols.test(next.text);) {
      this.#at++
      node = { kind: 'arithmetic', operator: next.text, operands: [node, operand()] }
      next = this.#next()
    }
    return node
  }

  #signed(): PathNode {
    const { text } = this.#next()
    if (text !== '+' && text !== '-') return this.#accessor()
    this.#at++
    return { kind: 'sign', sign: text, operand: this.#signed() }
  }

  #accessor(): PathNode {
    const from = this.#primary()
    const steps: PathStep[] = []
    for (let step = this.#step(); step !== undefined; step = this.#step()) steps.push(step)
    return steps.length === 0 ? from : { kind: 'steps', from, steps }
  }

  #primary(): PathNode {
    const { kind, text } = this.#take()
    if (kind === 'string') return { kind: 'literal', value: this.#unquoted(text) }
    if (kind === 'number') return { kind: 'literal', value: Number(text) }
    if (kind === 'variable') {
      if (text === '$') return { kind: 'root' }
      const name = text.slice(1)
      return { kind: 'variable', name: name.startsWith('"') ? this.#unquoted(name) : name }
    }
    if (kind === 'name') {
      const words: Readonly<Record<string, PathNode>> = {
        true: { kind: 'literal', value: true },
        false: { kind: 'literal', value: false },
        null: { kind: 'literal', value: null },
        last: { kind: 'last' },
      }
      const word = Object.hasOwn(words, text) ? words[text] : undefined
      if (word !== undefined) return word
    }
    if (text === '@') return { kind: 'current' }
    if (text !== '(') throw this.#unreadable()
    const inner = this.#or()
    this.#expect(')')
    return inner
  }

  #step(): PathStep | undefined {
    if (this.#takes('?')) {
      this.#expect('(')
      const test = this.#or()
      this.#expect(')')
      return { kind: 'filter', test }
    }
    if (this.#takes('[')) return this.#places()
    if (!this.#takes('.')) return undefined
    if (this.#takes('**')) return this.#descent()
    if (this.#takes('*')) return { kind: 'anyKey' }
    const { kind, text } = this.#take()
    if (kind === 'string') return { kind: 'key', name: this.#unquoted(text) }
    // A number that follows a dot was read with it.
    if (kind !== 'name' && kind !== 'variable') throw this.#unreadable()
    if (this.#next().text !== '(' || this.#next().kind !== 'symbol')
      return { kind: 'key', name: text }
    this.#at++
    this.#expect(')')
    const name = METHODS.find((method) => method === text)
    if (name === undefined) throw this.#unreadable()
    return { kind: 'method', name }
  }

  #places(): PathStep {
    if (this.#takes('*')) {
      this.#expect(']')
      return { kind: 'anyPlace' }
    }
    const ranges: (readonly [PathNode, PathNode])[] = []
    do {
      const from = this.#sum()
      ranges.push([from, this.#takesName('to') ? this.#sum() : from])
    } while (this.#takes(','))
    this.#expect(']')
    return { kind: 'places', ranges }
  }

  #descent(): PathStep {
    if (!this.#takes('{')) return { kind: 'descend', from: 0, to: Infinity }
    const from = this.#level()
    const to = this.#takesName('to') ? this.#level() : from
    this.#expect('}')
    return { kind: 'descend', from, to }
  }

  #level(): number {
    if (this.#takesName('last')) return Infinity
    const { kind, text } = this.#take()
    if (kind !== 'number') throw this.#unreadable()
    return Number(text)
  }

  #string(): string {
    const { kind, text } = this.#take()
    if (kind !== 'string') throw this.#unreadable()
    return this.#unquoted(text)
  }

  #unquoted(text: string): string {
    try {
      return JSON.parse(text) as string
    } catch (error) {
      throw this.#unreadable(error)
    }
  }

  #next(): PathToken {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' }
  }

  #take(): PathToken {
    const token = this.#next()
    this.#at++
    return token
  }

  #takes(symbol: string): boolean {
    const { kind, text } = this.#next()
    const found = kind === 'symbol' && text === symbol
    if (found) this.#at++
    return found
  }

  #takesName(name: string): boolean {
    const { kind, text } = this.#next()
    const found = kind === 'name' && text === name
    if (found) this.#at++
    return found
  }

  #expect(symbol: string): void {
    if (!this.#takes(symbol)) throw this.#unreadable()
  }

  #unreadable(cause?: unknown): AppError {
    return new AppError(
      'SQL_RUNTIME',
      `JSON path ${JSON.stringify(this.#text)} is not understood: keys, places, *, **, filters ? (…), arithmetic and the methods ${METHODS.join(', ')} are known`,
      { cause },
    )
  }
}
