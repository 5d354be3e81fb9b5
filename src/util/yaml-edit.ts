import type { Document, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml'
import type { Json, JsonObject } from './json.js'
import type { TextEdit } from './text-edit.js'

export interface YamlEdit {
  /** From the document's top; one past the end of a list appends. */
  readonly path: readonly (string | number)[]
  readonly value: Json | undefined
}

/** The calls of the YAML library that an edit is made with. */
export interface YamlWriter {
  isMap(node: unknown): node is YAMLMap
  isSeq(node: unknown): node is YAMLSeq
  isScalar(node: unknown): node is Scalar
  isAlias(node: unknown): boolean
  stringify(value: unknown, options?: object): string
}

/** A node that has a place in the text. */
type Placed<T = Node> = T & { readonly range: readonly [number, number, number] }

type Collection = Placed<YAMLMap | YAMLSeq>

/** What an edit replaces in the text. */
export interface YamlReplacement extends TextEdit {
  /** True where the document's entries are the same ones as before, in the same order. */
  readonly keepsEntries: boolean
}

const WRITTEN = { lineWidth: 0, aliasDuplicateObjects: false }

/**
 * Edits of a YAML text that leave all other characters alone, its indentation, its quotes and its comments. Written
 * here since the library only writes whole documents anew, and no kept one does better.
 */
export class YamlTextEditor {
  readonly #text: string
  readonly #document: Document
  readonly #library: YamlWriter

  /** @param text line ends are `\n`; `document` was read from it */
  constructor(text: string, document: Document, library: YamlWriter) {
    this.#text = text
    this.#document = document
    this.#library = library
  }

  /** The replacement in the text; `undefined` where the library has to write the document anew. */
  replacementFor({ path, value }: YamlEdit): YamlReplacement | undefined {
    const step = path.at(-1)
    const parent = this.#nodeAt(path.slice(0, -1))
    if (step === undefined || !this.#isCollection(parent)) return undefined
    const index = this.#indexOf(parent, step)
    const keepsEntries = index >= 0 && value !== undefined && !isCollectionJson(value)
    const replacement = this.#replacement(parent, { step, index }, value)
    return replacement && { ...replacement, keepsEntries }
  }

  #replacement(
    parent: Collection,
    { step, index }: { readonly step: string | number; readonly index: number },
    value: Json | undefined,
  ): TextEdit | undefined {
    if (value === undefined) return this.#remove(parent, index)
    if (index < 0) return this.#append(parent, step, value)
    const old = valueOf(parent.items[index])
    if (isCollectionJson(value) || !this.#library.isScalar(old)) {
      return this.#replaceWhole(parent, index, value)
    }
    return this.#replaceScalar(parent, old, value)
  }

  #replaceScalar(parent: Collection, old: Scalar, value: Json): TextEdit | undefined {
    if (!isPlaced(old)) return undefined
    const [start, end] = old.range
    const space = start === end && /[:-]/.test(this.#text[start - 1] ?? '') ? ' ' : ''
    return { start, end, text: space + this.#scalarLike(old, value, parent.flow === true) }
  }

  #replaceWhole(parent: Collection, index: number, value: Json): TextEdit | undefined {
    const entry = parent.items[index]
    const old = valueOf(entry)
    const end = this.#endOf(old)
    if (!isPlaced(old) || end === undefined || this.#library.isAlias(old)) return undefined
    const [start] = old.range
    if (parent.flow === true) return { start, end, text: this.#inline(value) }
    // From the colon on: what stood beside its key may come to stand below it, and the other way around.
    if (!isPair(entry) || !isPlaced(entry.key)) return undefined
    const colon = this.#text.indexOf(':', entry.key.range[1])
    if (
      colon < 0 ||
      colon >= Math.max(start, end) ||
      this.#text.slice(colon, start).includes('#')
    ) {
      return undefined
    }
    const isBlock = isCollectionJson(value) && Object.keys(value).length > 0
    const written = isBlock
      ? `\n${indented(this.#block(value), this.#columnOf(parent) + 2)}`
      : ` ${this.#inline(value)}`
    const tail = end > start && this.#text[end - 1] === '\n' ? '\n' : ''
    return { start: colon + 1, end, text: written + tail }
  }

  #append(parent: Collection, step: string | number, value: Json): TextEdit | undefined {
    const last: unknown = parent.items.at(-1)
    const entry = this.#library.isMap(parent) ? { [String(step)]: value } : value
    if (parent.flow === true) {
      const written = this.#library.isMap(parent)
        ? this.#inline(entry).slice(1, -1).trim()
        : this.#inline(entry)
      const at = last === undefined ? parent.range[0] + 1 : this.#endOf(last)
      if (at === undefined) return undefined
      return { start: at, end: at, text: last === undefined ? written : `, ${written}` }
    }
    const end = this.#endOf(last)
    if (end === undefined) return undefined
    const at = this.#lineEnd(end)
    const column = this.#columnOf(parent)
    const written = this.#library.isMap(parent)
      ? indented(this.#block(entry), column)
      : this.#item(parent, entry, column)
    return { start: at, end: at, text: `\n${written}` }
  }

  #remove(parent: Collection, index: number): TextEdit | undefined {
    if (index < 0 || parent.items.length === 1) return undefined
    const [before, entry, next] = [index - 1, index, index + 1].map((at) => parent.items[at])
    const [start, end] = [startOf(entry), this.#endOf(entry)]
    if (start === undefined || end === undefined) return undefined
    if (parent.flow === true) {
      const after = startOf(next)
      if (after !== undefined) return { start, end: after, text: '' }
      const from = this.#endOf(before)
      return from === undefined ? undefined : { start: from, end, text: '' }
    }
    const from = this.#text.lastIndexOf('\n', start - 1) + 1
    // What shares its first line with another entry, or with the dash above it, cannot go as lines.
    const lead = this.#library.isSeq(parent) ? /^ *-[ \t]+$/ : /^ *$/
    if (!lead.test(this.#text.slice(from, start))) return undefined
    return { start: from, end: Math.min(this.#lineEnd(end) + 1, this.#text.length), text: '' }
  }

  /** An item of a list, as the others of it are written: as far from its dash, in braces if the last one has them. */
  #item(parent: Collection, item: Json, column: number): string {
    const first = startOf(parent.items[0]) ?? 0
    const lead = this.#text.slice(parent.range[0], first)
    const dash = /^-[ ]+$/.test(lead) ? lead : '- '
    const isInline = (parent.items.at(-1) as { flow?: boolean } | null)?.flow === true
    const written = isInline ? this.#inline(item) : this.#block(item)
    return ' '.repeat(column) + dash + indented(written, column + dash.length).trimStart()
  }

  /** A scalar in the quotes of the one whose place it takes; lines stay a block of lines. */
  #scalarLike(old: Placed<Scalar>, value: Json, isInline: boolean): string {
    const was = this.#text.slice(old.range[0], old.range[1])
    const isBlock = old.type === 'BLOCK_LITERAL' || old.type === 'BLOCK_FOLDED'
    const tail = isBlock && was.endsWith('\n') ? '\n' : ''
    if (typeof value !== 'string') return JSON.stringify(value) + tail
    const indentation = /\n( +)[^ \n]/.exec(was)?.[1]
    if (
      isBlock &&
      indentation !== undefined &&
      /^\S[^]*\n/.test(value) &&
      !value.endsWith('\n\n')
    ) {
      const lines = value.replace(/\n$/, '').replace(/^(?=.)/gm, indentation)
      return `|${value.endsWith('\n') ? '' : '-'}\n${lines}\n`
    }
    if (value.includes('\n') || old.type === 'QUOTE_DOUBLE') return JSON.stringify(value) + tail
    if (old.type === 'QUOTE_SINGLE') return `'${value.replaceAll("'", "''")}'`
    return (isInline ? this.#inline(value) : this.#block(value)) + tail
  }

  /** A value on one line, as it may stand in braces and brackets. */
  #inline(value: Json): string {
    const written = this.#library.stringify([value], {
      ...WRITTEN,
      collectionStyle: 'flow',
      // Unquoted, the library writes lines in brackets that it reads as something else.
      defaultStringType: JSON.stringify(value).includes('\\n') ? 'QUOTE_DOUBLE' : 'PLAIN',
      defaultKeyType: 'PLAIN',
      doubleQuotedAsJSON: true,
    })
    return written.trim().slice(1, -1).trim()
  }

  #block(value: Json): string {
    return this.#library.stringify(value, WRITTEN).trimEnd()
  }

  #nodeAt(path: readonly (string | number)[]): unknown {
    return path.reduce<unknown>((node, step) => {
      if (!this.#isCollection(node)) return undefined
      return valueOf(node.items[this.#indexOf(node, step)])
    }, this.#document.contents)
  }

  /** Of the entry at a step; -1 where there is none yet. */
  #indexOf(parent: Collection, step: string | number): number {
    if (this.#library.isSeq(parent)) return Number(step) < parent.items.length ? Number(step) : -1
    return parent.items.findIndex(
      ({ key }) => this.#library.isScalar(key) && String(key.value) === String(step),
    )
  }

  #isCollection(node: unknown): node is Collection {
    return (this.#library.isMap(node) || this.#library.isSeq(node)) && isPlaced(node)
  }

  /** Where the last character of an entry is written, comments after it left out. */
  #endOf(entry: unknown): number | undefined {
    const node = isPair(entry) ? (entry.value ?? entry.key) : entry
    if (!isPlaced(node)) return undefined
    const isBlock = this.#isCollection(node) && node.flow !== true
    return isBlock ? this.#endOf(node.items.at(-1)) : node.range[1]
  }

  /** The end of the line on which something ends, which may end with the line itself, as blocks of lines do. */
  #lineEnd(end: number): number {
    if (this.#text[end - 1] === '\n') return end - 1
    const found = this.#text.indexOf('\n', end)
    return found < 0 ? this.#text.length : found
  }

  #columnOf(node: Placed): number {
    return node.range[0] - (this.#text.lastIndexOf('\n', node.range[0] - 1) + 1)
  }
}

function isCollectionJson(value: Json): value is JsonObject | readonly Json[] {
  return typeof value === 'object' && value !== null
}

function isPair(entry: unknown): entry is Pair {
  return typeof entry === 'object' && entry !== null && 'key' in entry
}

function isPlaced(node: unknown): node is Placed {
  return typeof node === 'object' && node !== null && Array.isArray((node as Node).range)
}

function valueOf(entry: unknown): unknown {
  return isPair(entry) ? entry.value : entry
}

function startOf(entry: unknown): number | undefined {
  const node = isPair(entry) ? entry.key : entry
  return isPlaced(node) ? node.range[0] : undefined
}

function indented(text: string, column: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(column))
}
