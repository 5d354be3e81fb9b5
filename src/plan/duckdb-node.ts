import { isJsonObject, type Json, type JsonObject } from '../util/index.js'

/*
 * Small readers for the JSON that DuckDB serialises of syntax trees and plans. The format is DuckDB's own
 * and changes with its version: the version is pinned, and test/contracts holds what we rely on.
 */

export function child(node: Json | undefined, key: string): Json | undefined {
  return isJsonObject(node) ? node[key] : undefined
}

export function text(node: Json | undefined, key: string): string {
  const value = child(node, key)
  return typeof value === 'string' ? value : ''
}

export function list(node: Json | undefined, key: string): readonly Json[] {
  const value = child(node, key)
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

export function texts(node: Json | undefined, key: string): readonly string[] {
  return list(node, key).filter((value) => typeof value === 'string')
}

export function integer(node: Json | undefined, key: string): number {
  const value = child(node, key)
  return typeof value === 'number' ? value : -1
}

/** Every object of the tree, parents before children. */
export function* objects(node: Json | undefined): Generator<JsonObject> {
  if (Array.isArray(node)) {
    for (const item of node as readonly Json[]) yield* objects(item)
  } else if (isJsonObject(node)) {
    yield node
    for (const value of Object.values(node)) yield* objects(value)
  }
}
