import type { Json, JsonObject } from '../../util/index.js'
import { cursorOf, readCursor } from '../operations/page-cursor.js'
import { textOf } from './text-of.js'

/** A whole number within bounds, as a JSON number or a form's text; undefined where it is neither, or out of them. */
export function pageSize(
  written: Json | undefined,
  { least = 1, most, standard }: { least?: number; most: number; standard: number },
): number | undefined {
  if (written === undefined || written === null) return standard
  const size = Number(written)
  return Number.isInteger(size) && size >= least && size <= most ? size : undefined
}

/** A stretch of a list that does not change. */
export interface Page<T> {
  readonly items: readonly T[]
  /** For the next page; undefined on the last. */
  readonly next: string | undefined
}

/**
 * The page that a token asks for; the first where there is none.
 * @returns undefined where the token is not of this list.
 */
export function pageOf<T>(
  { name, items }: { readonly name: string; readonly items: readonly T[] },
  token: JsonObject[string] | undefined,
  size: number,
): Page<T> | undefined {
  const start = token === undefined || token === null ? 0 : readCursor(name, textOf(token))
  if (start === undefined) return undefined
  const end = start + size
  return {
    items: items.slice(start, end),
    next: end < items.length ? cursorOf(name, end) : undefined,
  }
}
