import type { Document, Node, Pair } from 'yaml'
import type { Json } from './json.js'
import type { SourcePosition } from './text-position.js'
import { positionFinder } from './text-position.js'

/** A place in a YAML text, and the text of the scalar there as it is written, where it can be pointed into. */
export interface YamlPlace {
  readonly position: SourcePosition
  /** True where each character of the value is one character of the file. */
  readonly verbatim: boolean
}

/** A YAML text that keeps where its values stand. */
export interface YamlDocument {
  readonly value: Json
  /** The place of the value at a path; of its nearest known parent where there is none. */
  placeOf(path: readonly (string | number)[]): YamlPlace
  /** The place of a key. */
  placeOfKey(path: readonly (string | number)[]): YamlPlace
}

interface Library {
  isMap(node: unknown): boolean
  isSeq(node: unknown): boolean
  isScalar(node: unknown): boolean
  isAlias(node: unknown): boolean
}

export function locate(
  text: string,
  document: Document,
  library: Library,
): Omit<YamlDocument, 'value'> {
  const positionAt = positionFinder(text)
  const find = (path: readonly (string | number)[], wanted: 'key' | 'value'): YamlPlace => {
    let node: unknown = document.contents
    let offset = startOf(node) ?? 0
    let verbatim = false
    for (const [index, step] of path.entries()) {
      const target = library.isAlias(node) ? resolve(document, node) : node
      const next = library.isMap(target)
        ? pairOf(target as { items: Pair[] }, String(step), library)
        : library.isSeq(target)
          ? { key: undefined, value: (target as { items: unknown[] }).items[Number(step)] }
          : undefined
      if (next === undefined) break
      const last = index === path.length - 1
      const key = last && wanted === 'key' && next.key !== undefined
      node = key ? next.key : next.value
      offset = startOf(node) ?? startOf(next.key) ?? offset
    }
    if (library.isScalar(node)) {
      const { value, range, type } = node as { value: unknown; range?: number[]; type?: string }
      const start = (range?.[0] ?? 0) + (type === 'PLAIN' ? 0 : 1)
      if (typeof value === 'string' && text.startsWith(value, start)) {
        offset = start
        verbatim = true
      }
    }
    return { position: positionAt(offset), verbatim }
  }
  return {
    placeOf: (path) => find(path, 'value'),
    placeOfKey: (path) => find(path, 'key'),
  }
}

function pairOf(map: { items: Pair[] }, key: string, library: Library): Pair | undefined {
  return map.items.find(
    (pair) => library.isScalar(pair.key) && String((pair.key as { value: unknown }).value) === key,
  )
}

function resolve(document: Document, node: unknown): unknown {
  return (node as { resolve(document: Document): unknown }).resolve(document)
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0]
}
