import type { Alias, Document, Node, Pair } from 'yaml'
import type * as Yaml from 'yaml'
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
  /** True where other places have a part in the value at a path, or it in theirs: by anchors, aliases or merged keys. */
  isShared(path: readonly (string | number)[]): boolean
}

type Library = Pick<typeof Yaml, 'isMap' | 'isSeq' | 'isScalar' | 'isAlias' | 'visit'>

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
        ? pairOf(target, String(step), library)
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
    isShared: (path) => isShared(document, path, library),
  }
}

function isShared(
  document: Document,
  path: readonly (string | number)[],
  library: Library,
): boolean {
  const used = new Set<unknown>()
  const aliases = new Set<unknown>()
  library.visit(document, {
    Alias: (_key, alias: Alias) => {
      aliases.add(alias)
      used.add(alias.resolve(document))
    },
  })
  const isTied = (node: unknown): boolean => aliases.has(node) || used.has(node)
  let node: unknown = document.contents
  for (const step of path) {
    if (isTied(node)) return true
    if (library.isMap(node)) {
      const pair = pairOf(node, String(step), library)
      // What a merged map may bring is not this map's own.
      if (pair === undefined) return node.items.some(({ key }) => isMergeKey(key, library))
      node = pair.value
    } else node = library.isSeq(node) ? node.items[Number(step)] : undefined
  }
  return holds(node, isTied)
}

/** True where a node or one inside of it is such a one. */
function holds(node: unknown, isSuch: (node: unknown) => boolean): boolean {
  if (isSuch(node)) return true
  const { items } = (node ?? {}) as { items?: readonly unknown[] }
  if (items === undefined) return false
  return items.some((item) =>
    isPair(item) ? holds(item.key, isSuch) || holds(item.value, isSuch) : holds(item, isSuch),
  )
}

function isMergeKey(key: unknown, { isScalar }: Library): boolean {
  return isScalar(key) && typeof key.value === 'symbol'
}

function isPair(item: unknown): item is Pair {
  return typeof item === 'object' && item !== null && 'key' in item
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
